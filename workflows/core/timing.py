"""Time as people are told it: how much is left at a step, when an item may be public, by when each must hand over.

Working minutes throughout; moments are aware datetimes, told in the calendar's zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from offices.clock import Calendar, NeverOpen, add, between, subtract
from sops import route
from sops.document import ContentKind, Sop, Step
from sops.fields import WORKING_DAY_MINUTES
from sops.sheet import MONTHS

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


def spell(minutes: int) -> str:
    """Working minutes as people say them: "12 menit kerja", "1 jam 5 menit kerja", "2 hari kerja 3 jam"."""
    days, rest = divmod(minutes, WORKING_DAY_MINUTES)
    hours, rest = divmod(rest, 60)
    parts = ((days, "hari kerja"), (hours, "jam"), (rest, "menit"))
    said = " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 menit"
    return said if days else f"{said} kerja"


def hour(at: datetime) -> str:
    """ "14.20 WIB"."""
    return f"{at:%H.%M} {at.tzname()}"


def moment(at: datetime) -> str:
    """ "Kamis, 26 November 2026, 14.20 WIB"."""
    return f"{DAYS[at.weekday()]}, {at.day} {MONTHS[at.month - 1]} {at.year}, {hour(at)}"


def near_moment(at: datetime, now: datetime) -> str:
    """The moment without what goes without saying: "14.20 WIB" today, "Jumat, 27 November, 14.20 WIB" this year."""
    here = now.astimezone(at.tzinfo)
    if at.date() == here.date():
        return hour(at)
    return moment(at) if at.year != here.year else f"{DAYS[at.weekday()]}, {at.day} {MONTHS[at.month - 1]}, {hour(at)}"


@dataclass(frozen=True)
class TimeLeft:
    """How a waiting step stands against its time.

    ``minutes``: working minutes left, negative when overdue; ``share``: per cent of the time used.
    """

    minutes: int
    share: int
    due_at: datetime
    overdue: bool
    text: str


def time_left(
    calendar: Calendar, started_at: datetime, due_at: datetime | None, norm_minutes: int | None, now: datetime
) -> TimeLeft | None:
    """How much of the norm time is left; None for a step without one."""
    if due_at is None or not norm_minutes:
        return None
    due, left = due_at.astimezone(calendar.tz), between(calendar, now, due_at)
    until = near_moment(due, now)
    if now < due:
        text = f"{spell(left)} lagi · sampai {until}"
    elif left == 0:
        text = f"waktu habis · sejak {until}"
    else:
        text = f"lewat {spell(-left)} · sejak {until}"
    share = max(0, between(calendar, started_at, now)) * 100 // norm_minutes
    return TimeLeft(left, share, due, now >= due, text)


@dataclass(frozen=True)
class Forecast:
    """When the item is public if every step left takes its norm time; steps without one are not counted."""

    at: datetime | None
    without_norm: tuple[int, ...]

    @property
    def sentence(self) -> str:
        if self.at is None:
            return "Waktu tayang tidak dapat diperkirakan: langkah yang tersisa tidak memiliki waktu baku dalam SOP."
        said = f"Diperkirakan tayang {moment(self.at)} bila setiap langkah memakai waktu bakunya."
        if self.without_norm:
            numbers = ", ".join(map(str, self.without_norm))
            said += f" Langkah {numbers} tanpa waktu baku, jadi tidak ikut dihitung."
        return said


def steps_to_public(sop: Sop, kind: ContentKind, number: int) -> tuple[Step, ...]:
    """The steps from ``number`` to publication that content of this kind passes."""
    last = sop.publish_step.number
    return tuple(step for step in sop.steps if number <= step.number <= last and kind not in step.skip_for)


def after_submission(sop: Sop, kind: ContentKind) -> int:
    """The step that waits once the first act is done."""
    first_act = route.one_act(sop, sop.first_step.number, kind)
    return route.following(sop, first_act[-1], kind).step or sop.publish_step.number


def forecast(
    calendar: Calendar, sop: Sop, kind: ContentKind, now: datetime, *, number: int, left: int | None = None
) -> Forecast:
    """The expected time of publication from step ``number`` on; ``left``: working minutes left of that step."""
    steps = steps_to_public(sop, kind, number)
    unknown = tuple(step.number for step in steps if step.norm_minutes is None)
    times = [step.norm_minutes for step in steps]
    if left is not None and times:
        times[0] = max(0, left)
    counted = [minutes for minutes in times if minutes is not None]
    if not counted:
        return Forecast(None, unknown)
    try:
        return Forecast(add(calendar, now, sum(counted)), unknown)
    except NeverOpen:
        return Forecast(None, unknown)


@dataclass(frozen=True)
class Handover:
    """By when a step must be done, so that those behind it keep their norm time before the deadline."""

    step: Step
    latest: datetime


def backward_plan(
    calendar: Calendar, sop: Sop, kind: ContentKind, deadline: datetime, *, number: int
) -> tuple[Handover, ...]:
    """The latest hand-over of each step from ``number`` to publication; empty where the office never opens."""
    latest, plan = deadline.astimezone(calendar.tz), []
    try:
        for step in reversed(steps_to_public(sop, kind, number)):
            plan.append(Handover(step, latest))
            latest = subtract(calendar, latest, step.norm_minutes or 0)
    except NeverOpen:
        return ()
    return tuple(reversed(plan))


def submit_by(calendar: Calendar, sop: Sop, kind: ContentKind, deadline: datetime) -> datetime | None:
    """The latest submission that keeps the deadline if every later step takes its norm time."""
    after = after_submission(sop, kind)
    total = sum(step.norm_minutes or 0 for step in steps_to_public(sop, kind, after))
    try:
        return subtract(calendar, deadline, total)
    except NeverOpen:
        return None
