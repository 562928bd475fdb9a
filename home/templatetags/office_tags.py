"""What every public page says of its office: whose site it is and where its sections are."""

from typing import Any

from django import template
from wagtail.models import Page, Site

from home.models import HomePage

register = template.Library()


@register.simple_tag(takes_context=True)
def office_home(context: template.Context) -> HomePage | None:
    """The home page of the site that was asked for; None where the site isn't an office's."""
    request: Any = context.get("request")
    if request is None:
        return None
    if not hasattr(request, "office_home"):
        site = Site.find_for_request(request)
        request.office_home = HomePage.objects.filter(pk=site.root_page_id).first() if site else None
    return request.office_home


@register.simple_tag
def menu_of(home: HomePage, page: Page | str) -> list[Page]:
    """The live pages right below the home page that are shown in menus; ``is_current`` where ``page`` is there."""
    entries = list(home.get_children().live().public().in_menu())
    for entry in entries:
        entry.is_current = isinstance(page, Page) and page.path.startswith(entry.path)
    return entries


@register.simple_tag
def section_of(page: Page, home: HomePage | None) -> Page | None:
    """The section a page stands in; None for a page right below the home page."""
    parent = page.get_parent()
    return None if parent is None or (home and parent.pk == home.pk) or parent.is_root() else parent
