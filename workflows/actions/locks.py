"""The rows an act holds until its transaction ends.

Lock order, always: Page, then the run, then WorkflowState, then TaskState. The page's row is the one
the editor's POST takes too (admin/editor.py), so a save and a decision can't interleave.
"""

from wagtail.models import Page

from workflows.actions.refusals import Stale
from workflows.models import SopRun
from workflows.models.runs import SopRunQuerySet


def lock_page(page_id: int) -> Page:
    """The page's row, locked until the transaction ends.

    Raises ``Stale`` when the page is gone.
    """
    page = Page.objects.select_for_update().filter(pk=page_id).first()
    if page is None:
        raise Stale("Halaman ini sudah tidak ada.")
    return page


def open_run(page_id: int) -> SopRun | None:
    """The item on its way for a page, locked."""
    return locked_runs().open().filter(page_id=page_id).first()


def locked_runs() -> SopRunQuerySet:
    """Runs with what every act reads of them; only their own rows are locked."""
    runs = SopRun.objects.select_for_update(of=("self",))
    return runs.select_related("office", "sop_version__workflow")
