"""The short link of a page: printed on posters, sent in messages, and the page's identity in feeds."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from home.sharing import office_site


@require_safe
def short_link(request: HttpRequest, pk: str) -> HttpResponse:
    """Leads to where the page is now. Raises ``Http404`` for what isn't public on this site.

    The redirect is temporary (302) because only the short link is permanent: browsers keep a 301 without
    end, and a reader's kept 301 would go on to the old address after a page was renamed or moved, where
    nothing or another page may stand. Search engines learn the lasting address from ``rel=canonical``.
    """
    site = office_site(request)
    page = site.page(int(pk))
    if page is None:
        raise Http404("No public page has this number.")
    return HttpResponseRedirect(site.address_of(page))
