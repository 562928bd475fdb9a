"""The ledger of one run, read once as the plain values that sheet, list, PDF and record are made of."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from offices import office_time
from sops.route import Outcome
from workflows.core.answers import Reason
from workflows.core.rule_inputs import Status
from workflows.core.run_history import OwedCheck, OwedDuty, Signed, Trail, Visit
from workflows.models.runs import SopRun, StepVisit


def trail_of(run: SopRun) -> Trail:
    """Everything the run has done so far; kept with the run object, so that a page reads it once."""
    if "_trail" not in run.__dict__:
        run.__dict__["_trail"] = _read(run)
    return run.__dict__["_trail"]


def _read(run: SopRun) -> Trail:
    zone = office_time.zone_of(run.office)
    starter = run.started_by_name
    if run.on_behalf_of_name:
        starter += f" atas nama {run.on_behalf_of_name}"
    return Trail(
        title=run.page_title,
        register=run.register,
        office=run.office.name,
        kind=run.kind,
        status=Status(run.status),
        status_label="Ditarik dari publik" if run.taken_down_at else run.status_label,
        step=run.current_step,
        zone=run.office.zone_name,
        now=timezone.now(),
        started_at=run.started_at.astimezone(zone),
        started_by=starter,
        visits=tuple(_visit(visit, zone) for visit in run.visits.prefetch_related("signatures")),
        checks=_checks(run, zone),
        duties=_duties(run, zone),
        published_at=_local(run.published_at, zone),
        go_live_at=_local(run.go_live_at, zone),
        live_url=run.live_url,
        emergency_reason=run.emergency_reason,
    )


def _local(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    return moment.astimezone(zone) if moment else None


def _visit(visit: StepVisit, zone: ZoneInfo) -> Visit:
    return Visit(
        step=visit.step_number,
        started_at=visit.started_at.astimezone(zone),
        outcome=Outcome(visit.outcome) if visit.outcome else None,
        finished_at=_local(visit.finished_at, zone),
        who=visit.finished_by_name,
        role_name=visit.finished_role,
        capacity=visit.finished_capacity,
        remark=visit.remark,
        reason=reason_label(visit.reason_code),
        corrected=visit.corrected,
        norm_minutes=visit.norm_minutes,
        norm_reason=visit.norm_reason,
        worked_minutes=visit.worked_minutes,
        due_at=_local(visit.due_at, zone),
        signatures=tuple(
            Signed(
                who=signature.user_name,
                role=signature.role,
                role_name=signature.role_name,
                at=signature.at.astimezone(zone),
                capacity=signature.capacity,
                voided=signature.voided_at is not None,
                with_the_return=visit.outcome == Outcome.SENT_BACK and signature.voided_at == visit.finished_at,
            )
            for signature in visit.signatures.all()
        ),
    )


@dataclass(frozen=True)
class Returned:
    """The Tidak that brought an item back to where it waits: at which step, by whom, why."""

    step: int
    who: str
    role: str
    """The role, or as whom the person acted."""
    reason: str
    remark: str
    at: datetime
    zone: str

    @property
    def sentence(self) -> str:
        """The whole of it, the same wherever the item is met."""
        who = f"{self.who} ({self.role})" if self.role else self.who
        said = f"Dikembalikan dari langkah {self.step} oleh {who}, {office_time.said(self.at, self.zone)}"
        return " · ".join(filter(None, (said, self.reason, f"«{self.remark}»" if self.remark else "")))


def returned(run: SopRun) -> Returned | None:
    """What brought an open item back; None where it came forward, or waits nowhere (one query, none if prefetched)."""
    visits = sorted(run.visits.all(), key=lambda visit: visit.pk)
    if len(visits) < 2 or visits[-1].finished_at is not None:
        return None
    before = visits[-2]
    if before.outcome != Outcome.SENT_BACK or before.finished_at is None:
        return None
    return Returned(
        step=before.step_number,
        who=before.finished_by_name,
        role=before.finished_capacity or before.finished_role,
        reason=reason_label(before.reason_code),
        remark=before.remark,
        at=before.finished_at,
        zone=run.office.time_zone,
    )


def reason_label(code: str) -> str:
    """The coded reason as people read it; "" for none."""
    return Reason(code).label if code in list(Reason) else ""


def _checks(run: SopRun, zone: ZoneInfo) -> tuple[OwedCheck, ...]:
    """Only an emergency leaves them: no query for any other run."""
    return tuple(
        OwedCheck(
            step=debt.step_number,
            due_at=debt.due_at.astimezone(zone),
            approved=debt.approved,
            settled_at=_local(debt.settled_at, zone),
            who=debt.settled_by_name,
            remark=debt.remark,
        )
        for debt in (run.debts.all() if run.emergency_reason else ())
    )


def _duties(run: SopRun, zone: ZoneInfo) -> tuple[OwedDuty, ...]:
    """Only a published run has them."""
    return tuple(
        OwedDuty(text=duty.text, done_at=_local(duty.done_at, zone), who=duty.done_by_name, remark=duty.remark)
        for duty in (run.duties.all() if run.published_at else ())
    )
