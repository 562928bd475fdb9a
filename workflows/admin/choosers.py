"""Choosing a page to link to: the drafts of other offices are not shown."""

from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page

from workflows.models import is_headquarters
from workflows.models.choosing import choosable


def own_or_live(pages: QuerySet, request: Any) -> QuerySet:
    """Pages of the person's own offices, and whatever the public sees anyway."""
    if is_headquarters(request.user):
        return pages
    return pages & choosable(Page, request.user)
