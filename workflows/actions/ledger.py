"""Writing a line of the ledger, what the page's history tells of it, and what the office's channels hear."""

from typing import Any

from wagtail.log_actions import log
from wagtail.models import Page, Revision

from messaging.models import OfficeChannel
from offices import office_time
from workflows.core.acts import EventKind
from workflows.core.event_words import sentence
from workflows.models import SopEvent, SopRun
from workflows.notifications.channels import post_event

LOGGED_AS = "workflows.event"
"""The action under which a page's history tells of the ledger's lines."""


def write(run: SopRun, page: Page, revision: Revision, channels: list[OfficeChannel], **facts: Any) -> SopEvent:
    """Add an event to the run; ``facts`` are its columns."""
    event = SopEvent.objects.create(run=run, office_name=run.office.name, **facts)
    if event.kind != EventKind.EDITED:  # of that Wagtail tells in the history itself
        _tell_history(run, page, revision, event)
    post_event(event, channels)
    return event


def _tell_history(run: SopRun, page: Page, revision: Revision, event: SopEvent) -> None:
    """The event in the page's history, in the ledger's words."""
    zone = office_time.zone_of(run.office)
    log(
        instance=page.specific_deferred,
        action=LOGGED_AS,
        user=event.actor,
        revision=None if revision._state.adding else revision,  # purged since
        data={
            "said": sentence(run.sop, event.kind, event.data, as_whom=event.capacity or event.role, zone=zone),
            "comment": event.data.get("remark", ""),
        },
    )
