"""The forms of the second factor: codes that count towards the lockout, and keys with an Indonesian label."""

from typing import Any

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from axes.handlers.proxy import AxesProxyHandler
from django import forms


class _Lockable(BaseAuthenticateForm):
    def clean_code(self) -> str:
        if not AxesProxyHandler.is_allowed(context.request, {"username": self.user.get_username()}):
            raise forms.ValidationError("Akun ini ditutup sementara. Tunggu 15 menit, lalu coba lagi.")
        return super().clean_code()


class LoginCodeForm(_Lockable, AuthenticateForm):
    """The code at login."""


class ConfirmCodeForm(_Lockable, ReauthenticateForm):
    """The code once more."""


class _Named(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Nama kunci"


class AddKeyForm(_Named, AddWebAuthnForm):
    """A security key is added."""


class RenameKeyForm(_Named, EditWebAuthnForm):
    """A security key is given another name."""
