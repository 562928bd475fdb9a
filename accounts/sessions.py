"""Sessions end: after a while without a request, and after a working day in any case."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

BEGAN, SEEN = "_began", "_seen"
NOTED_EVERY = 60
"""Seconds between two notes of the last request: not every request writes the session."""
BACKGROUND = ("/admin/editing-sessions/",)
"""What an open editor asks by itself: no sign that somebody is there."""


@receiver(user_logged_in)
def begin(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """The two clocks of a session start with the login."""
    request.session[BEGAN] = request.session[SEEN] = int(time.time())


def sessions_end(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, behind authentication: whoever was idle or logged in for too long is logged out.

    What somebody logged in was shown stays in no cache, unless its view says otherwise.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return get_response(request)
        now, session = int(time.time()), request.session
        idle, whole = now - session.get(SEEN, 0), now - session.get(BEGAN, 0)
        if idle > settings.SESSION_IDLE_SECONDS or whole > settings.SESSION_COOKIE_AGE:
            logout(request)
        elif idle >= NOTED_EVERY and not request.path_info.startswith(BACKGROUND):
            session[SEEN] = now
        response = get_response(request)
        if "Cache-Control" not in response.headers:
            add_never_cache_headers(response)
        return response

    return middleware
