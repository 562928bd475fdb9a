"""What operations adds to the admin: the page and its entry under Laporan."""

from django.http import HttpRequest
from django.urls import path, reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from offices.models import is_headquarters
from operations.views import HealthView


class HealthMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return is_headquarters(request.user)


@hooks.register("register_admin_urls")
def urls():
    return [path("kesehatan/", HealthView.as_view(), name="health")]


@hooks.register("register_reports_menu_item")
def health_item():
    return HealthMenuItem("Kesehatan Sistem", reverse_lazy("health"), icon_name="cogs", order=9000)
