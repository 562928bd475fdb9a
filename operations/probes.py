"""Probes name this machine by its address, not by the host of an office; what they ask depends on no host."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

WHERE = "/sehat/"


def answer_by_any_name(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: whatever host a probe names, it is answered as the first that is allowed."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(WHERE) and settings.ALLOWED_HOSTS:
            request.META["HTTP_HOST"] = settings.ALLOWED_HOSTS[0].lstrip(".").replace("*", "localhost")
        return get_response(request)

    return middleware
