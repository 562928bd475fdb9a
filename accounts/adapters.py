"""What allauth asks of us: nobody signs up, everybody arrives in the admin, secrets are stored encrypted."""

import base64
import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import salted_hmac

from accounts import passwords, second_factor
from accounts.names import looks


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by the office's admin, never by whoever comes along."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("wagtailadmin_home")

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """Who comes with an outdated password chooses another first; who comes by single sign-on has none."""
        records = get_authentication_records(request, user)
        if records and records[-1]["method"] == "password" and passwords.is_expired(user):
            return render(request, "account/password_expired.html", {"days": settings.PASSWORD_DAYS})
        return super().pre_login(request, user, **kwargs)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whether a way in may be changed only after proof: by a factor where one is set up, else by the password.

        What was given within the last minutes counts.
        """
        user = context.request.user
        records = get_authentication_records(context.request, user)
        if is_mfa_enabled(user, second_factor.FACTORS):
            records = [record for record in records if record["method"] == "mfa"]
        return not records or time.time() - records[-1]["at"] >= app_settings.REAUTHENTICATION_TIMEOUT

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The password alone proves nothing where there is a factor."""
        methods = super().get_reauthentication_methods(user)
        factors = [method for method in methods if method["id"] != "reauthenticate"]
        return factors if user.is_authenticated and is_mfa_enabled(user, second_factor.FACTORS) else methods


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Whom an account at the institution's provider opens: the one it is tied to, or the one with its very address."""

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[Any, str] | None:
        """The account with the address that the provider has verified; without the address, for with it allauth
        would take the password away.
        """
        told = sociallogin.account.get_provider_account().get_user_data() or {}
        email = told.get("email")
        if told.get("email_verified") is not True or not isinstance(email, str) or not email.isascii():
            return None
        user = get_user_model().objects.filter(email_looks=looks(email)).first()
        return (user, "") if user is not None and user.email.lower() == email.lower() else None

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """The tie is stored at the first login, where the person and the admin see it."""
        connecting = sociallogin.state.get("process") == AuthProcess.CONNECT
        if sociallogin.is_existing and sociallogin.account.pk is None and sociallogin.user.is_active and not connecting:
            sociallogin.connect(request, sociallogin.user)


def _boxes() -> MultiFernet:
    """Encrypts with today's SECRET_KEY and still opens what an earlier one closed."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = (salted_hmac("accounts.second-factor", "", secret=key, algorithm="sha256").digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def renew(closed: str) -> tuple[str, bool]:
    """A secret closed with today's key, and whether a known key opened it; else it stays as it was."""
    try:
        return _boxes().rotate(closed.encode()).decode(), True
    except InvalidToken:
        return closed, False


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors as this house keeps them."""

    def encrypt(self, text: str) -> str:
        return _boxes().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; where no known SECRET_KEY closed it, one that nobody knows."""
        try:
            return _boxes().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return generate_totp_secret()

    def get_totp_label(self, user: Any) -> str:
        return user.get_username()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last factor stays while one is required; another may be added first."""
        return not (settings.SECOND_FACTOR_REQUIRED and second_factor.is_last(authenticator))
