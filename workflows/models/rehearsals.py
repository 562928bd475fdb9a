"""An SOP rehearsed at an office of today: its people, its working hours, and what its items really took."""

from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from offices import calendars, office_time
from offices.clock import NeverOpen
from offices.models import Office
from offices.role_holders import held_in
from sops.document import ContentKind, StepKind
from sops.models import SopVersion
from sops.simulation import NO, Way, load, ways
from workflows.core.rehearsal import Moment, live_at, rehearse
from workflows.models.runs import StepVisit

MOST_RUNS = 200
"""Items by which it is judged what an office really needs, the newest ones."""


@dataclass(frozen=True)
class Played:
    """One way with its moments; ``live`` None: it doesn't come to publication."""

    way: Way
    moments: list[Moment]
    live: datetime | None
    title: str


@dataclass(frozen=True)
class Rehearsal:
    version: SopVersion
    office: Office
    kind: ContentKind
    ways: list[Played]
    load: list[tuple[str, int]]
    items: int
    really: int | None
    """Working minutes until publication, the median of the office's items under this SOP; None without any."""

    def at(self, moment: datetime) -> str:
        return office_time.said(moment, self.office)

    def as_json(self) -> dict[str, Any]:
        """Moments in ISO 8601 with the office's offset, times in working minutes."""

        def iso(moment: datetime | None) -> str | None:
            return office_time.local(moment, self.office).isoformat() if moment else None

        return {
            "sop": self.version.sop.slug,
            "sha256": self.version.sha256,
            "office": self.office.slug,
            "kind": self.kind.value,
            "ways": [
                {
                    "refusals": one.way.refusals,
                    "postponed": one.way.postponed,
                    "minutes": one.way.minutes,
                    "live_at": iso(one.live),
                    "stops": [
                        {
                            "step": moment.step,
                            "roles": moment.roles,
                            "people": list(moment.people),
                            "begins": iso(moment.begins),
                            "due": iso(moment.due),
                            "answer": moment.answer,
                        }
                        for moment in one.moments
                    ],
                }
                for one in self.ways
            ],
            "load": dict(self.load),
            "items": self.items,
            "really": self.really,
        }


def rehearsal_of(
    version: SopVersion,
    office: Office,
    kind: ContentKind,
    start: datetime,
    most_refusals: int = 1,
    items: int = 1,
) -> Rehearsal:
    """Play every way through a version at an office from a moment on; writes nothing."""
    document = version.document
    people: dict[str, tuple[str, ...]] = {}
    for holding in held_in(office, {role.slug for role in document.roles}):
        people[holding.role.slug] = (*people.get(holding.role.slug, ()), str(holding.user))
    played = []
    for way in ways(document, kind, most_refusals):
        try:
            moments = rehearse(document, way, calendars.calendar_of(office), start, people)
        except NeverOpen:
            moments = []
        live = None if way.postponed else live_at(moments, document)
        played.append(Played(way, moments, live, _title(way, live, office)))
    minutes = load(document, kind, items)
    return Rehearsal(
        version=version,
        office=office,
        kind=kind,
        ways=played,
        load=[(role.name, minutes[role.slug]) for role in document.roles],
        items=items,
        really=_really(version, office),
    )


def _title(way: Way, live: datetime | None, office: Office) -> str:
    refused = [str(stop.step.number) for stop in way.stops if stop.answer == NO]
    how = f"Tidak di langkah {' lalu '.join(refused)}" if refused else "Semua Ya"
    if way.postponed:
        return f"{how}: ditunda"
    at_least = "sekurang-kurangnya " if way.has_gaps else ""
    when = f", tayang {office_time.said(live, office)}" if live else ""
    return f"{how}: {at_least}{way.minutes} menit kerja{when}"


def _really(version: SopVersion, office: Office) -> int | None:
    """What the office's items under this SOP took until publication, the median of the newest ones."""
    visits = StepVisit.objects.filter(
        run__office=office, run__sop_version__sop=version.sop_id, run__published_at__isnull=False
    ).exclude(worked_minutes=None)
    spent: dict[int, int] = {}
    archives = {step.number for step in version.document.steps if step.kind is StepKind.ARCHIVE}
    rows = visits.order_by("-run_id").values_list("run_id", "step_number", "worked_minutes")
    for run, step, minutes in rows[: MOST_RUNS * 20]:
        if step not in archives:
            spent[run] = spent.get(run, 0) + (minutes or 0)
    return round(median(list(spent.values())[:MOST_RUNS])) if spent else None
