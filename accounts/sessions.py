"""Sessions end: after a while without a request, and after a working day in any case."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.core import signing
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.cache import add_never_cache_headers

from accounts import kept_fields

BEGAN, SEEN = "_began", "_seen"
NOTED_EVERY = 60
"""Seconds between two notes of the last request: not every request writes the session."""
ASKED = "/akun/sesi/"
BACKGROUND = ("/admin/editing-sessions/", ASKED)
"""What an open page asks by itself: no sign that somebody is there."""
OWNER = "pemilik"
"""The cookie that says whose forms lie open in this browser once their session is over."""


@receiver(user_logged_in)
def begin(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """The two clocks of a session start with the login."""
    request.session[BEGAN] = request.session[SEEN] = int(time.time())


@receiver(user_logged_out)
def note_logout(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    request.is_logged_out = True  # type: ignore[attr-defined]


def seconds_left(request: HttpRequest) -> tuple[int, bool]:
    """Until this session ends, and whether a request now would make it longer."""
    now, session = int(time.time()), request.session
    idle = session.get(SEEN, 0) + settings.SESSION_IDLE_SECONDS - now
    whole = session.get(BEGAN, 0) + settings.SESSION_COOKIE_AGE - now
    return min(idle, whole), idle < whole


def sessions_end(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, behind authentication: whoever was idle or logged in for too long is logged out.

    A form that comes too late is answered by a page that keeps it. What somebody logged in was shown stays in no
    cache, unless its view says otherwise.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return _without_session(request, get_response)
        owner = request.user.pk
        if seconds_left(request)[0] < 0:
            logout(request)
            return _without_session(request, get_response, owner)
        _note_request(request)
        response = get_response(request)
        if "Cache-Control" not in response.headers:
            add_never_cache_headers(response)
        _tell_owner(request, response, owner)
        return response

    return middleware


def _note_request(request: HttpRequest) -> None:
    at_work = not request.path_info.startswith(BACKGROUND) or (request.path_info == ASKED and "aktif" in request.GET)
    now = int(time.time())
    if at_work and now - request.session.get(SEEN, 0) >= NOTED_EVERY:
        request.session[SEEN] = now


def _without_session(request: HttpRequest, get_response: Any, owner: int | None = None) -> HttpResponse:
    """The answer to whose session is gone: forms are kept, and the login says why one is there."""
    owner = owner or _owner_of(request)
    if owner and kept_fields.is_form(request) and (kept := kept_fields.answer(request, owner)):
        return kept
    response = get_response(request)
    login = resolve_url(settings.LOGIN_URL)
    if owner and response.status_code == 302 and response["Location"].startswith(f"{login}?next="):
        response["Location"] += "&berakhir=1"
    if owner and "Cache-Control" not in response.headers and request.path_info.startswith(kept_fields.FORMS_AT):
        add_never_cache_headers(response)
    return response


def _owner_of(request: HttpRequest) -> int | None:
    try:
        return int(signing.loads(request.COOKIES.get(OWNER, ""), salt=OWNER))
    except (signing.BadSignature, ValueError):
        return None


def _tell_owner(request: HttpRequest, response: HttpResponse, owner: int) -> None:
    """Who is at work here, for when their session is over; who logs out leaves nothing open."""
    if getattr(request, "is_logged_out", False):
        response.delete_cookie(OWNER, samesite="Lax")
    elif _owner_of(request) != owner:
        response.set_cookie(
            OWNER,
            signing.dumps(owner, salt=OWNER),
            30 * 86400,
            httponly=True,
            secure=request.is_secure(),
            samesite="Lax",
        )
