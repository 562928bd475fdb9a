"""The desk shows the time of the office a page or item is of, else of a person's own; Wagtail the server's."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest
from wagtail.admin import auth
from wagtail.models import Page

from offices import office_time
from offices.models import Office, is_headquarters
from offices.role_holders import shown_holdings
from workflows.models.choosing import keys

PLACES = ("page_id", "parent_page_id", "page_to_move_id")
"""What the addresses of screens about one page call it."""
ITEMS = {"run_id": "runs", "visit_id": "runs__visits"}
"""What those about one item name, with the way to it from its office."""


def zone_for(user: Any, named: Mapping[str, Any]) -> str:
    """The zone of the office of the page or item that an address names, where a person may see those of several zones.

    Else of the office the person works in, the own roles first; headquarters' for whoever works in none.
    """
    held = shown_holdings(user)
    zones = {one.role.office.time_zone for one in held}
    if (len(zones) != 1 or is_headquarters(user)) and (office := _office_of(named)) is not None:
        return office.time_zone
    return held[0].role.office.time_zone if held else str(office_time.headquarters())


def _office_of(named: Mapping[str, Any]) -> Office | None:
    for name, way in ITEMS.items():
        if asked := keys([named.get(name, "")]):
            return Office.objects.filter(**{f"{way}__in": asked}).first()
    asked = [named[name] for name in PLACES if name in named]
    page = Page.objects.filter(pk__in=keys(asked)).first() if asked else None
    return Office.of_page(page) if page else None


def connect() -> None:
    """Put the person's office's time around every view of the admin; once, when the app is ready."""
    stock = auth.get_localized_response

    def there(view: Callable, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        def at_the_office(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            with office_time.at(zone_for(request.user, kwargs)):
                response = view(request, *args, **kwargs)
                return response.render() if hasattr(response, "render") else response

        return stock(at_the_office, request, *args, **kwargs)

    auth.get_localized_response = there
