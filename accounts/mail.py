"""Mail that a program writes says so (RFC 3834): nobody's absence note answers it."""

from typing import Any

from django.core.mail import EmailMultiAlternatives


class AutomaticMail(EmailMultiAlternatives):
    """As Django's, marked as generated; every mail of the product is one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.extra_headers.setdefault("Auto-Submitted", "auto-generated")
