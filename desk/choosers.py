"""Choosing a page to link to: the drafts of other offices are not shown."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.admin.views.chooser import BrowseView, ChosenMultipleView, ExternalLinkView
from wagtail.models import Page

from offices.models import is_headquarters
from workflows.models.choosing import choosable, keys


def own_or_live(pages: QuerySet, request: Any) -> QuerySet:
    """Pages of the person's own offices, and whatever the public sees anyway."""
    return pages if is_headquarters(request.user) else pages & choosable(Page, request.user)


class OwnBrowseView(BrowseView):
    """What stands below a page; the page itself is shown too."""

    def get(self, request: HttpRequest, parent_page_id: int) -> HttpResponse:
        if not choosable(Page, request.user).filter(pk__in=keys([parent_page_id])).exists():
            raise Http404
        return super().get(request, parent_page_id)


class OwnChosenView(ChosenMultipleView):
    """The titles of several chosen pages."""

    def get(self, request: HttpRequest) -> HttpResponse:
        known = choosable(Page, request.user).filter(pk__in=keys(request.GET.getlist("id")), depth__gt=1)
        asked: Any = request.GET.copy()
        asked.setlist("id", [str(pk) for pk in known.values_list("pk", flat=True)])
        request.GET = asked
        return super().get(request)


class OwnExternalLinkView(ExternalLinkView):
    """Wagtail's field for addresses doesn't expect a form without one."""

    def post(self, request: HttpRequest) -> HttpResponse:
        posted: Any = request.POST.copy()
        posted.setdefault(f"{self.form_prefix}-url", "")
        request.POST = posted
        return super().post(request)
