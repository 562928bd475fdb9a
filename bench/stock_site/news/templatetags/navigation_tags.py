from django import template
from wagtail.models import Site

register = template.Library()


@register.simple_tag(takes_context=True)
def get_site_root(context):
    return Site.find_for_request(context["request"]).root_page


@register.inclusion_tag("includes/menu.html", takes_context=True)
def menu(context, parent):
    return {"entries": parent.get_children().live().in_menu(), "request": context["request"]}


@register.inclusion_tag("includes/breadcrumbs.html", takes_context=True)
def breadcrumbs(context):
    page = context.get("page")
    ancestors = page.get_ancestors(inclusive=True).filter(depth__gt=1) if page and page.depth > 2 else []
    return {"ancestors": ancestors, "request": context["request"]}
