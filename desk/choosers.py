"""Choosing a page to link to: the drafts of other offices are not shown."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.admin.views import chooser
from wagtail.admin.views.chooser import BrowseView, ChosenMultipleView, ExternalLinkView
from wagtail.models import Page

from engine import wagtail_internals
from offices.models import is_headquarters
from offices.role_holders import offices_of
from workflows.models.choosing import choosable, keys


def own_or_live(pages: QuerySet, request: Any) -> QuerySet:
    """Pages of the person's own offices, and whatever the public sees anyway."""
    return pages if is_headquarters(request.user) else pages & choosable(Page, request.user)


class OwnTable(chooser.PageChooserTable):
    """The rows of the chooser, browsed or found: pages of other offices tell what the public sees of them."""

    def get_context_data(self, parent_context: Any) -> Any:
        user = parent_context["request"].user
        own = "" if is_headquarters(user) else tuple(office.root_page.path for office in _with_pages(user))
        for page in self.data:
            if not page.path.startswith(own):
                wagtail_internals.show_as_public(page)
        return super().get_context_data(parent_context)


def _with_pages(user: Any) -> QuerySet:
    return offices_of(user).filter(root_page__isnull=False).select_related("root_page")


def connect() -> None:
    """Have Wagtail's choosers show such rows; once, when the app is ready."""
    chooser.PageChooserTable = OwnTable


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
