"""The forms of the second factor: codes that count towards the lockout, and keys with an Indonesian label."""

import re
from collections.abc import Callable
from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from axes.handlers.proxy import AxesProxyHandler
from django import forms

UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, IndexError)
"""How the library of security keys fails on what no key sent."""
MOST_BRACKETS = 50
"""Of JSON in a security key's answer, which has some ten."""


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


class _Credential(forms.JSONField):
    """What a security key answered: of little depth, or nothing."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(self._shallow(value))

    def bound_data(self, data: Any, initial: Any) -> Any:
        return super().bound_data(self._shallow(data), initial)

    def _shallow(self, value: Any) -> Any:
        return "" if isinstance(value, str) and len(re.findall(r"[\[{]", value)) > MOST_BRACKETS else value


class _Readable(forms.Form):
    """What the browser sends as a key's answer may be anything; what can't be read is no answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = _Credential(widget=forms.HiddenInput)

    def _clean_fields(self) -> None:
        self._read(super()._clean_fields)  # type: ignore[misc]

    def _clean_form(self) -> None:
        self._read(super()._clean_form)  # type: ignore[misc]

    def _read(self, clean: Callable[[], None]) -> None:
        try:
            clean()
        except UNREADABLE:
            self.add_error(None, get_adapter().validation_error("incorrect_code"))


class KeyAtLoginForm(_Readable, AuthenticateWebAuthnForm):
    """A security key at login."""


class KeyOnceMoreForm(_Readable, ReauthenticateWebAuthnForm):
    """A security key once more."""


class AddKeyForm(_Readable, _Named, AddWebAuthnForm):
    """A security key is added."""


class RenameKeyForm(_Named, EditWebAuthnForm):
    """A security key is given another name."""
