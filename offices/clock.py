"""The office clock (Jam Kerja Kantor): working time between two moments, and moments a working time away.

Resolution: whole minutes. Seconds of both ends are dropped, so ``between`` counts the working minutes that
begin in [start, end). As a difference of two counts it is exact: ``between(a, c) = between(a, b) + between(b, c)``,
monotone, negative when the ends are swapped, and ``between(t, add(t, m)) = m``. Moments are aware datetimes in
whatever zone; results are in the calendar's. Hours are those of Perpres 21/2023 unless an office says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

Interval = tuple[int, int]
"""Opening and closing in minutes since midnight; 1440 is midnight at the end of the day."""
Hours = tuple[Interval, ...]
"""The open intervals of one day, in order and apart; () is closed."""
Week = tuple[Hours, Hours, Hours, Hours, Hours, Hours, Hours]
"""Monday first."""

MIDNIGHT = 24 * 60
MINUTE = timedelta(minutes=1)
HORIZON = 40 * 366
"""Days ``add``, ``subtract`` and ``next_opening`` look through before they give up."""


class NeverOpen(ValueError):
    """The wanted working time is not there within ``HORIZON`` days: the calendar is closed or the time absurd."""


def _checked(hours: Hours) -> Hours:
    points = [point for interval in hours for point in interval]
    if any(later <= earlier for earlier, later in pairwise(points)) or not all(0 <= p <= MIDNIGHT for p in points):
        raise ValueError(f"not ordered intervals of one day: {hours}")
    return hours


def merged(*several: Hours) -> Hours:
    """The union of several hours of one day."""
    found: list[Interval] = []
    for opens, closes in sorted(interval for hours in several for interval in hours):
        if found and opens <= found[-1][1]:
            found[-1] = (found[-1][0], max(closes, found[-1][1]))
        else:
            found.append((opens, closes))
    return tuple(found)


def parse_hours(text: str) -> Hours:
    """ "07.30–12.00, 13.00–16.00" as hours; empty text is a closed day, "24.00" the end of the day.

    Raises ``ValueError`` with a sentence for the person who wrote it.
    """
    hours: list[Interval] = []
    for part in filter(None, (piece.strip() for piece in re.split(r"[,;]", text))):
        match = re.fullmatch(
            r"([0-9]{1,2})[.:]([0-9]{2})\s*(?:-|–|—|s\.?d\.?|sampai)\s*([0-9]{1,2})[.:]([0-9]{2})", part
        )
        if match is None:
            raise ValueError(f"«{part[:40]}» tidak terbaca. Tulis seperti 07.30–12.00, 13.00–16.00.")
        h1, m1, h2, m2 = map(int, match.groups())
        opens, closes = h1 * 60 + m1, h2 * 60 + m2
        if m1 > 59 or m2 > 59 or closes > MIDNIGHT:
            raise ValueError(f"«{part}» bukan jam yang ada. Pakai jam 00.00 sampai 24.00.")
        if opens >= closes:
            raise ValueError(f"«{part}» berakhir sebelum dimulai. Jam lewat tengah malam ditulis pada dua hari.")
        hours.append((opens, closes))
    hours.sort()
    if any(later[0] < earlier[1] for earlier, later in pairwise(hours)):
        raise ValueError("Ada jam yang bertumpang tindih. Pisahkan dengan waktu istirahat atau gabungkan.")
    return merged(tuple(hours))


def hours_in_words(hours: Hours) -> str:
    """ "07.30–12.00, 13.00–16.00"; "" for a closed day. ``parse_hours`` reads it back."""
    return ", ".join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in hours)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}.{minutes % 60:02}"


def minutes_of(hours: Hours) -> int:
    """Working minutes of such a day."""
    return sum(closes - opens for opens, closes in hours)


def week_of(monday_to_thursday: str, friday: str) -> Week:
    """A week of five working days, written as offices write it."""
    usual = parse_hours(monday_to_thursday)
    return (usual, usual, usual, usual, parse_hours(friday), (), ())


USUAL_WEEK = week_of("07.30–12.00, 13.00–16.00", "07.30–11.30, 13.00–16.30")
"""37 h 30 min (Perpres 21/2023): break of 60 minutes, on Friday of 90."""
RAMADAN_WEEK = week_of("08.00–12.00, 12.30–15.00", "08.00–11.30, 12.30–15.30")
"""32 h 30 min (Perpres 21/2023): break of 30 minutes, on Friday of 60."""


@dataclass(frozen=True)
class Season:
    """Days with hours of their own, such as Ramadan; both ends belong to it."""

    first: date
    last: date
    week: Week


@dataclass(frozen=True)
class Calendar:
    """When an office works.

    A day has the hours of the first season it lies in, else of ``week``; none when it is ``closed``. ``extra``
    (piket) adds its hours to whatever the day has. Raises ``ValueError`` for disordered hours.
    """

    zone: str
    week: Week = USUAL_WEEK
    seasons: tuple[Season, ...] = ()
    closed: frozenset[date] = frozenset()
    extra: Mapping[date, Hours] = field(default_factory=dict)
    _spans: dict[date, tuple[tuple[datetime, datetime], ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        for week in (self.week, *(season.week for season in self.seasons)):
            if len(week) != 7:
                raise ValueError("a week has seven days")
            for hours in week:
                _checked(hours)
        for hours in self.extra.values():
            _checked(hours)

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def hours(self, day: date) -> Hours:
        """The open intervals of a day."""
        usual: Hours = ()
        if day not in self.closed:
            week = next((s.week for s in self.seasons if s.first <= day <= s.last), self.week)
            usual = week[day.weekday()]
        return merged(usual, self.extra[day]) if day in self.extra else usual

    def spans(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The open intervals of a day as moments in UTC."""
        if day not in self._spans:
            found = ((_moment(day, opens, self.tz), _moment(day, closes, self.tz)) for opens, closes in self.hours(day))
            self._spans[day] = tuple((opens, closes) for opens, closes in found if opens < closes)
        return self._spans[day]


