"""Choosing a page to link to: the drafts of other offices are not shown."""

from typing import Any

from django.db.models import Q, QuerySet

from workflows.admin.register import offices_seen_by
from workflows.models import is_headquarters


def own_or_live(pages: QuerySet, request: Any) -> QuerySet:
    """Pages of the person's own offices, and whatever the public sees anyway."""
    if is_headquarters(request.user):
        return pages
    visible = Q(live=True) | Q(depth=1)
    for root in offices_seen_by(request.user).values_list("root_page__path", flat=True):
        visible |= Q(path__startswith=root)
    return pages.filter(visible)
