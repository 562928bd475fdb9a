"""What a page's head and foot tell other sites: its address, its card, its structured data, its share links."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django import template
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from home import structured_data
from home.cache.middleware import PARAMETERS
from home.models import HomePage, SectionPage
from home.sharing import OfficeSite, ShareLink, find_office_site, is_shareable, share_links

register = template.Library()

UNSAFE_IN_SCRIPT = str.maketrans({char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"})
"""What could end a script element or start a comment in it, as JSON may write it too."""
FORMATS = (("rss", "application/rss+xml", "RSS"), ("atom", "application/atom+xml", "Atom"))


@dataclass(frozen=True)
class Alternate:
    """A feed as a page's head announces it."""

    address: str
    media_type: str
    title: str


@dataclass(frozen=True)
class Card:
    """What the head says; an empty ``address`` means that the page is none to be found or passed on."""

    site_name: str = ""
    address: str = ""
    title: str = ""
    description: str = ""
    kind: str = "website"
    picture: str = ""
    published: str = ""
    modified: str = ""
    alternates: list[Alternate] = field(default_factory=list)
    json_ld: SafeString | str = ""


@register.simple_tag(takes_context=True)
def sharing_card(context: template.Context) -> Card:
    """The card of the page being shown; only feeds where there is no page (search, an error)."""
    request, page, tag = context.get("request"), context.get("page"), context.get("tag")
    site = find_office_site(request) if request is not None else None
    if request is None or site is None:
        return Card()
    alternates = _alternates(site, page, tag)
    if isinstance(page, Page) and page.pk and site.holds(page):
        return _card_of(page, site, request, alternates)
    if tag is not None:
        address = site.absolute(f"/tagar/{tag.slug}/") + _kept_query(request)
        return Card(site.home.title, address, f"Tagar {tag.name}", alternates=alternates)
    return Card(site.home.title, alternates=alternates)


def _card_of(page: Page, site: OfficeSite, request: HttpRequest, alternates: list[Alternate]) -> Card:
    shareable = is_shareable(page)
    picture = site.absolute(f"/bagikan/{page.pk}.png") if shareable and page.live else ""
    told = structured_data.about(page, site, picture)
    text: dict[str, Any] = next((thing for thing in told["@graph"] if "datePublished" in thing), {})
    summary = getattr(page, "summary", "") or getattr(page, "intro", "")
    return Card(
        site_name=site.home.title,
        address=site.address_of(page) + (_kept_query(request) if isinstance(page, SectionPage) else ""),
        title=page.seo_title or getattr(page, "shown_title", page.title),
        description=page.search_description or summary,
        kind="article" if shareable else "website",
        picture=picture,
        published=text.get("datePublished", ""),
        modified=text.get("dateModified", ""),
        alternates=alternates,
        json_ld=as_script(told),
    )


def _kept_query(request: HttpRequest) -> str:
    """Of the query, what another list is shown for; a campaign's marks are not part of an address."""
    kept = sorted((name, value) for name, value in request.GET.items() if name in PARAMETERS and value)
    return f"?{urlencode(kept)}" if kept else ""


def _alternates(site: OfficeSite, page: Any, tag: Any) -> list[Alternate]:
    places = [("", site.home.title)]
    if isinstance(page, SectionPage):
        places.append((f"/{page.slug}", page.title))
    if tag is not None:
        places.append((f"/tagar/{tag.slug}", f"Tagar {tag.name}"))
    return [
        Alternate(site.absolute(f"{path}/{name}/"), media_type, f"{title} ({label})")
        for path, title in places
        for name, media_type, label in FORMATS
    ]


def as_script(data: dict[str, Any]) -> SafeString:
    """The data as a script element that nothing in it can leave."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(UNSAFE_IN_SCRIPT)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


@register.simple_tag(takes_context=True)
def share_links_of(context: template.Context, page: Page) -> list[ShareLink]:
    """Where a live page can be passed on to; nothing for a draft being previewed."""
    site = _site_for(context, page)
    return share_links(page.title, site.address_of(page)) if site else []


@register.simple_tag(takes_context=True)
def short_link_of(context: template.Context, page: Page) -> str:
    site = _site_for(context, page)
    return site.short_link(page) if site else ""


def _site_for(context: template.Context, page: Page) -> OfficeSite | None:
    request = context.get("request")
    if request is None or isinstance(page, HomePage) or not is_shareable(page) or not page.live:
        return None
    site = find_office_site(request)
    return site if site and site.holds(page) else None
