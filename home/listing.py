"""Lists of what a site has published: always the same few rows read, however much there is.

A list is cut at rows, not at page numbers: the address of a slice names the row it starts behind, so nothing
is counted or skipped, and what is published later doesn't shift it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction
from wagtail.query import PageQuerySet

from home.cache.dependencies import answers, cache_day, list_tag, list_tags_between, shows
from workflows.models.pages import GovernedPage

SLICE = 20
"""Rows of one slice."""
Cursor = tuple[datetime, int]
"""The row a slice stands behind: its moment and primary key."""
MOMENT = "%Y%m%dT%H%M%S%f"
"""A moment in an address, in UTC."""
LAST = "awal"
"""The cursor of the last slice: what comes after the very beginning."""


def is_restricted(page: Page, home: Page) -> bool:
    """Whether a page, or one above it, is only for some visitors."""
    return any(page.path.startswith(path) for path in _restricted_paths(home))


def _restricted_paths(home: Page) -> list[str]:
    """Where a site is only for some visitors; hardly ever anywhere. Read once per home page."""
    if "_restricted_paths" not in home.__dict__:
        paths = PageViewRestriction.objects.values_list("page__path", flat=True)
        home._restricted_paths = [path for path in paths if path.startswith(home.path) or home.path.startswith(path)]
    return home._restricted_paths


def published(model: type[Page], where: Page) -> PageQuerySet:
    """The pages of a type under a page that anyone may read now, newest first where the type has a date."""
    home = where if where.depth == 2 else where.get_parent()
    pages = model.objects.filter(live=True)
    if getattr(model, "expires", True):
        pages = pages.filter(Q(expire_at__isnull=True) | Q(expire_at__gt=timezone.now()))
    for path in _restricted_paths(home):
        pages = pages.exclude(path__startswith=path)
    if not issubclass(model, GovernedPage):
        return pages.descendant_of(where).order_by("path")
    if where.depth > 2:
        pages = pages.filter(path__startswith=where.path)
    return pages.filter(home=home.pk).order_by(*model.newest_first)


@dataclass(frozen=True)
class Slice:
    """Some rows of a list; ``newer`` and ``older`` are the query strings of its neighbours, "" where there is none."""

    entries: list[Any]
    newer: str = ""
    older: str = ""
    newest: str = ""
    oldest: str = ""
    span: tuple[date, date] | None = None
    """The days it lies between; None when it is the first or the last slice."""

    def __len__(self) -> int:
        return len(self.entries)


def slice_of(pages: PageQuerySet | list[PageQuerySet], query: Mapping[str, str], kept: str = "") -> Slice:
    """The slice a query asks for with ``sebelum`` or ``sesudah``; the newest where it asks for none.

    ``pages`` is ordered by ``-listed_at, -pk``, or several such lists to be read as one; ``kept`` is what
    the addresses of other slices keep of the query.
    """
    after, before = _cursor(query.get("sesudah", "")), _cursor(query.get("sebelum", ""))
    cursor, from_end = after or before, query.get("sesudah") == LAST
    upwards = from_end or after is not None
    found = []
    lists = pages if isinstance(pages, list) else [pages]
    for rows in lists:
        found += _rows(rows, after, before, upwards=upwards)
    if from_end or (cursor and any(rows.filter(listed_at=cursor[0], pk=cursor[1]).exists() for rows in lists)):
        name = "sesudah" if upwards else "sebelum"
        answers((name, query[name]))
    found.sort(key=lambda row: (row.listed_at, row.pk), reverse=not upwards)
    more, entries = len(found) > SLICE, found[:SLICE]
    if upwards:
        entries.reverse()
    has_newer = more if upwards else bool(before)
    has_older = bool(after) if upwards else more
    first, last = (entries[0], entries[-1]) if entries else (None, None)
    return Slice(
        entries,
        newer=_address(kept, "sesudah", first) if has_newer and first else "",
        older=_address(kept, "sebelum", last) if has_older and last else "",
        newest=f"?{kept}" if has_newer else "",
        oldest="?" + "&".join(filter(None, (kept, f"sesudah={LAST}"))) if has_older else "",
        span=_span(cursor[0], first, last) if cursor and has_newer and has_older else None,
    )


def _rows(pages: PageQuerySet, after: Cursor | None, before: Cursor | None, *, upwards: bool) -> list[Any]:
    """One row more than a slice holds, from the cursor on."""
    if upwards:
        pages = pages.order_by("listed_at", "pk")
    if after:
        moment, pk = after
        pages = pages.filter(Q(listed_at__gt=moment) | Q(pk__gt=pk), listed_at__gte=moment)
    elif before and not upwards:
        moment, pk = before
        pages = pages.filter(Q(listed_at__lt=moment) | Q(pk__lt=pk), listed_at__lte=moment)
    return list(pages[: SLICE + 1])


def shows_slice(model: type[Page], home_pk: int, shown: Slice) -> None:
    """Tell the page cache what a slice depends on: on its days, or on the whole list where the list ends."""
    if shown.span is None:
        shows(list_tag(model, home_pk))
    else:
        shows(*list_tags_between(model, home_pk, *shown.span))


def _span(cursor: datetime, first: Any, last: Any) -> tuple[date, date]:
    """From the cursor to the far end of the slice, in days of the cache."""
    days = [cache_day(moment) for moment in (cursor, *(row.listed_at for row in (first, last) if row))]
    return min(days), max(days)


def _cursor(text: str) -> Cursor | None:
    """ "20260302T061705000000.17" as a moment and a primary key; None when it is neither."""
    match = re.fullmatch(r"(\d{8}T\d{12})\.(\d{1,12})", text, re.ASCII)
    try:
        return (datetime.strptime(match[1], MOMENT).replace(tzinfo=UTC), int(match[2])) if match else None
    except ValueError:
        return None


def _address(kept: str, name: str, row: Any) -> str:
    return "?" + "&".join(filter(None, (kept, f"{name}={row.listed_at.astimezone(UTC):{MOMENT}}.{row.pk}")))
