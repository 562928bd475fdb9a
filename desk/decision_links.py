"""The decision links that still decide, for whoever administers the office: who has one, for what, and revoking it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from desk.own_office import offices_run_by
from workflows.models import DecisionLink

SHOWN = 100


class DecisionLinksView(WagtailAdminTemplateMixin, View):
    """GET lists the usable links of the offices one runs, the newest first; POST ``cabut`` revokes one."""

    template_name = "desk/decision_links.html"
    header_icon = "link"
    page_title = "Tautan keputusan"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.offices = offices_run_by(request.user)
        if not self.offices.exists():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def get(self, request: HttpRequest) -> HttpResponse:
        links = self._links().select_related("user", "visit__run__office", "visit__run__sop_version")[:SHOWN]
        return render(request, self.template_name, self.get_context_data(links=links))

    def post(self, request: HttpRequest) -> HttpResponse:
        wanted = request.POST.get("cabut", "")
        rows = self._links().filter(pk=int(wanted[:18]) if wanted.isdecimal() else 0)
        if DecisionLink.objects.filter(pk__in=rows.values("pk")).update(revoked_at=timezone.now()):
            messages.success(request, "Tautan dicabut. Tugasnya tetap ada di ruang kerja penerimanya.")
        else:
            messages.error(request, "Tautan ini sudah tidak berlaku.")
        return redirect("sop:decision_links")

    def _links(self) -> Any:
        return DecisionLink.objects.usable().filter(visit__run__office__in=self.offices)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


class DecisionLinksViewSet(ViewSet):
    """The menu entry; the view has its address among the SOP's."""

    name = "sop_decision_links_menu"
    icon = "link"
    menu_label = "Tautan keputusan"
    menu_name = "tautan-keputusan"

    @property
    def menu_url(self) -> str:  # type: ignore[override]
        return reverse("sop:decision_links")
