"""The second factor: who logged in with a password alone gets no further than the pages that set one up.

The rule stands below every way to log in: it asks the session, not the way. Sources: OWASP ASVS 5.0 6.3.3,
Peraturan BSSN 4/2021 Pasal 27.
"""

import logging
from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode

logger = logging.getLogger("security")

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
WANTED = "_wanted"
"""The session's key of the address that was asked for before the factor was set up."""
OPEN = ("/akun/", "/static/", "/sehat/", settings.CSP_REPORTS)


def is_shown(request: HttpRequest) -> bool:
    """Whether this session has shown a second factor."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def second_factor_first(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, behind authentication: a session without the second factor is sent to show or to set up one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if (
            not settings.SECOND_FACTOR_REQUIRED
            or request.path_info.startswith(OPEN)
            or settings.SESSION_COOKIE_NAME not in request.COOKIES
            or not request.user.is_authenticated
            or is_shown(request)
        ):
            return get_response(request)
        wanted = request.get_full_path() if request.method == "GET" else ""
        if is_mfa_enabled(request.user, FACTORS):
            return redirect(f"/akun/dua-langkah/reauthenticate/?{urlencode({'next': wanted or '/admin/'})}")
        request.session[WANTED] = wanted
        return redirect("mfa_index")

    return middleware


def forget(user: Any) -> None:
    """Take away every factor of a person and end his sessions: what he lost, somebody else may hold."""
    Authenticator.objects.filter(user=user).delete()
    user.session_epoch += 1
    user.save(update_fields=["session_epoch"])
    logger.warning("second factor reset", extra={"username": user.get_username()})


@receiver(authenticator_added)
def shown_by_adding(sender: Any, request: HttpRequest, user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    """Who just set up a factor has shown it."""
    record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


@receiver(authentication_failed)
def wrong_code(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """A wrong code counts like a wrong password: towards the lockout, and in the security log."""
    user_login_failed.send(sender, credentials={"username": user.get_username()}, request=request)
