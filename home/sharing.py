"""What other sites are told of an office's site: absolute addresses, what may be shown there, share links."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest
from wagtail.models import Page, Site

from home.listing import published
from home.models import HomePage
from home.serving import home_for
from offices import office_time
from offices.models import Office
from workflows.models.pages import GovernedPage


class OfficeSite:
    """The site of one office as others address it; ``address`` has no slash at its end."""

    def __init__(self, home: HomePage, address: str) -> None:
        self.home = home
        self.address = address

    @cached_property
    def zone(self) -> ZoneInfo:
        """The office's time zone; the installation's where the home page is no office's."""
        office: Office | None = getattr(self.home, "office", None)
        return office_time.zone_of(office) if office else office_time.headquarters()

    def absolute(self, path: str) -> str:
        """The full address of a path of this site; an address that is full already stays as it is."""
        return path if "://" in path else f"{self.address}{path}"

    def address_at(self, url_path: str) -> str:
        """The full address of the page with that ``url_path``, which must be below the home page's."""
        return self.address + url_path[len(self.home.url_path) - 1 :]

    def address_of(self, page: Page) -> str:
        return self.address_at(page.url_path)

    def holds(self, page: Page) -> bool:
        """Whether the page is the home page or stands below it."""
        return page.path.startswith(self.home.path)

    def short_link(self, page: Page) -> str:
        """The address that stays when the page is renamed or moved."""
        return f"{self.address}/p/{page.pk}/"

    def page(self, pk: int) -> Page | None:
        """The page of that number, if it is on this site and anybody may read it now."""
        return published(Page, self.home).filter(pk=pk).first()


def find_office_site(request: Any) -> OfficeSite | None:
    """The office's site that was asked for; None where the host is no office's."""
    if not hasattr(request, "office_site"):
        home = home_for(request)
        site = Site.find_for_request(request)
        request.office_site = OfficeSite(home, _address(site, request)) if home and site else None
    return request.office_site


def office_site(request: HttpRequest) -> OfficeSite:
    """The office's site that was asked for. Raises ``Http404`` where the host is no office's."""
    site = find_office_site(request)
    if site is None:
        raise Http404("No office has this host.")
    return site


def _address(site: Site, request: HttpRequest) -> str:
    """The site's own host, never the one a visitor claims; over TLS when that is how it was asked for."""
    if request.is_secure() and site.port == 80:
        # Behind a proxy that ends TLS, the site row says 80 while the public reads https.
        return f"https://{site.hostname}"
    return site.root_url


def is_shareable(page: object) -> bool:
    """Whether a page has a picture and links to be shared by: what informs the public has, structure hasn't."""
    return isinstance(page, GovernedPage) and page.pk is not None


@dataclass(frozen=True)
class ShareLink:
    """A way to pass a page on that needs no script."""

    name: str
    address: str


def share_links(title: str, address: str) -> list[ShareLink]:
    """Where a page can be passed on to."""
    targets = (
        ("WhatsApp", "https://wa.me/", {"text": f"{title} {address}"}),
        ("Telegram", "https://t.me/share/url", {"url": address, "text": title}),
        ("X", "https://x.com/intent/post", {"text": title, "url": address}),
        ("Facebook", "https://www.facebook.com/sharer/sharer.php", {"u": address}),
    )
    return [ShareLink(name, f"{target}?{urlencode(query)}") for name, target, query in targets]
