"""A refusal from below the screens is one sentence: Wagtail would first say, untruly, that a right is missing."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from wagtail.admin import auth

from accounts.forbidden import Forbidden


def _where_one_was(request: HttpRequest) -> str:
    """The screen a request came from; the first one, where that is not of the admin, or what was refused itself."""
    came_from, home = request.headers.get("Referer", ""), reverse("wagtailadmin_home")
    place = urlsplit(came_from)
    known = url_has_allowed_host_and_scheme(came_from, {request.get_host()}) and place.path.startswith(home)
    if not known or (request.method == "GET" and place.path == request.path):
        return home
    return f"{place.path}?{place.query}" if place.query else place.path


def connect() -> None:
    """Answer what a guard refuses with the screen one was on; once, when the app is ready."""
    stock = auth.get_localized_response

    def there(view: Callable, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return stock(view, request, *args, **kwargs)
        except Forbidden:
            if request.headers.get("x-requested-with") == "XMLHttpRequest":
                raise
            return HttpResponseRedirect(_where_one_was(request))

    auth.get_localized_response = there
