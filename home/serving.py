"""From a request to the office whose site it asks for, without Wagtail's three queries."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.http.request import split_domain_port
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from wagtail import views
from wagtail.models import Site

from home.cache.remembered import remembered
from home.cache.shown import front_tag, site_tag
from home.listing import is_restricted
from home.models import HomePage


def home_for(request: Any) -> HomePage | None:
    """The home page of the site that was asked for; None where the host is no office's.

    The answer stays with the request, as does Wagtail's ``Site``. It is shared: nobody changes it.
    """
    if not hasattr(request, "office_home"):
        host = split_domain_port(request.get_host())[0]
        home = remembered(f"home:{host}", partial(_home_of, host), lambda home: (site_tag(home.pk), front_tag(home.pk)))
        if home is not None:
            request._wagtail_site = home.office.site
            # Wagtail finds addresses by the sites of all offices, and would unpack them anew for each request.
            request._wagtail_cached_site_root_paths = remembered("site roots", Site.get_site_root_paths)
        else:
            # A host of several ports or of none: Wagtail knows which site answers.
            site = Site.find_for_request(request)
            home = HomePage.objects.filter(pk=site.root_page_id).first() if site else None
        request.office_home = home
    return request.office_home


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


@csrf_exempt
@require_safe
def serve(request: Any, path: str) -> HttpResponse:
    """Wagtail's view of a page, on the office's site. Pages are read and nothing else: a form is answered 405."""
    home = home_for(request)
    if home is not None:
        components = [component for component in path.split("/") if component]
        request._wagtail_route_for_request = home.route(request, components)
    return views.serve(request, path)
