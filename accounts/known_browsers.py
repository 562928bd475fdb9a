"""Browsers somebody logged in from before: wrong passwords of strangers close an account to strangers, not to them.

Names are no secret, so whoever knows one could keep its owner out with five wrong passwords every quarter of an hour.
Source: OWASP, Slow Down Online Guessing Attacks with Device Cookies.
"""

import secrets
from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in
from django.core import signing
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from accounts.second_factor import FACTORS, has_shown

COOKIE = "peramban"
KEPT = 180 * 86400
"""Seconds a browser stays known after the last login from it."""
MOST = 20
"""People one browser is known for, the latest ones: a machine that an office shares."""


def counted_as(request: HttpRequest, credentials: dict[str, Any] | None) -> str | None:
    """The name wrong passwords and codes are counted under: per browser that knows the account, else per account."""
    name = (credentials or request.POST).get("username")
    browser, people = _known(request)
    if name and people and get_user_model().objects.filter(pk__in=people, username=name).exists():
        return f"{name} · {browser}"
    return name


@receiver(user_logged_in)
def logged_in_here(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Only a login makes a browser known, and the whole of it: a session alone, or a password alone where a factor is
    set up, would be good for any number of tries."""
    if has_shown(request, user) or not is_mfa_enabled(user, FACTORS):
        request.logged_in_here = user.pk  # type: ignore[attr-defined]


def know_browsers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: the answer to a login makes its browser known; it stays so when they log out."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if person := getattr(request, "logged_in_here", None):
            browser, people = _known(request)
            people = [person, *(other for other in people if other != person)][:MOST]
            response.set_cookie(
                COOKIE,
                signing.dumps([browser or secrets.token_hex(8), people], salt=COOKIE),
                KEPT,
                httponly=True,
                secure=request.is_secure(),
                samesite="Lax",
            )
        return response

    return middleware


def _known(request: HttpRequest) -> tuple[str, list[int]]:
    """The browser's own number and the keys of who logged in from it."""
    try:
        browser, people = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=KEPT)
    except signing.BadSignature:
        return "", []
    return browser, people
