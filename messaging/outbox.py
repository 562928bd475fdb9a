"""The outbox: messages are written with the act, and a worker sends them, however the mail server fares."""

import logging
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import task

from accounts.mail import AutomaticMail
from messaging.channels import deliver_due
from messaging.models import OutboxMessage, Told
from text.outlets import header

logger = logging.getLogger("messaging.outbox")

CLAIM = timedelta(minutes=5)
"""How long a sender may take before another one takes the message over."""
LONGEST_WAIT = timedelta(hours=1)
TURN = 30
"""Seconds after which a sender lets others at the queue: purges, pictures and reminders wait behind it."""


def plain_message(
    user: Any, headline: str, *, lines: list[str], address: str, button: str, path: str, reason: Told
) -> OutboxMessage:
    """A message of one sentence, not saved yet: what belongs to it, and the page to act on."""
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
        path=path,
        subject=header(headline)[:300],
        text=render_to_string("messaging/mail/event.txt", words),
        html=render_to_string("messaging/mail/event.html", words),
    )


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
    return OutboxMessage.objects.get(pk=pk)


def _fault_of(message: OutboxMessage, server: Any) -> Exception | None:
    """Send one message and note it; what the server had against it, if anything."""
    mail = AutomaticMail(
        header(message.subject), message.text, settings.DEFAULT_FROM_EMAIL, [message.address], connection=server
    )
    mail.attach_alternative(message.html, "text/html")
    mail.extra_headers["Message-ID"] = f"<{identifier('pesan', message.pk, message.created_at)}@{_host()}>"
    if message.thread:
        mail.extra_headers["References"] = f"<{message.thread}@{_host()}>"
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
    """With the host, an identifier that no other installation gives (RFC 5322, 3.6.4), the same at each attempt."""
    return f"{kind}-{pk}-{since.astimezone(UTC):%Y%m%d%H%M%S%f}"


def _host() -> str:
    return urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or "localhost"


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
