"""A message to each person whom an event concerns, and what each channel hears of it: written with the act."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from messaging.models import NotificationPreference, OutboxMessage, Told
from messaging.outbox import identifier, send_due
from offices import office_time
from text.outlets import header
from workflows.models import DecisionLink, SopEvent, SopRun
from workflows.notifications import decision_links
from workflows.notifications.audience import audience
from workflows.notifications.wording import letter

ASKING = (Told.NEXT, Told.DEBT, Told.ORPHAN)
"""Reasons that ask the person to do something."""


def about(event: SopEvent) -> str:
    """What a message of an event tells of."""
    return f"peristiwa-{event.pk}"


def thread(run: SopRun | None) -> str:
    """All messages of an item are one thread; "" without an item."""
    return identifier("naskah", run.pk, run.started_at) if run else ""


def announce(event: SopEvent, *, informed: tuple[str, ...] = ()) -> None:
    """Write one message per person concerned, in the caller's transaction; ``informed`` are role slugs."""
    people = audience(event, informed)
    if not people:
        return
    decisions = _decision_links(event.run, [user for user, reason in people.items() if reason == Told.NEXT])
    wishes = _wishes(people)
    now = office_time.now(event.run.office)
    facts = {
        "office": event.run.office,
        "about": about(event),
        "thread": thread(event.run),
        "path": f"{reverse('sop:task', args=[event.run.page_id])}?naskah={event.run.pk}",
        "actor_name": event.actor_name[:150],
    }
    messages = []
    for user, reason in people.items():
        wish = wishes.get(user.pk, NotificationPreference())
        with translation.override(settings.LANGUAGE_CODE), office_time.at(event.run.office):
            words = letter(event, user, reason, decisions.get(user.pk))
            messages.append(
                OutboxMessage(
                    **facts,
                    user=user,
                    address=user.email,
                    by_mail=bool(user.email) and wish.wants_mail(asks=reason in ASKING),
                    next_attempt_at=wish.not_before(now),
                    reason=reason,
                    subject=header(words["subject"])[:300],
                    text=render_to_string("messaging/mail/event.txt", words),
                    html=render_to_string("messaging/mail/event.html", words),
                )
            )
    OutboxMessage.objects.bulk_create(messages, ignore_conflicts=True)
    send_due.enqueue()


def _wishes(people: Iterable[Any]) -> dict[int, NotificationPreference]:
    """How each person wants to be told, by user id; who never said so wants everything."""
    return {wish.user_id: wish for wish in NotificationPreference.objects.filter(user__in=people)}


def _decision_links(run: SopRun, people: list[Any]) -> dict[int, DecisionLink]:
    """A link to decide for each person who is asked to, on the content as it stands."""
    if not people or run.open_visit is None or run.published_at is not None:
        return {}
    return {user: link for (_, user), link in decision_links.issue([run.open_visit], people).items()}
