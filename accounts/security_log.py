"""Security events as records of the logger "security": who logged in or out, who failed, who was locked out.

Usernames and addresses are logged, passwords never; what was typed as a name is cut, for it may be a password.
"""

import logging
from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

logger = logging.getLogger("security")

LONGEST_NAME = 40


def _note(event: str, request: HttpRequest | None, username: Any, level: int = logging.INFO) -> None:
    address = request.META.get("REMOTE_ADDR", "") if request is not None else ""
    logger.log(level, event, extra={"username": str(username)[:LONGEST_NAME], "address": address})


@receiver(user_logged_in)
def logged_in(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    _note("login", request, user.get_username())


@receiver(user_logged_out)
def logged_out(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    if user is not None:
        _note("logout", request, user.get_username())


@receiver(user_login_failed)
def failed(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any) -> None:
    _note("login failed", request, credentials.get("username", ""), logging.WARNING)


@receiver(user_locked_out)
def locked_out(sender: Any, request: HttpRequest, username: str, **kwargs: Any) -> None:
    _note("locked out", request, username, logging.WARNING)
