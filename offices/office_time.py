"""The one clock: what day and hour it is where an office is, and what that place calls its time (WIB, WITA, WIT).

Nobody else asks a clock for a day or turns a moment into an hour (``tests/offices/test_one_clock.py``). Without an
office it is the time of whoever is at work: of the office whose site is read or whose person is logged in, else of
headquarters.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

ZONES = ("Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura")
"""Where offices are."""
HOUR = "j F Y, H.i T"


def headquarters() -> ZoneInfo:
    return ZoneInfo(timezone.get_default_timezone_name())


def zone_of(office: Any = None) -> ZoneInfo:
    """The time zone of an office (or of the name of a zone)."""
    if office is None:
        return ZoneInfo(timezone.get_current_timezone_name())
    return ZoneInfo(office if isinstance(office, str) else office.time_zone)


def zone_name(office: Any = None) -> str:
    """ "WIB", "WITA" or "WIT"."""
    return now(office).tzname() or ""


def local(moment: datetime, office: Any = None) -> datetime:
    return moment.astimezone(zone_of(office))


def now(office: Any = None) -> datetime:
    return local(timezone.now(), office)


def day_of(moment: datetime, office: Any = None) -> date:
    return local(moment, office).date()


def today(office: Any = None) -> date:
    return now(office).date()


def here() -> date:
    """Today of whoever is at work: what a date field offers."""
    return today()


def today_at_headquarters() -> date:
    return now(str(headquarters())).date()


def said(moment: datetime, office: Any = None, form: str = HOUR) -> str:
    """ "30 November 2026, 13.17 WIT"."""
    return date_format(local(moment, office), form)


@contextmanager
def at(office: Any) -> Iterator[None]:
    """Whatever is shown within shows the time of this office."""
    with timezone.override(zone_of(office)):
        yield


def in_force(first: str, last: str, zone: str, on: date | None = None) -> Q:
    """Rows whose days (fields ``first`` and ``last``, open where null) hold today where each is, or a day.

    ``zone``: the way to the time zone of a row's office. Zones are asked for only in the hours when they differ.
    """
    days = {name: on or today(name) for name in ZONES}
    if len(set(days.values())) == 1:
        return _holds(first, last, days[ZONES[0]])
    found = Q(pk__in=[])
    for name, day in days.items():
        found |= Q(**{zone: name}) & _holds(first, last, day)
    return found


def _holds(first: str, last: str, day: date) -> Q:
    begun = Q(**{f"{first}__lte": day}) if first else Q()
    return begun & (Q(**{f"{last}__isnull": True}) | Q(**{f"{last}__gte": day}))
