"""The outbox: messages are written with the act, and a worker sends them, however the mail server fares."""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django_tasks import task

from workflows.models import OutboxMessage, SopEvent
from workflows.notifications.audience import audience
from workflows.notifications.wording import letter

logger = logging.getLogger("workflows.outbox")

CLAIM = timedelta(minutes=5)
"""How long a sender may take before another one takes the message over."""
LONGEST_WAIT = timedelta(hours=1)


def announce(event: SopEvent, *, informed: tuple[str, ...] = ()) -> None:
    """Write one message per person concerned, in the caller's transaction; ``informed`` are role slugs."""
    people = audience(event, informed)
    if not people:
        return
    messages = []
    for user, reason in people.items():
        with translation.override(settings.LANGUAGE_CODE):
            words = letter(event, user, reason)
            messages.append(
                OutboxMessage(
                    event=event,
                    user=user,
                    address=user.email,
                    reason=reason,
                    subject=" ".join(words["subject"].split())[:300],
                    text=render_to_string("workflows/mail/event.txt", words),
                    html=render_to_string("workflows/mail/event.html", words),
                )
            )
    OutboxMessage.objects.bulk_create(messages, ignore_conflicts=True)
    send_due.enqueue()


@task(backend="outbox", queue_name="outbox")
def send_due() -> int:
    """Send every message that is due; returns how many were sent. Safe to run twice or side by side."""
    due = OutboxMessage.objects.filter(sent_at__isnull=True, next_attempt_at__lte=timezone.now())
    return sum(_send(pk) for pk in due.order_by("next_attempt_at").values_list("pk", flat=True))


def _send(pk: int) -> int:
    now = timezone.now()
    claimed = OutboxMessage.objects.filter(pk=pk, sent_at__isnull=True, next_attempt_at__lte=now).update(
        next_attempt_at=now + CLAIM
    )
    if not claimed:
        return 0  # another worker has it
    message = OutboxMessage.objects.get(pk=pk)
    mail = EmailMultiAlternatives(message.subject, message.text, settings.DEFAULT_FROM_EMAIL, [message.address])
    mail.attach_alternative(message.html, "text/html")
    mail.extra_headers["Message-ID"] = f"<outbox-{message.pk}-{message.event_id}@sop-kpu>"
    message.attempts += 1
    try:
        mail.send()
    except Exception as error:  # whatever the server does, the message is kept and tried again
        wait = min(timedelta(minutes=2 ** (message.attempts - 1)), LONGEST_WAIT)
        message.next_attempt_at = timezone.now() + wait
        message.last_error = f"{type(error).__name__}: {error}"[:500]
        message.save(update_fields=["attempts", "next_attempt_at", "last_error"])
        logger.warning("outbox message %s failed, attempt %s: %s", pk, message.attempts, message.last_error)
        send_due.using(run_after=message.next_attempt_at).enqueue()
        return 0
    message.sent_at, message.last_error = timezone.now(), ""
    message.save(update_fields=["attempts", "sent_at", "last_error"])
    return 1
