"""Lembar SOP of a run: before, during and after, on screen, on paper and as PDF, also when its page is gone."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from desk.pdf.sheet import sheet_pdf
from desk.readings import readings_seen_by
from offices import office_time
from workflows.core.living_sheet import living_sheet
from workflows.models import SopRun
from workflows.models.rule_inputs import actor_at
from workflows.models.run_history import trail_of
from workflows.service import chain


def run_seen_by(user: Any, pk: int) -> SopRun:
    """The run, for whoever belongs to its office. Raises ``Http404``, ``PermissionDenied``."""
    run = get_object_or_404(SopRun.objects.select_related("sop_version", "office"), pk=pk)
    if not actor_at(user, run.office, None).in_office:
        raise PermissionDenied
    return run


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    """A PDF that opens in the browser and is saved under that name."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


class SheetView(WagtailAdminTemplateMixin, View):
    """The sheet of one run, for reading and printing."""

    template_name = "desk/run_sheet.html"
    page_title = "Lembar SOP"
    header_icon = "clipboard-list"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.run = run_seen_by(request.user, pk)
        with office_time.at(self.run.office):
            has_page = Page.objects.filter(pk=self.run.page_id).exists()
            readings = readings_seen_by(request.user, self.run.sop_version, self.run.office)
            context = self.get_context_data(has_page=has_page, **chain.context(self.run, self.run.sop, readings))
            return render(request, self.template_name, context)

    def get_page_subtitle(self) -> str:
        return str(self.run)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        register = {"url": reverse("register_modeladmin_index"), "label": "Register Publikasi"}
        return [*self.breadcrumbs_items, register, {"url": "", "label": self.page_title, "sublabel": str(self.run)}]


def run_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet of one run as PDF."""
    run = run_seen_by(request.user, pk)
    readings = readings_seen_by(request.user, run.sop_version, run.office)
    content = sheet_pdf(living_sheet(run.sop, trail_of(run), readings), made_at=timezone.now())
    return pdf_answer(content, f"lembar-sop-{run.register.replace('/', '-')}")
