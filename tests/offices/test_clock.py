"""The office clock: its laws for any calendar, and the hours of Perpres 21/2023 by hand."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from offices.clock import (
    RAMADAN_WEEK,
    USUAL_WEEK,
    Calendar,
    NeverOpen,
    Season,
    add,
    between,
    hours_in_words,
    is_open,
    merged,
    minutes_of,
    next_opening,
    parse_hours,
    subtract,
)
from sops.fields import WORKING_DAY_MINUTES

WIB = ZoneInfo("Asia/Jakarta")
OFFICE = Calendar("Asia/Jakarta")
INDONESIA = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
ELSEWHERE = (*INDONESIA, "UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Chatham")

points = st.lists(st.integers(0, 1440), max_size=6, unique=True).map(sorted)
hours = points.map(lambda p: tuple(zip(p[::2], p[1::2], strict=False)))
open_hours = hours.filter(bool)
days = st.dates(date(2024, 1, 1), date(2027, 12, 31))
weeks = st.tuples(*[hours] * 6, open_hours)
calendars = st.builds(
    Calendar,
    zone=st.sampled_from((*INDONESIA, "Europe/Berlin")),
    week=weeks,
    seasons=st.lists(
        st.builds(lambda first, length, week: Season(first, first + timedelta(days=length), week), days,
                  st.integers(0, 40), weeks),
        max_size=2,
    ).map(tuple),
    closed=st.frozensets(days, max_size=20),
    extra=st.dictionaries(days, hours, max_size=5),
)  # fmt: skip
moments = st.builds(
    lambda at, zone: at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)),
    st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 31)),
    st.sampled_from(ELSEWHERE),
)
spells = st.integers(0, 20_000)


def wib(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WIB)


# --- laws ------------------------------------------------------------------------------------------


@given(calendars, moments, moments, moments)
def test_time_is_additive(calendar, a, b, c):
    assert between(calendar, a, c) == between(calendar, a, b) + between(calendar, b, c)


@given(calendars, moments, moments, moments)
def test_time_is_monotone_and_never_longer_than_by_the_wall(calendar, a, b, c):
    a, b, c = sorted((a, b, c))
    assert 0 <= between(calendar, a, b) <= between(calendar, a, c)
    assert between(calendar, a, c) <= (c - a) / timedelta(minutes=1) + 1
    assert between(calendar, c, a) == -between(calendar, a, c)


@given(calendars, moments, st.sampled_from(ELSEWHERE), st.sampled_from(ELSEWHERE), spells)
def test_only_the_moment_counts_not_the_zone_it_is_told_in(calendar, a, here, there, minutes):
    told, retold = a.astimezone(ZoneInfo(here)), a.astimezone(ZoneInfo(there))
    b = a + timedelta(days=3)
    assert between(calendar, told, b) == between(calendar, retold, b.astimezone(ZoneInfo(here)))
    assert add(calendar, told, minutes) == add(calendar, retold, minutes)
    assert subtract(calendar, told, minutes) == subtract(calendar, retold, minutes)
    assert is_open(calendar, told) == is_open(calendar, retold)


@given(calendars, moments, spells)
def test_adding_is_the_inverse_of_counting(calendar, start, minutes):
    end = add(calendar, start, minutes)
    assert between(calendar, start, end) == minutes
    assert end >= start
    if minutes:  # and it is the earliest such moment
        # By the clock of the world: where summer time ends, a minute less on the wall may be an hour and a minute.
        assert between(calendar, start, end.astimezone(UTC) - timedelta(minutes=1)) == minutes - 1


@given(calendars, moments, spells)
def test_subtracting_is_the_inverse_of_counting(calendar, end, minutes):
    start = subtract(calendar, end, minutes)
    assert between(calendar, start, end) == minutes
    if minutes:  # and it is the latest such minute
        assert between(calendar, start.astimezone(UTC) + timedelta(minutes=1), end) == minutes - 1


@given(calendars, moments, spells, spells)
def test_times_can_be_added_one_after_the_other(calendar, start, first, second):
    assert add(calendar, add(calendar, start, first), second) == add(calendar, start, first + second)


@given(calendars, moments)
def test_nothing_is_worked_before_the_next_opening_and_something_right_after(calendar, at):
    opening = next_opening(calendar, at)
    assert opening >= at
    assert between(calendar, at, opening) == 0
    assert is_open(calendar, opening)
    assert is_open(calendar, at) == (opening == at)
    assert between(calendar, opening, opening + timedelta(minutes=1)) == 1


@given(calendars, days, open_hours)
def test_piket_only_adds_and_a_holiday_only_takes(calendar, day, piket):
    start = datetime.combine(day - timedelta(days=2), datetime.min.time(), UTC)
    end = start + timedelta(days=5)
    with_piket = Calendar(
        calendar.zone, calendar.week, calendar.seasons, calendar.closed, {**calendar.extra, day: piket}
    )
    closed = Calendar(calendar.zone, calendar.week, calendar.seasons, calendar.closed | {day}, {day: piket})
    assume(day not in calendar.extra)
    assert between(with_piket, start, end) >= between(calendar, start, end)
    assert closed.hours(day) == merged(piket)
    assert minutes_of(merged(calendar.hours(day), piket)) == minutes_of(with_piket.hours(day))


@given(hours)
def test_hours_are_read_back_as_written(given_hours):
    assert parse_hours(hours_in_words(merged(given_hours))) == merged(given_hours)


# --- by hand ---------------------------------------------------------------------------------------


def test_the_week_has_the_hours_of_the_perpres():
    assert sum(map(minutes_of, USUAL_WEEK)) == 37 * 60 + 30
    assert sum(map(minutes_of, RAMADAN_WEEK)) == 32 * 60 + 30
    assert {minutes_of(day) for day in USUAL_WEEK[:5]} == {WORKING_DAY_MINUTES}


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-11-26T13:50", 30, "2026-11-26T14:20"),
        ("2026-11-26T13:50:59", 30, "2026-11-26T14:20"),  # seconds are dropped
        ("2026-11-26T11:50", 20, "2026-11-26T13:10"),  # over the break
        ("2026-11-27T11:20", 20, "2026-11-27T13:10"),  # over Friday's
        ("2026-11-26T15:30", 30, "2026-11-26T16:00"),  # used up at closing
        ("2026-11-27T16:20", 20, "2026-11-30T07:40"),  # over the weekend
        ("2026-11-28T10:00", 15, "2026-11-30T07:45"),  # handed over on a Saturday
        ("2026-11-26T10:00", WORKING_DAY_MINUTES, "2026-11-27T10:00"),
    ],
)
def test_a_norm_time_runs_in_the_offices_hours(start, minutes, end):
    assert add(OFFICE, wib(start), minutes) == wib(end)
    assert between(OFFICE, wib(start), wib(end)) == minutes


def test_the_backward_plan_ends_before_the_break():
    assert subtract(OFFICE, wib("2026-11-26T14:20"), 90) == wib("2026-11-26T11:50")
    assert subtract(OFFICE, wib("2026-11-30T07:40"), 20) == wib("2026-11-27T16:20")


def test_three_zones_are_open_one_hour_apart():
    for hours_ahead, zone in enumerate(INDONESIA):
        assert next_opening(Calendar(zone), wib("2026-11-26T00:00")) == wib("2026-11-26T07:30") - timedelta(
            hours=hours_ahead
        )


def test_ramadan_holidays_and_piket():
    ramadan = Season(date(2026, 2, 19), date(2026, 3, 20), RAMADAN_WEEK)
    sunday, nyepi = date(2026, 3, 15), date(2026, 3, 19)
    calendar = Calendar(
        "Asia/Jakarta", seasons=(ramadan,), closed=frozenset({nyepi}), extra={sunday: ((9 * 60, 12 * 60),)}
    )
    assert is_open(calendar, wib("2026-02-18T07:30"))
    assert not is_open(calendar, wib("2026-02-19T07:30"))
    assert between(calendar, wib("2026-03-09T00:00"), wib("2026-03-14T00:00")) == 32 * 60 + 30
    assert between(calendar, wib("2026-03-15T00:00"), wib("2026-03-16T00:00")) == 180
    assert between(calendar, wib("2026-03-19T00:00"), wib("2026-03-20T00:00")) == 0
    assert not is_open(calendar, wib("2026-03-15T12:00"))  # closing is closed


def test_a_calendar_that_never_opens_says_so():
    never = Calendar("Asia/Jakarta", week=((),) * 7)
    assert between(never, wib("2026-01-01T00:00"), wib("2027-01-01T00:00")) == 0
    for ask in (lambda: add(never, wib("2026-01-01T00:00"), 1), lambda: next_opening(never, wib("2026-01-01T00:00")),
                lambda: subtract(never, wib("2026-01-01T00:00"), 1)):  # fmt: skip
        with pytest.raises(NeverOpen):
            ask()


@pytest.mark.parametrize("year", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_time_are_no_crash(year):
    at = datetime.fromisoformat(f"{year}T12:00:00+00:00")
    with pytest.raises(NeverOpen):
        (add if year > "5" else subtract)(OFFICE, at, 10**9)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        between(OFFICE, datetime(2026, 1, 1), wib("2026-01-02T00:00"))
    with pytest.raises(ValueError, match="negative"):
        add(OFFICE, wib("2026-01-01T00:00"), -1)


@pytest.mark.parametrize("bad", [((60, 60),), ((60, 30),), ((0, 60), (30, 90)), ((0, 1441),)])
def test_disordered_hours_make_no_calendar(bad):
    with pytest.raises(ValueError, match="ordered"):
        Calendar("Asia/Jakarta", week=(bad, (), (), (), (), (), ()))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("pagi", "tidak terbaca"),
        ("07.30-25.00", "bukan jam"),
        ("07.60-08.00", "bukan jam"),
        ("16.00-07.30", "berakhir sebelum"),
        ("07.30-12.00, 11.00-16.00", "bertumpang"),
        ("\x00", "tidak terbaca"),
    ],
)
def test_unreadable_hours_are_refused_with_the_remedy(text, word):
    with pytest.raises(ValueError, match=word):
        parse_hours(text)


def test_hours_are_read_in_the_ways_people_write_them():
    assert parse_hours("7:30 - 12:00; 13.00 s.d. 16.00") == USUAL_WEEK[0]
    assert parse_hours("") == ()
    assert parse_hours("20.00–24.00") == ((1200, 1440),)