def _moment(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    if minutes == MIDNIGHT:
        day, minutes = day + timedelta(days=1), 0
    return datetime.combine(day, time(minutes // 60, minutes % 60), zone).astimezone(UTC)


def _whole(at: datetime) -> datetime:
    """The moment in UTC without its seconds; raises ``ValueError`` for a naive one."""
    if at.tzinfo is None:
        raise ValueError("a moment needs a zone")
    return at.astimezone(UTC).replace(second=0, microsecond=0)


def _days(calendar: Calendar, at: datetime, step: int) -> Iterator[tuple[tuple[datetime, datetime], ...]]:
    """The spans of the moment's day and of those after (step 1) or before (step -1) it.

    Raises ``NeverOpen`` at the horizon.
    """
    day = at.astimezone(calendar.tz).date()
    for _ in range(HORIZON):
        try:
            yield calendar.spans(day)[::step]
            day += timedelta(days=step)
        except OverflowError:
            break
    raise NeverOpen("no such working time within the horizon")


def _minutes(span: timedelta) -> int:
    return span // MINUTE


def between(calendar: Calendar, start: datetime, end: datetime) -> int:
    """Working minutes from start to end; negative when end lies before start."""
    begins, ends = _whole(start), _whole(end)
    if ends < begins:
        return -between(calendar, end, start)
    day, last = begins.astimezone(calendar.tz).date(), ends.astimezone(calendar.tz).date()
    total = 0
    while day <= last:
        for opens, closes in calendar.spans(day):
            total += max(0, _minutes(min(closes, ends) - max(opens, begins)))
        if day == date.max:
            break
        day += timedelta(days=1)
    return total


def add(calendar: Calendar, start: datetime, minutes: int) -> datetime:
    """The earliest moment by which ``minutes`` have been worked since start; start itself for 0.

    So a time that is used up at closing ends at closing, not at the next opening. Raises ``NeverOpen``, and
    ``ValueError`` for negative minutes.
    """
    begins, left = _whole(start), _counted(minutes)
    if not left:
        return start.astimezone(calendar.tz)
    for spans in _days(calendar, begins, 1):
        for opens, closes in spans:
            here = _minutes(closes - max(opens, begins))
            if here >= left:
                return (max(opens, begins) + left * MINUTE).astimezone(calendar.tz)
            left -= max(0, here)
    raise AssertionError("unreachable: the days end with NeverOpen")


def subtract(calendar: Calendar, end: datetime, minutes: int) -> datetime:
    """The latest whole minute from which ``minutes`` can be worked before end: the backward plan.

    Raises ``NeverOpen``, and ``ValueError`` for negative minutes.
    """
    ends, left = _whole(end), _counted(minutes)
    if not left:
        return end.astimezone(calendar.tz)
    for spans in _days(calendar, ends, -1):
        for opens, closes in spans:
            here = _minutes(min(closes, ends) - opens)
            if here >= left:
                return (min(closes, ends) - left * MINUTE).astimezone(calendar.tz)
            left -= max(0, here)
    raise AssertionError("unreachable: the days end with NeverOpen")


def _counted(minutes: int) -> int:
    if minutes < 0:
        raise ValueError("a working time is not negative")
    return minutes


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Whether the office works at that moment; breaks are closed, the minute of closing too."""
    here = _whole(at)
    day = here.astimezone(calendar.tz).date()
    return any(opens <= here < closes for opens, closes in calendar.spans(day))


def next_opening(calendar: Calendar, at: datetime) -> datetime:
    """The moment itself while the office is open, else when it opens next. Raises ``NeverOpen``."""
    here = _whole(at)
    for spans in _days(calendar, here, 1):
        for opens, closes in spans:
            if closes > here:
                return at.astimezone(calendar.tz) if opens <= here else opens.astimezone(calendar.tz)
    raise AssertionError("unreachable: the days end with NeverOpen")
