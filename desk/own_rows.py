"""Wagtail's screens that look rows up by key, and would show any: here a key of another office's row opens nothing."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from taggit.models import Tag, TaggedItem
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.auth import permission_denied
from wagtail.admin.views.pages.copy import CopyView
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import policy_registry

from offices.models import is_headquarters
from workflows.models.choosing import choosable, keys

PAGE_KEYS = ("page_id", "parent_page_id", "page_to_move_id", "destination_id", "pk")
"""What the addresses of Wagtail's page views call a page."""
WHOLE_COPY = "whole_copy"
"""The name of the one such view that is answered here before Wagtail's own would."""
ANY = ("add", "change", "delete", "choose")
TAGS_OFFERED = 10


def may_explore(user: Any, key: Any) -> bool:
    """Whether a page lies in the person's trees or above them; what is no page is for the view to say."""
    path = Page.objects.filter(pk__in=keys([key])).values_list("path", flat=True).first()
    if path is None:
        return True
    roots = policy_registry.get_by_type(Page).instances_with_direct_explore_permission(user)
    return any(path.startswith(root.path) or root.path.startswith(path) for root in roots)


class OwnPages:
    """Middleware: no page view of the admin answers about a page that the person may not explore.

    Some look before they ask who it is: their messages and confirmations name the page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: list[Any], named: dict[str, Any]
    ) -> HttpResponse | None:
        place = request.resolver_match
        # Who asks is looked up only where it matters: a page whose answer depends on it is kept for nobody.
        if place is None or (place.namespace != "wagtailadmin_pages" and place.url_name != WHOLE_COPY):
            return None
        if not request.user.is_authenticated:
            return None
        asked = [named[name] for name in PAGE_KEYS if name in named]
        if request.method == "POST":
            asked += request.POST.getlist("new_parent_page")
        if all(may_explore(request.user, key) for key in asked):
            return None
        return permission_denied(request)


@method_decorator(transaction.atomic, name="dispatch")
class WholeCopyView(CopyView):
    """Copies all it was asked for, or nothing where part of it is refused."""


def own_tags(request: HttpRequest, **kinds: str) -> JsonResponse:
    """Tags that begin so, of what the person may choose anyway."""
    begun = request.GET.get("term", "")
    worn = TaggedItem.objects.none()
    for model in (get_image_model(), get_document_model()):
        mine = choosable(model, request.user).values("pk")
        worn |= TaggedItem.objects.filter(
            content_type__app_label=model._meta.app_label,
            content_type__model=model._meta.model_name,
            object_id__in=mine,
        )
    on_pages = Tag.news_newstag_items.rel.related_model.objects.filter(
        content_object__in=choosable(Page, request.user).values("pk")
    )
    found = Tag.objects.filter(pk__in=worn.values("tag")) | Tag.objects.filter(pk__in=on_pages.values("tag"))
    names = found.filter(name__istartswith=begun).order_by("name").values_list("name", flat=True).distinct()
    return JsonResponse(list(names[:TAGS_OFFERED]) if begun else [], safe=False)


class PageTypesReport(PageTypesUsageReportView):
    """It counts and names the pages of all offices, so it is headquarters'."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_headquarters(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


def hide_page_types(request: HttpRequest, items: list[Any]) -> None:
    """Takes the report from the menu of those it does not open for."""
    if not is_headquarters(request.user):
        items[:] = [item for item in items if item.name != "page-types-usage"]


class PagesApi(PagesAdminAPIViewSet):
    """What the menu of the page tree reads; a parameter nobody declared is not there, as everywhere."""

    def check_query_parameters(self, queryset: Any) -> None:
        pass


def narrow_api(router: WagtailAPIRouter) -> None:
    router.register_endpoint("pages", PagesApi)


def not_served(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """What no screen of ours asks for, such as the lists of all pictures and documents."""
    raise Http404
