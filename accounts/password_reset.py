"""A forgotten password: the worker looks the address up and writes to it, so that nobody learns who is known."""

import logging
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import task
from wagtail.admin.forms.auth import PasswordResetForm

from accounts.mail import AutomaticMail

logger = logging.getLogger("security")

AGAIN = (1, 5, 15, 60)
"""Minutes between attempts while the mail server doesn't take it; then the person asks anew."""


class QueuedResetForm(PasswordResetForm):
    """Puts every address in the queue, known or not."""

    def save(self, *, request: HttpRequest, use_https: bool = False, **kwargs: Any) -> None:
        templates = {name: kwargs[name] for name in ("subject_template_name", "email_template_name")}
        send_reset.enqueue(self.cleaned_data["email"], request.get_host(), templates, use_https=use_https)


class _ResetMail(PasswordResetForm):
    """What the worker fills in: as Django's, but a mail server's fault is heard."""

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


@task(backend="outbox", queue_name="outbox")
def send_reset(email: str, host: str, templates: dict[str, str], attempt: int = 0, *, use_https: bool) -> None:
    """Write to whoever has the address, if anybody does; a failed attempt is made again later."""
    form = _ResetMail({"email": email})
    if not form.is_valid():
        return
    try:
        form.save(domain_override=host, use_https=use_https, **templates)
    except OSError as fault:  # what SMTP raises too
        logger.warning("reset mail failed", extra={"fault": type(fault).__name__, "attempt": attempt})
        if attempt < len(AGAIN):
            later = send_reset.using(run_after=timezone.now() + timedelta(minutes=AGAIN[attempt]))
            later.enqueue(email, host, templates, attempt + 1, use_https=use_https)
