"""What an edit during a run means: who edited counts, and signatures on the older text are void."""

from typing import Any

from django.utils import timezone
from wagtail.models import Page

from workflows.actions.transition import Transition, lock_page, open_run


def note_edit(page_id: int, user: Any) -> None:
    """Tell the run, if one is open, that its content was saved; call it in the transaction of the save."""
    page: Page = lock_page(page_id)
    run = open_run(page_id)
    if run is None:
        return
    here = Transition(run, page, page.get_latest_revision(), user, "", timezone.now(), run.open_visit)
    here.notice_edit()
