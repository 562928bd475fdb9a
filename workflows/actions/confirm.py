"""After a publication: the page is asked for as the public does, and the answer stands in the record.

That it is live is told only then; what is missing is told to whoever published it, and asked for again.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import task
from wagtail.models import Page, Revision

from workflows.actions.transition import Transition
from workflows.core.acts import EventKind
from workflows.gate import as_public
from workflows.models import SopEvent, SopRun
from workflows.notifications.announcing import announce

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
"""Until the page is asked for again; the last one for ever after."""
TOLD_AFTER = 1
"""Attempts that may fail unheard: a picture may still be on its way."""


@task(backend="outbox", queue_name="outbox")
def confirm(event_id: int, attempt: int = 0) -> list[str]:
    """Ask for the page that an event put live; returns what was missing. Safe to run twice or side by side."""
    event = SopEvent.objects.select_related("run").get(pk=event_id)
    run, page = event.run, Page.objects.filter(pk=event.run.page_id, live=True).first()
    if page is None or run.reached_at is not None or not run.is_live:
        return []
    specific = page.specific
    is_new = specific.first_published_at is not None and specific.first_published_at >= run.started_at
    found = list(as_public.faults(specific, is_new=is_new))
    with transaction.atomic():
        run = SopRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if run.reached_at is None:
            _note(run, specific, event, found, attempt)
    if found:
        later = timezone.now() + WAITS[min(attempt, len(WAITS) - 1)]
        confirm.using(run_after=later).enqueue(event_id, attempt + 1)
    return found


def _note(run: SopRun, page: Page, event: SopEvent, found: list[str], attempt: int) -> None:
    revision = Revision.objects.filter(pk=run.revision_id).first() or Revision(pk=run.revision_id)
    here = Transition(run, page, revision, None, "", timezone.now())
    if not found:
        run.reached_at = here.now
        run.save(update_fields=["reached_at"])
        here.record(EventKind.REACHED, url=run.live_url)
        announce(event)
    elif attempt == TOLD_AFTER:
        announce(here.record(EventKind.UNREACHED, url=run.live_url, faults=found))
