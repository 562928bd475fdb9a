"""The calendar of an office: its rows and the national holidays, as a value for ``offices.clock``.

Two queries per ``Office`` instance, remembered on it: a request reads them once, and the next request sees every
edit. What a higher room stores of it (the due times of waiting steps) it sets anew on ``working_time_changed``.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import holidays
from django.db.models import Q
from django.dispatch import Signal
from django.utils import timezone

from offices import clock
from offices.clock import Calendar, Hours, Season
from offices.models import CalendarDay, Office, WorkingHours

working_time_changed = Signal()
"""Sent with ``office``, whose hours, days or zone are other ones; None: those of every office."""
YEARS_KNOWN = 3
"""National holidays are read for so many years before and after the present one."""


@cache
def national_holidays(year: int) -> dict[date, str]:
    """National holidays and cuti bersama of a year with their Indonesian names."""
    found = holidays.country_holidays("ID", years=year, categories=("public", "government"), language="id")
    return dict(sorted(found.items()))


@dataclass(frozen=True)
class OfficeCalendar:
    """A calendar with the words for it: why days are closed or piket, and what each season is called."""

    clock: Calendar
    names: dict[date, str]
    season_names: tuple[str, ...]

    def season_on(self, day: date) -> str:
        """The name of the season the day lies in, or ""."""
        seasons = zip(self.clock.seasons, self.season_names, strict=True)
        return next((name for season, name in seasons if season.first <= day <= season.last), "")


def calendar_of(office: Office) -> Calendar:
    """When the office works."""
    return described(office).clock


def described(office: Office) -> OfficeCalendar:
    """The office's calendar with its words."""
    if "_calendar" not in office.__dict__:
        read_calendars([office])
    return office.__dict__["_calendar"]


def read_calendars(offices: Iterable[Office]) -> None:
    """Read the calendars of many offices at once: two queries, whatever their number."""
    wanted = [office for office in offices if "_calendar" not in office.__dict__]
    if not wanted:
        return
    mine = Q(office__in={office.pk for office in wanted}) | Q(office__isnull=True)
    weeks: dict[int | None, list[WorkingHours]] = defaultdict(list)
    days: dict[int | None, list[CalendarDay]] = defaultdict(list)
    for row in WorkingHours.objects.filter(mine).order_by("first_day"):
        weeks[row.office_id].append(row)
    for day in CalendarDay.objects.filter(mine):
        days[day.office_id].append(day)
    for office in wanted:
        office.__dict__["_calendar"] = _build(
            office.time_zone, [*weeks[office.pk], *weeks[None]], [*days[None], *days[office.pk]]
        )


def _build(zone: str, weeks: list[WorkingHours], days: list[CalendarDay]) -> OfficeCalendar:
    """``weeks``: the office's own first; ``days``: the office's own last, so that its word counts."""
    year = timezone.now().year
    names = {
        day: name
        for known in range(year - YEARS_KNOWN, year + YEARS_KNOWN + 1)
        for day, name in national_holidays(known).items()
    }
    closed, extra = set(names), dict[date, Hours]()
    for row in days:
        if row.kind == CalendarDay.Kind.WORKS:
            closed.discard(row.day)
        elif row.kind == CalendarDay.Kind.CLOSED:
            closed.add(row.day)
        extra.pop(row.day, None)
        if row.hours:
            extra[row.day] = clock.parse_hours(row.hours)
        names[row.day] = row.name
    usual = next((row.week for row in weeks if row.first_day is None), clock.USUAL_WEEK)
    periods = [row for row in weeks if row.first_day and row.last_day]
    seasons = tuple(Season(row.first_day, row.last_day, row.week) for row in periods if row.first_day and row.last_day)
    calendar = Calendar(zone, usual, seasons, frozenset(closed), extra)
    return OfficeCalendar(calendar, names, tuple(row.name for row in periods))


def due_at(office: Office, start: datetime, norm_minutes: int | None) -> datetime | None:
    """When a norm time that begins now is used up; None without norm, or where the office never opens again."""
    if norm_minutes is None:
        return None
    try:
        return clock.add(calendar_of(office), start, norm_minutes)
    except clock.NeverOpen:
        return None


def on_change(sender: type, instance: Any, **kwargs: Any) -> None:
    """A row of hours or days, or an office (its zone), was saved or deleted."""
    office = instance if isinstance(instance, Office) else instance.office
    if office is not None:
        office.__dict__.pop("_calendar", None)
    if not kwargs.get("raw") and not (isinstance(instance, Office) and kwargs.get("created")):
        working_time_changed.send(sender, office=office)
