"""From a request to the office whose site it asks for, without Wagtail's three queries."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from wagtail import views
from wagtail.models import Site

from engine import wagtail_internals
from home.cache.dependencies import front_tag, site_tag
from home.cache.remembered import remembered
from home.listing import is_restricted
from home.models import HomePage
from offices import office_time

OPEN_TO_ANYBODY = ("/sehat/", settings.STATIC_URL)
"""What is the same for every host."""


def at_the_offices_time(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: what a request was told of the time of an office ends with it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with timezone.override(None):
            return get_response(request)

    return middleware


def claimed_hosts_only(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: 421 for whatever is asked of a host that is neither an office's nor named in the settings.

    Whether the site lives is told to anybody: probes ask by address.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(OPEN_TO_ANYBODY) or _is_claimed(request):
            return get_response(request)
        return _misdirected(request)

    return middleware


def _is_claimed(request: HttpRequest) -> bool:
    host = split_domain_port(request.get_host())[0]
    named = {*settings.ALLOWED_HOSTS, urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname}
    return host in named or _home_at(request) is not None or Site.find_for_request(request) is not None


def home_for(request: Any) -> HomePage | None:
    """The home page of the site that was asked for; None where the host is no office's.

    The answer stays with the request, as does Wagtail's ``Site``. It is shared: nobody changes it.
    """
    if not hasattr(request, "office_home"):
        home = _home_at(request)
        if home is not None:
            wagtail_internals.answer_for(request, home.office.site, remembered("site roots", Site.get_site_root_paths))
        else:
            # A host of several ports or of none: Wagtail knows which site answers.
            site = Site.find_for_request(request)
            home = HomePage.objects.filter(pk=site.root_page_id).first() if site else None
        request.office_home = home
        if (office := getattr(home, "office", None)) is not None:
            timezone.activate(office_time.zone_of(office))  # ends with the request: ``at_the_offices_time``
    return request.office_home


def _home_at(request: Any) -> HomePage | None:
    """The home page of the host, if it has one; looked up once for a request."""
    if not hasattr(request, "home_at_host"):
        host = split_domain_port(request.get_host())[0]
        request.home_at_host = remembered(
            f"home:{host}", partial(_home_of, host), lambda home: (site_tag(home.pk), front_tag(home.pk))
        )
    return request.home_at_host


def _home_of(host: str) -> HomePage | None:
    """The one home page of a host with its office, site and all that stands right below it."""
    homes = list(HomePage.objects.filter(office__site__hostname=host).select_related("logo", "office__site")[:2])
    if len(homes) != 1:
        return None
    home = homes[0]
    home.office.site.root_page = home
    home.is_restricted = is_restricted(home, home)
    home.below  # noqa: B018  # read now, with the rest
    return home


def on_a_site(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view of an office's site: 421 (RFC 9110, 15.5.20) with a list of offices where nobody has claimed the host."""

    @wraps(view)
    def answer(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if home_for(request) is None and Site.find_for_request(request) is None:
            return _misdirected(request)
        return view(request, *args, **kwargs)

    return answer


def _misdirected(request: Any) -> HttpResponse:
    context = {
        "title": "Alamat ini bukan alamat kantor mana pun",
        "text": "Pilih situs kantor yang Anda cari.",
        "offices": [(site.site_name or site.hostname, site.root_url) for site in Site.objects.order_by("site_name")],
    }
    return render(request, "unclaimed.html", context, status=421)


@csrf_exempt
@require_safe
@on_a_site
def serve(request: Any, path: str) -> HttpResponse:
    """Wagtail's view of a page, on the office's site. Pages are read and nothing else: a form is answered 405."""
    home = home_for(request)
    if home is not None:
        components = [component for component in path.split("/") if component]
        wagtail_internals.note_route(request, home.route(request, components))
    return views.serve(request, path)
