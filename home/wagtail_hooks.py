"""Registration only: the form by which headquarters opens an office."""

from django.urls import path, reverse_lazy
from wagtail import hooks

from home.admin import OpenOfficeMenuItem, OpenOfficeView


@hooks.register("register_admin_urls")
def office_urls():
    return [path("kantor/baru/", OpenOfficeView.as_view(), name="open_office")]


@hooks.register("register_admin_menu_item")
def open_office_menu_item():
    return OpenOfficeMenuItem("Buka kantor", reverse_lazy("open_office"), icon_name="plus", order=275)
