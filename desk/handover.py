"""Telling the receiver of a hand-over by messenger: a ready message with the link (SOP 11/2023 steps 2, 7, 8)."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from sops.performers import holders
from workflows.core.answers import Via
from workflows.models import SopRun
from workflows.models.rule_inputs import actor_at


class HandoverView(WagtailAdminTemplateMixin, View):
    """GET shows the message and the button that opens the messenger; the hand-over itself is already recorded."""

    template_name = "desk/handover.html"
    header_icon = "mail"
    page_title = "Kabari penerima"

    def get(self, request: HttpRequest, run_id: int, via: str) -> HttpResponse:
        run = get_object_or_404(SopRun.objects.select_related("office", "sop_version"), pk=run_id)
        if not actor_at(request.user, run.office, None).in_office:
            raise PermissionDenied
        if via not in list(Via):
            raise Http404
        self.run = run
        text, link = message(run)
        context = self.get_context_data(
            run=run, via=Via(via), text=f"{text}\n{link}", address=address(Via(via), text, link)
        )
        return render(request, self.template_name, context)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        task = reverse("sop:task", args=[self.run.page_id])
        return [*self.breadcrumbs_items, {"url": task, "label": self.run.page_title}, {"url": "", "label": "Kabari"}]


def message(run: SopRun) -> tuple[str, str]:
    """The words for whoever holds the item now, and the link to its task."""
    link = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("sop:task", args=[run.page_id])
    lines = [f"Naskah «{run.page_title}» (register {run.register}) diserahkan kepada Anda."]
    if run.step is not None:
        lines.insert(0, f"Yth. {holders(run.sop, run.step)},")
        lines.append(f"Langkah {run.step.number}: {run.step.activity}.")
    return "\n".join(lines), link


def address(via: Via, text: str, link: str) -> str:
    """What opens the messenger with the message in it; "" where it has no such address (Signal: copy the text)."""
    if via is Via.WHATSAPP:
        return "https://wa.me/?" + urlencode({"text": f"{text}\n{link}"})
    if via is Via.TELEGRAM:
        return "https://t.me/share/url?" + urlencode({"url": link, "text": text})
    return ""
