"""A way through an SOP on an office's clock: who gets the item when, if it were submitted at a moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from offices import clock
from offices.clock import Calendar
from sops.document import Sop, StepKind
from sops.performers import holders
from sops.simulation import Way


@dataclass(frozen=True)
class Moment:
    """One stop: when it begins, who has it by role and by name, and when its norm time is used up (None: no norm)."""

    step: int
    activity: str
    roles: str
    people: tuple[str, ...]
    begins: datetime
    due: datetime | None
    answer: str


def rehearse(
    sop: Sop, way: Way, calendar: Calendar, start: datetime, people: Mapping[str, tuple[str, ...]]
) -> list[Moment]:
    """Every stop of a way when each takes just its norm time; ``people``: names by role.

    Raises ``clock.NeverOpen`` where the office has no working hours.
    """
    found, at = [], start
    for stop in way.stops:
        step = stop.step
        due = clock.add(calendar, at, step.norm_minutes) if step.norm_minutes else None
        names = dict.fromkeys(name for role in step.roles for name in people.get(role, ()))
        found.append(Moment(step.number, step.activity, holders(sop, step), tuple(names), at, due, stop.answer))
        at = due or at
    return found


def live_at(moments: list[Moment], sop: Sop) -> datetime | None:
    """When the item would be live; None where this way doesn't come to it."""
    publishing = {step.number for step in sop.steps if step.kind is StepKind.PUBLISH}
    return next((moment.due or moment.begins for moment in moments if moment.step in publishing), None)
