"""One id for everything that is logged of one request; the answer carries it, so that a person can name it."""

import logging
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
SOUND = re.compile(r"[A-Za-z0-9-]{8,64}")
"""What is taken over from a proxy."""
_current: ContextVar[str] = ContextVar("request_id", default="")


def number_requests(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, the outermost: the proxy's id if it gave a sound one, else a new one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        token = _current.set(given if SOUND.fullmatch(given) else uuid.uuid4().hex)
        try:
            response = get_response(request)
            response[HEADER] = _current.get()
            return response
        finally:
            _current.reset(token)

    return middleware


class WithRequestId(logging.Filter):
    """Adds ``request_id`` to every record; "" outside of requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _current.get()
        return True
