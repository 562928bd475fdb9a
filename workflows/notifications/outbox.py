"""The outbox: messages are written with the act, and a worker sends them, however the mail server fares."""

import logging
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django_tasks import task

from accounts.mail import AutomaticMail
from offices import office_time
from text.outlets import header
from workflows.models import DecisionLink, NotificationPreference, OutboxMessage, SopEvent, SopRun, Told
from workflows.notifications import decision_links
from workflows.notifications.audience import audience
from workflows.notifications.channels import deliver_due
from workflows.notifications.wording import letter

logger = logging.getLogger("workflows.outbox")

CLAIM = timedelta(minutes=5)
"""How long a sender may take before another one takes the message over."""
LONGEST_WAIT = timedelta(hours=1)
TURN = 30
"""Seconds after which a sender lets others at the queue: purges, pictures and reminders wait behind it."""
ASKING = (Told.NEXT, Told.DEBT, Told.ORPHAN)
"""Reasons that ask the person to do something."""


def announce(event: SopEvent, *, informed: tuple[str, ...] = ()) -> None:
    """Write one message per person concerned, in the caller's transaction; ``informed`` are role slugs."""
    people = audience(event, informed)
    if not people:
        return
    decisions = _decision_links(event.run, [user for user, reason in people.items() if reason == Told.NEXT])
    wishes = _wishes(people)
    now = office_time.now(event.run.office)
    messages = []
    for user, reason in people.items():
        wish = wishes.get(user.pk, NotificationPreference())
        with translation.override(settings.LANGUAGE_CODE), office_time.at(event.run.office):
            words = letter(event, user, reason, decisions.get(user.pk))
            messages.append(
                OutboxMessage(
                    event=event,
                    user=user,
                    address=user.email,
                    by_mail=bool(user.email) and wish.wants_mail(asks=reason in ASKING),
                    next_attempt_at=wish.not_before(now),
                    reason=reason,
                    subject=header(words["subject"])[:300],
                    text=render_to_string("workflows/mail/event.txt", words),
                    html=render_to_string("workflows/mail/event.html", words),
                )
            )
    OutboxMessage.objects.bulk_create(messages, ignore_conflicts=True)
    send_due.enqueue()


def plain_message(
    user: Any, headline: str, *, lines: list[str], address: str, button: str, path: str, reason: Told
) -> OutboxMessage:
    """A message without an event, not saved yet: a sentence, what belongs to it, and the page to act on."""
    words = {
        "greeting": f"Yth. {user}",
        "headline": settings.WAGTAIL_SITE_NAME,
        "title": headline,
        "lines": lines,
        "office": settings.WAGTAIL_SITE_NAME,
        "url": settings.WAGTAILADMIN_BASE_URL.rstrip("/") + path,
        "button": button,
    }
    return OutboxMessage(
        user=user,
        address=address,
        by_mail=bool(address),
        reason=reason,
        subject=header(headline)[:300],
        text=render_to_string("workflows/mail/event.txt", words),
        html=render_to_string("workflows/mail/event.html", words),
    )


def _wishes(people: Iterable[Any]) -> dict[int, NotificationPreference]:
    """How each person wants to be told, by user id; who never said so wants everything."""
    return {wish.user_id: wish for wish in NotificationPreference.objects.filter(user__in=people)}


def _decision_links(run: SopRun, people: list[Any]) -> dict[int, DecisionLink]:
    """A link to decide for each person who is asked to, on the content as it stands."""
    if not people or run.open_visit is None or run.published_at is not None:
        return {}
    return {user: link for (_, user), link in decision_links.issue([run.open_visit], people).items()}


@task(backend="outbox", queue_name="outbox")
def send_due() -> int:
    """Send what is due, each kind for a turn at most; returns how many. Safe to run twice or side by side."""
    begun = monotonic()
    sent = _mail_due(begun + TURN)
    sent += deliver_due(until=monotonic() + TURN)
    if monotonic() > begun + TURN:  # something may be left
        send_due.enqueue()
    return sent


def _mail_due(until: float) -> int:
    """Mail what is due over one connection."""
    due = OutboxMessage.objects.filter(sent_at__isnull=True, by_mail=True, next_attempt_at__lte=timezone.now())
    server, sent, waits = get_connection(), 0, set[timedelta]()
    away: Exception | None = None
    for pk in due.order_by("next_attempt_at").values_list("pk", flat=True):
        if monotonic() > until:
            break
        message = _claimed(pk)
        if message is None:
            continue  # another worker has it
        try:
            if away is None:
                server.open()
        except Exception as error:  # who can't be reached or lets nobody in takes none of the others either
            away = error
        fault = away or _fault_of(message, server)
        if fault is None:
            sent += 1
        else:
            waits.add(_put_off(message, fault))
    _hang_up(server)
    for wait in waits:
        send_due.using(run_after=timezone.now() + wait).enqueue()
    return sent


def _claimed(pk: int) -> OutboxMessage | None:
    """The message, for this worker to send; None when another one has it."""
    now = timezone.now()
    mine = OutboxMessage.objects.filter(pk=pk, sent_at__isnull=True, next_attempt_at__lte=now)
    if not mine.update(next_attempt_at=now + CLAIM):
        return None
    return OutboxMessage.objects.select_related("event__run").get(pk=pk)


def _fault_of(message: OutboxMessage, server: Any) -> Exception | None:
    """Send one message and note it; what the server had against it, if anything."""
    mail = AutomaticMail(
        header(message.subject), message.text, settings.DEFAULT_FROM_EMAIL, [message.address], connection=server
    )
    mail.attach_alternative(message.html, "text/html")
    mail.extra_headers["Message-ID"] = identifier("pesan", message.pk, message.created_at)
    if message.event is not None:  # all messages of an item are one thread
        run = message.event.run
        mail.extra_headers["References"] = identifier("naskah", run.pk, run.started_at)
    try:
        mail.send()
    except Exception as error:  # whatever the server does, the message is kept and tried again
        _hang_up(server)  # it may be in the middle of something; the next message begins anew
        return error
    message.attempts += 1
    message.sent_at, message.last_error = timezone.now(), ""
    message.save(update_fields=["attempts", "sent_at", "last_error"])
    return None


def identifier(kind: str, pk: int, since: datetime) -> str:
    """An identifier that no other installation gives (RFC 5322, 3.6.4), the same at each attempt."""
    host = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or "localhost"
    return f"<{kind}-{pk}-{since:%Y%m%d%H%M%S%f}@{host}>"


def _put_off(message: OutboxMessage, fault: Exception) -> timedelta:
    """Note a failed attempt; returns how long the message waits for the next."""
    message.attempts += 1
    wait = min(timedelta(minutes=2 ** (message.attempts - 1)), LONGEST_WAIT)
    message.next_attempt_at = timezone.now() + wait
    message.last_error = f"{type(fault).__name__}: {fault}"[:500]
    message.save(update_fields=["attempts", "next_attempt_at", "last_error"])
    logger.warning("outbox message %s failed, attempt %s: %s", message.pk, message.attempts, message.last_error)
    return wait


def _hang_up(server: Any) -> None:
    with suppress(Exception):  # the server's manners at the end change nothing
        server.close()
