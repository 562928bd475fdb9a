"""The second factor: who logged in with a password alone gets no further than the pages that set one up.

The rule stands below every way to log in: it asks the session, not the way. A change of a factor ends every other
session, and its owner hears of it. Sources: OWASP ASVS 5.0 6.3.3, Peraturan BSSN 4/2021 Pasal 27.
"""

import logging
from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed, authenticator_reset
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.signals import social_account_added
from django.conf import settings
from django.contrib.auth import get_user_model, update_session_auth_hash
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode

from accounts import kept_fields
from accounts.api_keys import ApiKey
from accounts.notices import tell

logger = logging.getLogger("security")

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
LABELS = {Authenticator.Type.TOTP: "Aplikasi autentikator", Authenticator.Type.WEBAUTHN: "Kunci keamanan"}
WANTED = "_wanted"
"""The session's key of the address that was asked for before the factor was set up."""
OPEN = ("/static/", "/sehat/", settings.CSP_REPORTS)
ACCOUNT = "/akun/"
"""Open to a session without the factor while none is set up; afterwards only to show it."""
SHOWING = (
    *(f"{ACCOUNT}{page}/" for page in ("masuk", "keluar", "nonaktif", "kata-sandi", "oidc", "sesi", "kirim-lagi")),
    *(f"{ACCOUNT}dua-langkah/{page}/" for page in ("authenticate", "reauthenticate", "webauthn/reauthenticate")),
)
LAST = "Langkah kedua terakhir tidak dapat dihapus. Tambahkan dulu aplikasi autentikator atau kunci keamanan yang lain."


def is_shown(request: HttpRequest) -> bool:
    """Whether this session has shown a second factor."""
    return has_shown(request, request.user)


def has_shown(request: HttpRequest, user: Any) -> bool:
    """As ``is_shown``, for who is just logging in."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, user))


def second_factor_first(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, behind authentication: a session without the second factor is sent to show or to set up one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        account = request.path_info.startswith(ACCOUNT)
        if (
            not (settings.SECOND_FACTOR_REQUIRED or account)
            or request.path_info.startswith((*OPEN, *SHOWING))
            or settings.SESSION_COOKIE_NAME not in request.COOKIES
            or not request.user.is_authenticated
            or is_shown(request)
        ):
            return get_response(request)
        if kept_fields.is_form(request) and (kept := kept_fields.answer(request, request.user.pk)):
            return kept
        wanted = request.get_full_path() if request.method == "GET" else ""
        if is_mfa_enabled(request.user, FACTORS):
            return redirect(f"/akun/dua-langkah/reauthenticate/?{urlencode({'next': wanted or '/admin/'})}")
        if account:
            return get_response(request)
        request.session[WANTED] = wanted
        return redirect("mfa_index")

    return middleware


@transaction.atomic
def forget(user: Any) -> None:
    """Take away every factor of a person, their links to a provider, and their sessions.

    What they lost, somebody else may hold.
    """
    Authenticator.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
    _end_sessions(user)
    logger.warning("second factor reset", extra={"username": user.get_username()})
    tell(user, "Langkah kedua diatur ulang; semua sesi berakhir")


@transaction.atomic
def cut_links(user: Any) -> None:
    """Let no account at a provider open this one any more; sessions end, for they may have begun by one."""
    if SocialAccount.objects.filter(user=user).delete()[0]:
        _end_sessions(user)
        logger.warning("provider links cut", extra={"username": user.get_username()})
        tell(user, "Akun lembaga diputuskan; semua sesi berakhir")


def _end_sessions(user: Any) -> None:
    """And what sessions made to stay: the keys of the API."""
    ApiKey.objects.revoke_all(user)
    get_user_model().objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])


@receiver(pre_delete, sender=Authenticator)
def keep_the_last(sender: type, instance: Authenticator, origin: Any = None, **kwargs: Any) -> None:
    """Raises ``PermissionDenied`` when a person takes away the only factor where one is required.

    Resetting all of them, and deleting the account, are other acts.
    """
    if settings.SECOND_FACTOR_REQUIRED and isinstance(origin, Authenticator) and is_last(instance):
        raise PermissionDenied(LAST)


def is_last(factor: Authenticator) -> bool:
    """Whether the person has no other; of two removed at once the second one waits here for the first, in a
    transaction."""
    if transaction.get_connection().in_atomic_block:
        get_user_model().objects.select_for_update().get(pk=factor.user_id)
    return factor.type in FACTORS and not (
        Authenticator.objects.filter(user=factor.user_id, type__in=FACTORS).exclude(pk=factor.pk).exists()
    )


@receiver(post_save, sender=Authenticator)
def factor_added(sender: type, instance: Authenticator, *, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Sessions from before the factor have not shown it: they end."""
    if created and not raw:
        _end_sessions(instance.user)
        if instance.type in FACTORS:
            tell(instance.user, f"{LABELS[Authenticator.Type(instance.type)]} ditambahkan")


@receiver(post_delete, sender=Authenticator)
def factor_removed(sender: type, instance: Authenticator, origin: Any = None, **kwargs: Any) -> None:
    if isinstance(origin, Authenticator):
        _end_sessions(instance.user)
        if instance.type in FACTORS:
            tell(instance.user, f"{LABELS[Authenticator.Type(instance.type)]} dihapus")


@receiver(authenticator_added)
def shown_by_adding(sender: Any, request: HttpRequest, user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    """Who just set up a factor has shown it."""
    record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


@receiver(authenticator_added)
@receiver(authenticator_removed)
@receiver(authenticator_reset)
def stay_here(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """The session in which a factor was changed goes on, the others have ended."""
    user.refresh_from_db(fields=["session_epoch"])
    update_session_auth_hash(request, user)


@receiver(authenticator_reset)
def codes_anew(sender: Any, user: Any, **kwargs: Any) -> None:
    tell(user, "Kode pemulihan dibuat ulang")


@receiver(social_account_added)
def link_added(sender: Any, request: HttpRequest, sociallogin: SocialLogin, **kwargs: Any) -> None:
    logger.info("provider linked", extra={"username": sociallogin.user.get_username()})
    tell(sociallogin.user, "Akun lembaga disambungkan")


@receiver(authentication_failed)
def wrong_code(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """A wrong code counts like a wrong password: towards the lockout, and in the security log."""
    user_login_failed.send(sender, credentials={"username": user.get_username()}, request=request)
