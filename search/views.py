"""The public search page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.models import Site

from home.serving import home_for, on_a_site
from offices.models import Office
from search.filters import Asked, asked_of, offices, years
from search.finding import Found, find
from sops.document import ContentKind


@require_safe
@on_a_site
def search(request: HttpRequest) -> HttpResponse:
    """Public pages of the requested site's office that answer ``q``; on the national portal, of every office.

    Also reads ``jenis``, ``tahun``, ``kantor``, ``hal`` (or ``page``) and ``persis``; whatever they hold, the
    answer is a page.
    """
    home_for(request)  # finds the site too, without Wagtail's queries where it can
    site = Site.find_for_request(request)
    known = None
    if site and Office.objects.filter(site=site, level=Office.Level.PUSAT).exists():
        known = offices()
    asked = asked_of(request.GET, site, known) if site else Asked()
    found = find(asked) if site and asked.query else Found()
    context = {
        "query": asked.query,
        "asked": asked,
        "found": found,
        "kinds": [(kind.value, kind.label) for kind in ContentKind],
        "years": years(),
        "office_lines": known.lines(asked.office) if known else "",
        "office_names": known.names if known else {},
        "previous": asked.address(page=found.page - 1) if found.page > 1 else "",
        "next": asked.address(page=found.page + 1) if found.page < found.pages else "",
    }
    response = render(request, "search/search.html", context)
    if asked.query:
        response["X-Robots-Tag"] = "noindex"  # the box may be found, its endless answers not
    return response
