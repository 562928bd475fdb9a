"""Two panels of the dashboard: what waits for me, and where mine are. One indexed query each."""

from typing import Any

from django.db.models import F, Q, QuerySet
from wagtail.admin.ui.components import Component

from workflows.admin import chain
from workflows.models import Debt, Membership, SopRun, StepVisit

SHOWN = 15
"""Rows in a panel; the rest is a line with their number."""


def waiting_for(user: Any) -> QuerySet[StepVisit]:
    """Open visits of roles the person holds today, oldest first; division and four-eyes are shown, not hidden."""
    held = Membership.objects.current().filter(user=user)
    fits = Q(run__division__isnull=True) | Q(waiting_for__memberships__division__isnull=True)
    fits |= Q(waiting_for__memberships__division=F("run__division"))
    return (
        StepVisit.objects.filter(fits, finished_at__isnull=True, waiting_for__memberships__in=held)
        .select_related("run__sop_version", "run__office")
        .order_by("started_at")
        .distinct()
    )


class TasksPanel(Component):
    """ "Tugas saya"."""

    name = "sop-tasks"
    template_name = "workflows/admin/panel_tasks.html"
    order = 100

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        visits = list(waiting_for(self.user)[: SHOWN + 1])
        debts = Debt.objects.filter(
            settled_at__isnull=True,
            run__published_at__isnull=False,
            waiting_for__memberships__in=Membership.objects.current().filter(user=self.user),
        )
        return {
            "visits": visits[:SHOWN],
            "more": len(visits) > SHOWN,
            "debts": list(debts.select_related("run__sop_version").distinct()[:SHOWN]),
        }


class DraftsPanel(Component):
    """ "Konsep saya": the person's own items on their way, newest first."""

    name = "sop-drafts"
    template_name = "workflows/admin/panel_drafts.html"
    order = 110

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        mine = Q(started_by=self.user) | Q(on_behalf_of=self.user)
        runs = (
            SopRun.objects.filter(mine).select_related("sop_version").with_open_visit().order_by("-started_at")[:SHOWN]
        )
        return {"items": [(run, chain.waiting_line(run)) for run in runs]}


def construct(request: Any, panels: list[Any]) -> None:
    """Ours instead of Wagtail's moderation panels (which cost a query per task, fact 17)."""
    stock = {"WorkflowObjectsToModeratePanel", "UserObjectsInWorkflowModerationPanel"}
    panels[:] = [panel for panel in panels if type(panel).__name__ not in stock]
    panels += [TasksPanel(request.user), DraftsPanel(request.user)]
