"""What every public page says of its office: whose site it is and where its sections are."""

from functools import partial
from typing import Any

from django import template
from wagtail.models import Page

from home.cache.dependencies import (
    cache_day,
    front_tag,
    list_tag,
    list_tags_between,
    mentions,
    row_tag,
    shows,
    site_tag,
)
from home.cache.remembered import remembered
from home.listing import published
from home.models import HomePage
from home.serving import home_for
from home.templatetags.sop_tags import publication_of
from news.models import TextPage
from workflows.models.pages import OfficePage

register = template.Library()
RELATED = 3


@register.filter
def address(page: Page) -> str:
    """The address of a page on its own site: its path below the home page, which stands at the top of the tree."""
    return "/" + page.url_path.split("/", 2)[2]


@register.simple_tag(takes_context=True)
def office_home(context: template.Context) -> HomePage | None:
    """The home page of the site that was asked for; None where the site isn't an office's."""
    request: Any = context.get("request")
    if request is None:
        return None
    home = home_for(request)
    if home is not None:
        mentions(site_tag(home.pk))
        if isinstance(context.get("page"), OfficePage):
            shows(front_tag(context["page"].pk))
    return home


@register.simple_tag
def menu_of(home: HomePage, page: Page | str) -> list[tuple[Page, str]]:
    """What the menu names right below the home page, each with its ``aria-current`` ("" elsewhere)."""
    entries = [entry for entry in home.below if entry.show_in_menus]
    return [(entry, _current(entry, page)) for entry in entries]


def _current(entry: Page, page: Page | str) -> str:
    if not isinstance(page, Page) or not page.path.startswith(entry.path):
        return ""
    return "page" if page.pk == entry.pk else "true"


@register.simple_tag
def section_of(page: Page, home: HomePage | None) -> Page | None:
    """The section a page stands in; None for a page right below the home page."""
    parent = page.get_parent()
    return None if parent is None or (home and parent.pk == home.pk) or parent.is_root() else parent


@register.simple_tag(takes_context=True)
def surround(context: template.Context, page: TextPage) -> str:
    """Puts the page's surroundings into the context: ``attachments``, ``renditions`` and the like.

    They change seldom and are remembered, so that a new menu or list need not read them again.
    """
    if getattr(context.get("request"), "is_preview", True) or not page.live:
        found = _surroundings(page)
    else:
        pictures = [row_tag("image", pk) for pk in page.picture_pks()]
        found = remembered(
            f"around:{page.pk}", partial(_surroundings, page), lambda found: [row_tag("page", page.pk), *pictures]
        )
    page.publication = found["publication"]
    for name, value in found.items():
        context[name] = value
    return ""


def _surroundings(page: TextPage) -> dict[str, Any]:
    return {**page.surroundings(), "publication": publication_of(page)}


@register.simple_tag
def related_to(page: Any, home: HomePage | None) -> list[Any]:
    """Up to ``RELATED`` others of the page's type from the same site, the nearest in time before it."""
    if home is None or not page.listed_at:
        return []
    earlier = published(type(page), home).filter(listed_at__lte=page.listed_at).only(*type(page).row_fields)
    related = [other for other in earlier[: RELATED + 1] if other.pk != page.pk][:RELATED]
    if len(related) < RELATED:
        shows(list_tag(type(page), home.pk))
    else:
        shows(*list_tags_between(type(page), home.pk, cache_day(related[-1].listed_at), cache_day(page.listed_at)))
    return related
