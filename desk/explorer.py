"""Wagtail's explorer at the same cost however many rows it lists and offices there are.

Its filters offer one's own office; Wagtail's list everybody's people and sites, read from every page.
"""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.db.models.functions import Length, Substr
from django.db.models.query import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from wagtail.admin import filters as media_filters
from wagtail.admin.views.pages.listing import ExplorableIndexView, GenericPageFilterSet, PageFilterSet
from wagtail.admin.views.reports.audit_logging import SiteHistoryReportFilterSet
from wagtail.admin.views.reports.locked_pages import LockedPagesReportFilterSet
from wagtail.admin.views.reports.workflows import WorkflowReportFilterSet
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.images.views import chooser as picture_chooser
from wagtail.models import Page, Site
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import register_permission_policy

from engine import wagtail_internals
from offices.models import Membership
from offices.role_holders import offices_of
from workflows.models import GovernedPage


class PagePolicy(PagePermissionPolicy):
    """Wagtail's, in a query that an index answers."""

    def explorable_instances(self, user: Any) -> QuerySet[Page]:
        """The same pages, each tree named once: once per permission, PostgreSQL reads every page there is."""
        everything = self._base_queryset_for_user(user)
        if everything is not None:
            return everything
        roots = dict.fromkeys(self.instances_with_direct_explore_permission(user))
        found = self.model._default_manager.none()
        for root in roots:
            found |= self.model._default_manager.descendant_of(root, inclusive=True)
            found |= self.model._default_manager.ancestor_of(root)
        return found.filter(path__startswith=Page.objects.first_common_ancestor_of(roots).path)

    def may_explore_below(self, user: Any, page: Page) -> bool:
        """Whether all that is below the page is explorable, not only the way to something further down."""
        roots = self.instances_with_direct_explore_permission(user)
        return any(page.path.startswith(root.path) for root in roots)


register_permission_policy(Page, PagePolicy("wagtailcore.page"))


class Explorer(ExplorableIndexView):
    """Wagtail's list of a page's children, read as an index has them: not counted, joined and sorted each time."""

    def get_base_queryset(self) -> QuerySet[Page]:
        if not self._shows_all_children:
            return super().get_base_queryset()
        above = Substr("path", 1, Length("path") - Page.steplen)
        children = Page.objects.alias(above=above).filter(above=self.parent_page.path).order_by("path")
        return self.annotate_queryset(children)

    def get_paginator(self, *arguments: Any, **more: Any) -> Paginator:
        paginator = super().get_paginator(*arguments, **more)
        if self._shows_all_children:
            paginator.count = self.parent_page.numchild
        return paginator

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        wagtail_internals.share_root_paths(self.request, self.parent_page, context["object_list"])
        return context

    @cached_property
    def _shows_all_children(self) -> bool:
        asked = self.is_searching or self.is_filtering
        return not asked and self.permission_policy.may_explore_below(self.request.user, self.parent_page)


class ExplorerViewSet(PageViewSet):
    """In the place of Wagtail's for pages of every type."""

    index_view_class = Explorer


def colleagues(request: HttpRequest) -> QuerySet[Any]:
    """Who holds or held a role in an office of the person."""
    there = Membership.objects.filter(role__office__in=offices_of(request.user))
    return get_user_model().objects.filter(pk__in=there.values("user"))


def own_sites(request: HttpRequest) -> QuerySet[Site]:
    return Site.objects.filter(pk__in=offices_of(request.user).values("site"))


def no_tags(model: type, count: int = 0) -> list[Any]:
    """In place of the tags that all offices use most: each finds its own by searching."""
    return []


def narrow_filters() -> None:
    """Change the choices of Wagtail's filters; headquarters, which is of no office, finds pages by their title."""
    for filters in (PageFilterSet, GenericPageFilterSet):
        for name, choices in (("owner", colleagues), ("edited_by", colleagues), ("site", own_sites)):
            filters.base_filters[name].queryset = choices
    WorkflowReportFilterSet.base_filters["requested_by"].queryset = colleagues
    LockedPagesReportFilterSet.base_filters["locked_by"].queryset = colleagues
    SiteHistoryReportFilterSet.get_users_queryset = lambda filters: colleagues(filters.request)
    media_filters.popular_tags_for_model = picture_chooser.popular_tags_for_model = no_tags


def with_open_runs(parent: Page, pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Read with the rows: each row's button to delete asks for it, twice."""
    return GovernedPage.with_open_runs(pages)
