"""What waits and has a time: steps, checks owed by the emergency lane, duties; each against its office's clock."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q

from offices import calendars, clock
from offices.models import Office, OfficeRole
from sops.fields import WORKING_DAY_MINUTES
from workflows.core.acts import Action
from workflows.core.rule_inputs import Status
from workflows.core.timing import TimeLeft, time_left
from workflows.models import Debt, Duty, SopRun, StepVisit
from workflows.models.claims import claimer_of
from workflows.models.rule_inputs import who_may
from workflows.notifications.audience import next_to_act

EMERGENCY_TIME = settings.SOP_EMERGENCY_DEBT_DAYS * WORKING_DAY_MINUTES
DUTY_TIME = WORKING_DAY_MINUTES
"""SOP 3/2022 step 10 sets no time for its duties; people are reminded after one working day."""


@dataclass(frozen=True)
class Waiting:
    """One matter that waits; ``people``: who may see to it now; ``roles``: whose superiors hear when it is late."""

    key: str
    run: SopRun
    what: str
    left: TimeLeft
    people: Callable[[], list[Any]]
    roles: tuple[OfficeRole, ...] = ()
    visit: StepVisit | None = None
    """The step's visit, where the matter is a waiting step."""

    @property
    def office(self) -> Office:
        return self.run.office

    def mark(self, now: datetime) -> str:
        """The latest mark reached: "50", "80", "100", on every later day its date; "" before half the time."""
        today = now.astimezone(self.left.due_at.tzinfo).date()
        if self.left.overdue:
            return "100" if today <= self.left.due_at.date() else today.isoformat()
        return next((str(mark) for mark in (80, 50) if self.left.share >= mark), "")

    def next_look(self, now: datetime, patience: Iterable[int]) -> datetime:
        """Before which moment no other mark can be reached: working minutes are never shorter than minutes.

        ``patience``: working minutes after which a superior hears of each role's lateness.
        """
        if not self.left.overdue:
            norm = self.visit.norm_minutes if self.visit else None
            ahead = [-(-(norm or 0) * mark // 100) for mark in (50, 80) if self.left.share < mark]
            used = (norm or 0) - self.left.minutes
            return now + timedelta(minutes=max(1, min([*(at - used for at in ahead), self.left.minutes])))
        zone = self.left.due_at.tzinfo
        midnight = datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time(), zone)
        until_late = [minutes for after in patience if (minutes := after + self.left.minutes) > 0]
        return min([midnight, *(now + timedelta(minutes=minutes) for minutes in until_late)])


def waiting_now(now: datetime) -> Iterator[Waiting]:
    """Everything that waits in the offices that are open now, late or not."""
    offices = _open_offices(now)
    yield from _steps(offices, now)
    yield from _debts(offices, now)
    yield from _duties(offices, now)


def _open_offices(now: datetime) -> dict[int, Office]:
    """Offices with something that waits and that work at this moment, with their calendars read."""
    busy = Office.objects.filter(runs__in=SopRun.objects.filter(status__in=[Status.RUNNING, Status.PUBLISHED]))
    offices = list(busy.distinct())
    calendars.read_calendars(offices)
    return {office.pk: office for office in offices if clock.is_open(calendars.calendar_of(office), now)}


def _steps(offices: dict[int, Office], now: datetime) -> Iterator[Waiting]:
    visits = StepVisit.objects.filter(finished_at__isnull=True, due_at__isnull=False, run__office__in=offices)
    visits = visits.filter(Q(look_at__isnull=True) | Q(look_at__lte=now))
    visits = visits.select_related("run__sop_version", "claimed_by").prefetch_related("waiting_for")
    for visit in visits.iterator(chunk_size=500):
        run = visit.run
        run.office = offices[run.office_id]
        calendar = calendars.calendar_of(run.office)
        left = time_left(calendar, visit.started_at, visit.due_at, visit.norm_minutes, now)
        if left is not None:
            yield Waiting(
                f"langkah-{visit.pk}",
                run,
                f"Langkah {visit.step_number}: {visit.step.activity}",
                left,
                lambda visit=visit, left=left: _reminded(visit, left),  # type: ignore[misc]
                tuple(visit.waiting_for.all()),
                visit,
            )


def _reminded(visit: StepVisit, left: TimeLeft) -> list[Any]:
    """Who hears of a waiting step: while there is time, only who has taken it; then everyone who may act."""
    people = next_to_act(visit.run)
    claimer = None if left.overdue else claimer_of(visit)
    return [claimer] if claimer in people else people


def _debts(offices: dict[int, Office], now: datetime) -> Iterator[Waiting]:
    owed = Debt.objects.filter(settled_at__isnull=True, run__published_at__isnull=False, run__office__in=offices)
    for debt in owed.select_related("run__sop_version").prefetch_related("waiting_for"):
        run, step = debt.run, debt.run.sop.step(debt.step_number)
        run.office = offices[run.office_id]
        calendar = calendars.calendar_of(run.office)
        try:
            began = clock.subtract(calendar, debt.due_at, EMERGENCY_TIME)
        except clock.NeverOpen:
            continue
        left = time_left(calendar, began, debt.due_at, EMERGENCY_TIME, now)
        if left is not None:
            yield Waiting(
                f"susulan-{debt.pk}",
                run,
                f"Pemeriksaan susulan langkah {step.number}: {step.activity}",
                left,
                lambda run=run, step=step: [p for p, _ in who_may(run, Action.SETTLE, step=step)],  # type: ignore[misc]
                tuple(debt.waiting_for.all()),
            )


def _duties(offices: dict[int, Office], now: datetime) -> Iterator[Waiting]:
    """The open duties of one run are one matter; half a day is no reason to remind of them."""
    open_duties = Duty.objects.filter(done_at__isnull=True, run__status=Status.PUBLISHED, run__office__in=offices)
    runs: dict[int, list[Duty]] = {}
    for duty in open_duties.select_related("run__sop_version"):
        runs.setdefault(duty.run_id, []).append(duty)
    for duties in runs.values():
        run = duties[0].run
        run.office, began = offices[run.office_id], run.published_at
        due = calendars.due_at(run.office, began, DUTY_TIME) if began else None
        left = time_left(calendars.calendar_of(run.office), began, due, DUTY_TIME, now) if began else None
        if left is not None and left.overdue:
            texts = "; ".join(duty.text for duty in duties)
            yield Waiting(
                f"kewajiban-{run.pk}",
                run,
                f"Kewajiban pascatayang: {texts}",
                left,
                lambda run=run: [p for p, _ in who_may(run, Action.FULFIL)],  # type: ignore[misc]
            )
