"""Menu items that say how much there is, in the sidebar's own words."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem


class CountedMenuItem(MenuItem):
    """A menu item with a number behind its label.

    ``count`` tells a request's number, counted no further than one more than ``most``.
    """

    most = 99
    """The number beyond which only "more" is said."""

    def __init__(self, label: str, url: Any, *, count: Callable[[HttpRequest], int], **facts: Any) -> None:
        super().__init__(label, url, **facts)
        self._count = count

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        count = self._count(request)
        number = f" ({count})" if count <= self.most else f" ({self.most}+)"
        return LinkMenuItem(
            self.name,
            f"{self.label}{number if count else ''}",
            self.url,
            icon_name=self.icon_name,
            classname=self.classname,
            attrs=self.attrs,
        )
