"""Registration only: opening an office, what the history says of sections, where links in texts lead."""

from django.urls import path, reverse_lazy
from wagtail import hooks

from home.admin import OpenOfficeMenuItem, OpenOfficeView, StructureChanged
from home.models.explained import CHANGED
from home.text_links import PublicPageLinkHandler


@hooks.register("register_admin_urls")
def office_urls():
    return [path("kantor/baru/", OpenOfficeView.as_view(), name="open_office")]


@hooks.register("register_admin_menu_item")
def open_office_menu_item():
    return OpenOfficeMenuItem("Buka kantor", reverse_lazy("open_office"), icon_name="plus", order=275)


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action(CHANGED)(StructureChanged)


@hooks.register("register_rich_text_features", order=1)  # after Wagtail's own
def text_links(features):
    features.register_link_type(PublicPageLinkHandler)
