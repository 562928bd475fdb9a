"""A forgotten password: the worker looks the address up and writes to it, so that nobody learns who is known.

A mailbox gets a few of these mails an hour, whoever asks; the screen and the queue answer alike either way.
"""

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult
from wagtail.admin.forms.auth import PasswordResetForm

from accounts.mail import AutomaticMail

logger = logging.getLogger("security")

AGAIN = (1, 5, 15, 60)
"""Minutes between attempts while the mail server doesn't take it; then the person asks anew."""
MOST = 3
"""Mails to one person within ``WINDOW``; of what is asked beyond, nobody is told."""
WINDOW = timedelta(hours=1)


class QueuedResetForm(PasswordResetForm):
    """Puts every address in the queue, known or not."""

    def save(self, *, request: HttpRequest, use_https: bool = False, **kwargs: Any) -> None:
        templates = {name: kwargs[name] for name in ("subject_template_name", "email_template_name")}
        send_reset.enqueue(self.cleaned_data["email"], request.get_host(), templates, use_https=use_https)


class _ResetMail(PasswordResetForm):
    """What the worker fills in: as Django's, but a mail server's fault is heard, and no mailbox is flooded."""

    def get_users(self, email: str) -> Iterator[Any]:
        for user in super().get_users(email):
            if _written_lately(user.pk) < MOST:
                yield user
            else:
                logger.warning("too many reset mails", extra={"username": user.get_username()})

    written_to: int | None = None
    """Whom a mail left for."""

    def send_mail(
        self,
        subject_template_name: str,
        email_template_name: str,
        context: dict[str, Any],  # type: ignore[override]
        from_email: str | None,
        to_email: str,
        html_email_template_name: str | None = None,
    ) -> None:
        subject = "".join(render_to_string(subject_template_name, context).splitlines())
        AutomaticMail(subject, render_to_string(email_template_name, context), from_email, [to_email]).send()
        self.written_to = context["user"].pk


@task(backend="outbox", queue_name="outbox")
def send_reset(email: str, host: str, templates: dict[str, str], attempt: int = 0, *, use_https: bool) -> int | None:
    """Write to whoever has the address, if anybody does; a failed attempt is made again later.

    Returns the key of the person written to; the queue keeps it, and ``MOST`` is counted by it.
    """
    form = _ResetMail({"email": email})
    if not form.is_valid():
        return None
    try:
        form.save(domain_override=host, use_https=use_https, **templates)
    except OSError as fault:  # what SMTP raises too
        logger.warning("reset mail failed", extra={"fault": type(fault).__name__, "attempt": attempt})
        if attempt < len(AGAIN):
            later = send_reset.using(run_after=timezone.now() + timedelta(minutes=AGAIN[attempt]))
            later.enqueue(email, host, templates, attempt + 1, use_https=use_https)
    return form.written_to


def _written_lately(user_id: int) -> int:
    """How many of these mails left for a person within ``WINDOW``; what was not sent doesn't count."""
    since = timezone.now() - WINDOW
    done = DBTaskResult.objects.filter(task_path=send_reset.module_path, finished_at__gt=since)
    return done.filter(return_value=user_id).count()
