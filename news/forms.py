"""The editor form of pages that inform: only choices of the page's own office are offered."""

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm

from workflows.models import Division, Office


class OfficePageForm(WagtailAdminPageForm):
    """Offers the divisions of the office in whose tree the page stands, and no other."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (field := self.fields.get("division")) is not None:
            # A page being created has no place in the tree yet; its parent has.
            place = self.parent_page or self.instance
            office = Office.of_page(place) if place.depth else None
            field.queryset = office.divisions.all() if office else Division.objects.none()
