"""Comparing the states of a text: as handed on at each step, as live, as it is now; side by side, in words."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from desk import page_text
from offices import office_time
from sops.route import Outcome
from workflows.models import GovernedPage, SopRun
from workflows.models.rule_inputs import actor_at
from workflows.models.signed import fingerprint

NOW = "sekarang"


@dataclass(frozen=True)
class State:
    """One state of the text: its name in the address, and what people call it."""

    name: str
    label: str


class ComparisonView(WagtailAdminTemplateMixin, View):
    """GET with ``dari`` and ``ke``, each the start of a fingerprint or "sekarang"; people of the office only."""

    template_name = "desk/comparison.html"
    header_icon = "view"
    page_title = "Bandingkan isi"

    def get(self, request: HttpRequest, run_id: int) -> HttpResponse:
        run = get_object_or_404(SopRun.objects.select_related("office", "sop_version"), pk=run_id)
        if not actor_at(request.user, run.office, None).in_office:
            raise PermissionDenied
        page = Page.objects.filter(pk=run.page_id).first()
        draft = page.get_latest_revision_as_object() if page else None
        if not isinstance(draft, GovernedPage):
            raise Http404("Halamannya sudah tidak ada; salinan isinya tetap tersimpan dalam catatan.")
        self.run = run
        with office_time.at(run.office):
            return render(request, self.template_name, self._context(draft))

    def _context(self, draft: GovernedPage) -> dict[str, Any]:
        states = self._states(draft)
        chosen = [self._chosen(states, name) for name in ("dari", "ke")]
        before = chosen[0] or (states[1] if len(states) > 1 else states[0])
        after = chosen[1] or states[0]
        pages = [draft if state.name == NOW else page_text.kept_page(draft, state.name) for state in (before, after)]
        old, new = pages
        found = page_text.differences(old, new) if new is not None else []
        return self.get_context_data(
            run=self.run,
            states=states,
            before=before,
            after=after,
            differences=[difference for difference in found if difference.has_changed],
            is_same=before == after,
        )

    def _states(self, draft: GovernedPage) -> list[State]:
        """Newest first; a state that was handed on unchanged is named after its first step."""
        assert draft.latest_revision is not None
        current = fingerprint(draft.latest_revision.content)
        found: dict[str, str] = {}
        for visit in self.run.visits.exclude(content_sha256=""):
            at = office_time.said(visit.finished_at) if visit.finished_at else ""
            how = Outcome(visit.outcome).label.lower()
            found.setdefault(visit.content_sha256, f"Langkah {visit.step_number}, {how} {visit.finished_by_name}, {at}")
        states = [State(sha256, label) for sha256, label in reversed(found.items())]
        if current not in found:
            states.insert(0, State(NOW, "Naskah sekarang"))
        earlier = SopRun.objects.filter(page_id=self.run.page_id, published_at__isnull=False, pk__lt=self.run.pk)
        if (public := earlier.order_by("-published_at").first()) is not None and public.content_sha256 not in found:
            at = office_time.said(public.published_at) if public.published_at else ""
            states.append(State(public.content_sha256, f"Yang tayang sejak {at}"))
        return states

    def _chosen(self, states: list[State], name: str) -> State | None:
        wanted = self.request.GET.get(name, "")
        return next((state for state in states if len(wanted) >= 8 and state.name.startswith(wanted)), None)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        task = reverse("sop:task", args=[self.run.page_id])
        return [
            *self.breadcrumbs_items,
            {"url": f"{task}?naskah={self.run.pk}", "label": self.run.page_title},
            {"url": "", "label": self.page_title},
        ]
