"""What a person must hear about their own account; whoever keeps the outbox writes it down and sends it."""

from typing import Any

from django.dispatch import Signal

account_changed = Signal()
"""Sent with ``user``, ``what`` happened (a sentence) and ``addresses``, in the transaction of the change."""


def tell(user: Any, what: str, *, formerly: str = "") -> None:
    """Let the person know, at their address and at the one they had until now (``formerly``)."""
    addresses = list(dict.fromkeys(address for address in (user.email, formerly) if address))
    account_changed.send(type(user), user=user, what=what, addresses=addresses)
