"""What happened to a person's own account: always mailed, whatever they wish to hear of the office's items."""

from typing import Any

from django.urls import reverse

from messaging.models import OutboxMessage, Told
from messaging.outbox import plain_message, send_due

REMEDY = "Bila bukan Anda yang melakukan atau memintanya, segera hubungi admin kantor Anda."


def on_change(sender: type, *, user: Any, what: str, addresses: list[str], **kwargs: Any) -> None:
    """Write one message per address, in the caller's transaction; without one it stands in the admin only."""
    facts: dict[str, Any] = {
        "lines": [f"Akun: {user.get_username()}", REMEDY],
        "button": "Periksa akun",
        "path": reverse("mfa_index"),
        "reason": Told.ACCOUNT,
    }
    headline = f"Keamanan akun: {what}"
    OutboxMessage.objects.bulk_create(
        plain_message(user, headline, address=address, **facts) for address in addresses or [""]
    )
    send_due.enqueue()
