"""Who calls: a person with a session of the admin, or with a key of their own; and how often."""

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer, SessionAuth
from ninja.throttling import AuthRateThrottle, BaseThrottle

from accounts.api_keys import ApiKey


class KeyAuth(HttpBearer):
    """``Authorization: Bearer sop_…``"""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        user = ApiKey.objects.holder_of(token)
        if user is not None:
            request.user = user
        return user


class ActiveSession(SessionAuth):
    """The admin's session; posts carry its CSRF token."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        user = super().authenticate(request, key)
        return user if user is not None and user.is_active else None


ACCESS = [KeyAuth(), ActiveSession()]
THROTTLE: list[BaseThrottle] = [AuthRateThrottle("120/m")]
"""Requests per person; a mail client or a script that asks every second stays below."""
