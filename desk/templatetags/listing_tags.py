"""The head of a table in Wagtail's admin."""

from django import template
from django.utils.html import format_html, format_html_join

register = template.Library()


@register.simple_tag
def listing_head(*columns: str, act: str = "") -> str:
    """The columns' names; ``act`` names the last one, of buttons, to those who can't see them."""
    cells = format_html_join("", '<th scope="col">{}</th>', ((column,) for column in columns))
    acts = format_html('<th scope="col"><span class="w-sr-only">{}</span></th>', act) if act else ""
    return format_html("<thead><tr>{}{}</tr></thead>", cells, acts)
