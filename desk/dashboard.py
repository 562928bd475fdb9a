"""The dashboard: what keeps an office from working, what waits for me, where mine are; by the queries of Tugas Saya."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from desk.sop_choice import MissingHoldersPanel
from desk.task_rows import desk_of
from workflows.models import GovernedPage, SopRun
from workflows.models.run_history import returned
from workflows.models.task_lists import Desk
from workflows.service import chain

SHOWN = 15
"""Rows in a panel; the rest stands in Tugas Saya."""
UNSENT = 5
STOCK = {
    "WorkflowObjectsToModeratePanel",  # a query per task (fact 17)
    "UserObjectsInWorkflowModerationPanel",
    "LockedPagesPanel",  # nobody locks a page here, the SOP does
    "RecentEditsPanel",  # five queries for what "Konsep saya" says in one
}
"""Wagtail's panels that ours replace."""


class TasksPanel(Component):
    """ "Tugas saya"."""

    name = "sop-tasks"
    template_name = "desk/panel_tasks.html"
    order = 100

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        visits = self.desk.pressing(SHOWN).select_related("run__sop_version", "run__office")
        visits = visits.defer("run__sop_version__content").prefetch_related("run__visits")
        return {
            "visits": [(visit, returned(visit.run)) for visit in visits],
            "more": self.desk.count > SHOWN,
            "debts": list(self.desk.debts().select_related("run")[:SHOWN]),
        }


class DraftsPanel(Component):
    """ "Konsep saya": the person's own items on their way, newest first."""

    name = "sop-drafts"
    template_name = "desk/panel_drafts.html"
    order = 110

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        runs = self.desk.own().select_related("sop_version").defer("sop_version__content").with_open_visit()[:SHOWN]
        return {"items": [(run, chain.waiting_line(run)) for run in runs], "unsent": list(self._unsent()[:UNSENT])}

    def _unsent(self) -> QuerySet[Page]:
        """Pages of the person that were never handed to the SOP since their last change, newest first."""
        on_their_way = SopRun.objects.open().filter(page_id=OuterRef("pk"))
        drafts = Page.objects.filter(~Exists(on_their_way), owner=self.desk.user, has_unpublished_changes=True)
        return drafts.type(GovernedPage).order_by("-latest_revision_created_at")


def construct(request: Any, panels: list[Any]) -> None:
    """Ours instead of Wagtail's."""
    panels[:] = [panel for panel in panels if type(panel).__name__ not in STOCK]
    panels += [MissingHoldersPanel(request.user), TasksPanel(desk_of(request)), DraftsPanel(desk_of(request))]


def summarise(request: Any, items: list[Any]) -> None:
    """Not how many pages, pictures and documents there are: nobody acts on it, and it counts whole tables."""
    items.clear()
