"""What the pages below the library share: the way back to it, and handing an SOP out as a file."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin


class LibraryPage(WagtailAdminTemplateMixin, View):
    """A page below *Pustaka SOP*."""

    header_icon = "clipboard-list"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        library = {"url": reverse("sop:library"), "label": "Pustaka SOP"}
        return [*self.breadcrumbs_items, library, {"url": "", "label": self.page_title}]


def as_file(content: str, name: str, content_type: str) -> HttpResponse:
    """A text that the browser saves under that name."""
    response = HttpResponse(content, content_type=f"{content_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
