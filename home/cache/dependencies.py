"""What a response under construction shows, as tags: the rows it loaded and the lists it drew from.

Rows say so themselves when they are loaded (``watch``); a list must be named (``shows``), for what is
not in it yet can't be loaded. A response that names nothing is never kept.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Model
from django.db.models.signals import post_init
from django.utils import timezone


@dataclass
class Dependencies:
    """Tags of one response; ``named`` once a view said what it lists, ``until`` when the first row expires.

    ``since`` is the store's moment at which its making began, if anyone asked; ``query`` are the names and values of
    the query that addresses of the site bear: with others, which anybody can invent without end, it is not kept.
    """

    since: int | None = None
    tags: set[str] = field(default_factory=set)
    named: bool = False
    until: datetime | None = None
    query: set[tuple[str, str]] = field(default_factory=set)

    def seconds(self, most: int) -> int:
        """How long it stays true: until the first row on it expires, at most so many seconds."""
        return most if self.until is None else min(most, int((self.until - timezone.now()).total_seconds()))

    def ends_by(self, moment: datetime | None) -> None:
        """Something shown ends then."""
        if moment and (self.until is None or moment < self.until):
            self.until = moment


LONGEST_SPAN = 40
"""Days or years that are named one by one."""

_shown: ContextVar[Dependencies | None] = ContextVar("what the response under construction shows", default=None)


@contextmanager
def collecting(since: int | None = None) -> Iterator[Dependencies]:
    """Collect what is shown within."""
    shown = Dependencies(since)
    token = _shown.set(shown)
    try:
        yield shown
    finally:
        _shown.reset(token)


def began() -> int | None:
    """When the making of the response under construction began, by the store's moments."""
    shown = _shown.get()
    return shown.since if shown else None


def answers(*query: tuple[str, str]) -> None:
    """Say which names and values of the query are ones that the site itself offers."""
    if shown := _shown.get():
        shown.query.update(query)


def shows(*tags: str) -> None:
    """Say what the response under construction shows beside the rows it loads; this allows keeping it."""
    if shown := _shown.get():
        shown.tags.update(tags)
        shown.named = True


def mentions(*tags: str) -> None:
    """As ``shows``, for what stands on any page, also on those that may not be kept."""
    if shown := _shown.get():
        shown.tags.update(tags)


def ends(moment: datetime | None) -> None:
    """Something shown ends then; rows that are loaded say so themselves, columns that are read don't."""
    if shown := _shown.get():
        shown.ends_by(moment)


def includes(part: Dependencies) -> None:
    """Say that the response under construction shows what was collected when a part of it was made."""
    if shown := _shown.get():
        shown.tags.update(part.tags)
        shown.ends_by(part.until)


def site_tag(home_pk: int) -> str:
    """What every page of a site shows: name, menu, contact, colours."""
    return f"site:{home_pk}"


def front_tag(pk: int) -> str:
    """What a home page or section says itself, beside its name and address."""
    return f"front:{pk}"


def list_tag(model: type[Model], home_pk: int, when: int | str | None = None) -> str:
    """Which pages of a type a site has, in which order; ``when`` narrows it to a year, "2026-03" or "2026-03-02"."""
    tag = f"list:{model._meta.model_name}:{home_pk}"
    return f"{tag}:{when}" if when else tag


def cache_day(moment: datetime) -> date:
    """The day under which lists are told that a text stands among others: one for all zones."""
    return moment.astimezone(UTC).date()


def list_tags_of(model: type[Model], home_pk: int, day: date) -> set[str]:
    """Every list tag that a page dated on a day stands under."""
    text = day.isoformat()
    return {list_tag(model, home_pk, when) for when in (None, text[:4], text[:7], text)}


def list_tags_between(model: type[Model], home_pk: int, first: date, last: date) -> set[str]:
    """As few tags as cover exactly the days from ``first`` to ``last``, or somewhat more where that is long."""
    days = (last - first).days + 1
    if days <= LONGEST_SPAN:
        spans = {(first + timedelta(days=number)).isoformat() for number in range(days)}
    elif last.year - first.year < 2:
        months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        spans = {f"{month // 12}-{month % 12 + 1:02}" for month in months}
    else:
        spans = {str(year) for year in range(first.year, last.year + 1)}
    return (
        {list_tag(model, home_pk, span) for span in spans} if len(spans) <= LONGEST_SPAN else {list_tag(model, home_pk)}
    )


def text_tag(model: type[Model], home_pk: int) -> str:
    """Any text of any page of a type on a site; for what reads columns instead of loading rows."""
    return f"text:{model._meta.model_name}:{home_pk}"


def sops_tag(office_pk: int) -> str:
    """Which SOPs govern an office."""
    return f"sops:{office_pk}"


def row_tag(kind: str, pk: Any) -> str:
    """One row that is shown, such as ``page:7``."""
    return f"{kind}:{pk}"


def watch(model: type[Model], kind: str) -> None:
    """Every loaded row of the model is shown by the response that loaded it."""

    def on_init(sender: type[Model], instance: Model, **kwargs: Any) -> None:
        shown = _shown.get()
        if shown is None or instance.pk is None:
            return
        shown.tags.add(row_tag(kind, instance.pk))
        shown.ends_by(instance.__dict__.get("expire_at"))

    post_init.connect(on_init, sender=model, weak=False, dispatch_uid=f"shown-{model._meta.label}")
