"""Ambil, Lepaskan, Alihkan: from the list by one button, or on a page of its own where a choice or a yes is needed."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from desk.register import offices_seen_by
from workflows.actions.claim import candidates, claim, decision_on, reassign, release
from workflows.actions.refusals import ActionRefused, Stale
from workflows.core.claims import ClaimAct
from workflows.core.rule_inputs import Refused
from workflows.core.rules import passing_act
from workflows.models import StepVisit
from workflows.models.claims import claimer_of
from workflows.models.rule_inputs import reason_for

TITLES = {
    ClaimAct.CLAIM: "Ambil naskah",
    ClaimAct.RELEASE: "Lepaskan naskah",
    ClaimAct.REASSIGN: "Alihkan naskah",
}
DONE = {
    ClaimAct.CLAIM: "Anda mengambil «{}».",
    ClaimAct.RELEASE: "«{}» dilepaskan dan dapat diambil pemegang peran yang lain.",
    ClaimAct.REASSIGN: "«{}» dialihkan dan penerimanya diberi tahu.",
}


TASK_PAGE = "naskah"
"""Says in ``kembali`` that the claim was made on the task page."""


class ClaimView(WagtailAdminTemplateMixin, View):
    """GET asks for what is needed (whom to hand it to, whether to take it over); POST does it."""

    template_name = "desk/claim.html"
    header_icon = "tasks"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            self.act = ClaimAct(kwargs["act"])
        except ValueError as error:
            raise Http404 from error
        visits = StepVisit.objects.filter(run__office__in=offices_seen_by(request.user))
        visits = visits.select_related("run__office", "run__sop_version", "claimed_by")
        visit = visits.filter(pk=kwargs["visit_id"]).first() if kwargs["visit_id"] < 2**63 else None
        if visit is None:
            raise Http404
        self.visit = visit
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.visit.finished_at is not None:
            return self._page("Naskah sudah berpindah langkah. Kembali ke daftar tugas.", 409)
        decision = decision_on(self.visit, request.user, self.act)
        if isinstance(decision, Refused):
            return self._page(reason_for(self.visit.run, decision, passing_act(self.visit.step)), 403)
        return self._page()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self._perform(request)
        except ActionRefused as refusal:
            return self._page(refusal.reason, refusal.status, again=isinstance(refusal, Stale))
        messages.success(request, DONE[self.act].format(self.visit.run.page_title))
        return redirect(self._back())

    def _perform(self, request: HttpRequest) -> None:
        if self.act is ClaimAct.CLAIM:
            claim(self.visit.pk, request.user, take_over="take_over" in request.POST)
        elif self.act is ClaimAct.RELEASE:
            release(self.visit.pk, request.user)
        else:
            to = request.POST.get("to", "")
            reassign(self.visit.pk, request.user, int(to[:18]) if to.isascii() and to.isdecimal() else None)

    def _back(self) -> str:
        """Back to the task page, or to the list as it was filtered; of what was sent only its own fields are taken."""
        given = self.request.POST.get("kembali") or self.request.GET.get("kembali") or ""
        if given == TASK_PAGE:
            return reverse("sop:task", args=[self.visit.run.page_id])
        kept = [(name, value) for name, value in parse_qsl(given[:500]) if name.isalpha()]
        return f"{reverse('sop:my_tasks')}?{urlencode(kept)}" if kept else reverse("sop:my_tasks")

    def _page(self, fault: str = "", status: int = 200, *, again: bool = False) -> HttpResponse:
        waiting = self.visit.finished_at is None
        claimer = claimer_of(self.visit) if waiting else None
        another = claimer if claimer is not None and claimer != self.request.user else None
        people = candidates(self.visit) if waiting and self.act is ClaimAct.REASSIGN and status != 403 else []
        offered = waiting and (status in (200, 422) or (again and another is not None))
        context = self.get_context_data(
            visit=self.visit,
            run=self.visit.run,
            act=self.act.value,
            fault=fault,
            claimer=another,
            people=people,
            offered=offered,
            back=self._back(),
            kembali=self.request.POST.get("kembali") or self.request.GET.get("kembali") or "",
        )
        return self.render_to_response(context, status=status)

    def get_page_title(self) -> str:
        return TITLES[self.act]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("sop:my_tasks"), "label": "Tugas Saya"},
            {"url": "", "label": self.get_page_title()},
        ]
