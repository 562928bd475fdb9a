"""The desk shows the time of the office whose person is at work; Wagtail's own shows the server's."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from wagtail.admin import auth

from offices import office_time
from offices.role_holders import shown_holdings


def zone_for(user: Any) -> str:
    """The zone of the office a person works in, the own roles first; headquarters' for whoever works in none."""
    held = shown_holdings(user)
    return held[0].role.office.time_zone if held else str(office_time.headquarters())


def connect() -> None:
    """Put the person's office's time around every view of the admin; once, when the app is ready."""
    stock = auth.get_localized_response

    def there(view: Callable, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        def at_the_office(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            with office_time.at(zone_for(request.user)):
                response = view(request, *args, **kwargs)
                return response.render() if hasattr(response, "render") else response

        return stock(at_the_office, request, *args, **kwargs)

    auth.get_localized_response = there
