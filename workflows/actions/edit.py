"""What an edit during a run means: who edited counts, and signatures on the older text are void."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from workflows.actions.locks import lock_page, open_run
from workflows.actions.transition import Transition, revision_of


def mend(page_id: int, user: Any) -> None:
    """Before the editor opens: see that Wagtail's rows of an item on its way are whole."""
    with transaction.atomic():
        page = lock_page(page_id)
        if (run := open_run(page_id)) is not None:
            Transition(run, page, revision_of(run, page), user, "", timezone.now(), run.open_visit).mend()


def note_edit(page_id: int, user: Any) -> None:
    """Tell the run, if one is open, that its content was saved; call it in the transaction of the save."""
    page = lock_page(page_id)
    run = open_run(page_id)
    if run is None:
        return
    here = Transition(run, page, revision_of(run, page), user, "", timezone.now(), run.open_visit)
    here.notice_edit()
