"""Proof at one act that it is still the same person: the password or a code once more, counted like at login."""

from typing import Any

from allauth.account.adapter import get_adapter

from accounts.forms import ConfirmCodeForm


def knows_password(user: Any, password: str) -> bool:
    """Whether it is the person's password. A wrong one counts towards the lockout; a closed account knows none."""
    return get_adapter().reauthenticate(user, password)


def shows_factor(user: Any, code: str) -> bool:
    """Whether the person's app shows the code, or it is an unused recovery code. Counted like a password."""
    form = ConfirmCodeForm({"code": code}, user=user)
    if not form.is_valid():
        return False
    form.save()
    return True
