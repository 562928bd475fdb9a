"""A refusal from below the screens that still reaches the person: Wagtail would only say "no permission"."""

from collections.abc import Callable
from contextvars import ContextVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

_said: ContextVar[list[str] | None] = ContextVar("reasons given during this request", default=None)


class Forbidden(PermissionDenied):
    """``PermissionDenied`` whose sentence is shown to whoever asked."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        said = _said.get()
        if said is not None:
            said.append(reason)


def show_reasons(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: add the guards' sentences to the page that follows."""

    def middleware(request: HttpRequest) -> HttpResponse:
        said: list[str] = []
        token = _said.set(said)
        try:
            response = get_response(request)
        finally:
            _said.reset(token)
        for reason in said:
            messages.error(request, reason)
        return response

    return middleware
