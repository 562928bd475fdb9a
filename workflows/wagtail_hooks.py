"""Registration only; what is registered stands in ``workflows/admin``."""

from django.templatetags.static import static
from django.urls import include, path, reverse_lazy
from django.utils.html import format_html
from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from workflows.admin import choosers, dashboard, editor, menus, offices, stock_workflows, urls
from workflows.admin.register import DeliveryLog, RunRegister
from workflows.admin.sop_library import LibraryMenuItem

stock_workflows.register()
editor.register_views()
modeladmin_register(RunRegister)
modeladmin_register(DeliveryLog)

hooks.register("construct_page_action_menu", menus.construct)
hooks.register("construct_homepage_panels", dashboard.construct)
hooks.register("register_admin_viewset", offices.viewsets)
hooks.register("construct_page_chooser_queryset", choosers.own_or_live)


@hooks.register("register_admin_urls")
def sop_urls():
    return [path("sop/", include(urls))]


@hooks.register("register_admin_menu_item")
def library_menu_item():
    return LibraryMenuItem("Pustaka SOP", reverse_lazy("sop:library"), icon_name="clipboard-list", order=240)


@hooks.register("insert_global_admin_css")
def admin_css():
    return format_html('<link rel="stylesheet" href="{}">', static("workflows/admin.css"))
