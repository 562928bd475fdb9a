"""The chain of steps as people see it: done, current, pending, with who, when, remarks and returns."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from workflows.core.answers import Reason
from workflows.core.route import Outcome
from workflows.core.rules import holders, role_names
from workflows.core.sop import SignOff, Sop, Step
from workflows.core.standing import Status
from workflows.models import SopRun, StepVisit

MARK = " …"
"""Ends an input or output that the record completes (SOP 11/2023: "yang telah dikoreksi dan disetujui oleh …")."""


@dataclass(frozen=True)
class Pass:
    """One visit to a step, in words."""

    outcome: str
    who: str
    at: datetime | None
    remark: str = ""
    reason: str = ""
    corrected: bool = False


@dataclass
class Row:
    """One step of the chain; ``state`` is done, current, returned, skipped, owed or pending."""

    step: Step
    holders: str
    state: str
    passes: list[Pass] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)
    since: datetime | None = None
    outputs: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        """The state in a word, for those who don't see colours."""
        return _WORDS[self.state]

    @property
    def returns(self) -> int:
        """How often the step sent the item back."""
        return sum(1 for one in self.passes if one.outcome == Outcome.SENT_BACK.label)


_WORDS = {
    "done": "Selesai",
    "current": "Sekarang",
    "returned": "Diulang",
    "skipped": "Dilewati",
    "owed": "Susulan",
    "pending": "Belum",
}


def rows(document: Sop, run: SopRun | None = None) -> list[Row]:
    """The whole chain of an SOP, with what a run has done so far where one is given."""
    visits = _visits(run)
    found = []
    for step in document.steps:
        past = visits.get(step.number, [])
        row = Row(step, holders(document, step), _state(step, past, run), outputs=step.outputs)
        row.passes = [_pass(visit) for visit in past if visit.outcome]
        waiting = next((visit for visit in past if not visit.outcome), None)
        if waiting is not None:
            row.since = waiting.started_at
            row.signatures = [str(s) for s in waiting.signatures.all() if not s.voided_at]
        if run is not None:
            row.outputs = completed(step.outputs, run, upto=step.number)
        found.append(row)
    return found


def trail(run: SopRun) -> list[StepVisit]:
    """The run's visits with their signatures, read once per page shown."""
    if "_trail" not in run.__dict__:
        run.__dict__["_trail"] = list(run.visits.prefetch_related("signatures"))
    return run.__dict__["_trail"]


def _visits(run: SopRun | None) -> dict[int, list[StepVisit]]:
    found: dict[int, list[StepVisit]] = defaultdict(list)
    for visit in trail(run) if run is not None else ():
        found[visit.step_number].append(visit)
    return found


def _state(step: Step, past: list[StepVisit], run: SopRun | None) -> str:
    if run is None or not past:
        return "pending"
    last = past[-1]
    if not last.outcome or (run.current_step == step.number and run.status == Status.POSTPONED):
        return "current"
    if last.outcome == Outcome.SKIPPED:
        return "skipped"
    if last.outcome == Outcome.BYPASSED:
        return "owed" if step.kind.checks else "skipped"
    behind = run.current_step is not None and step.number > run.current_step
    return "returned" if behind or last.outcome == Outcome.SENT_BACK else "done"


def _pass(visit: StepVisit) -> Pass:
    names = [str(s) for s in visit.signatures.all() if not s.voided_at]
    who = ", ".join(names) or " · ".join(filter(None, (visit.finished_by_name, visit.finished_role)))
    return Pass(
        outcome=Outcome(visit.outcome).label,
        who=who,
        at=visit.finished_at,
        remark=visit.remark,
        reason=Reason(visit.reason_code).label if visit.reason_code in list(Reason) else "",
        corrected=visit.corrected,
    )


def completed(terms: tuple[str, ...], run: SopRun, *, upto: int) -> tuple[str, ...]:
    """Terms whose trailing "…" the record completes: corrected and approved by everyone up to a step."""
    if not any(term.endswith(MARK) for term in terms):
        return terms
    roles = dict.fromkeys(
        role
        for visit in trail(run)
        if visit.outcome == Outcome.APPROVED and visit.step_number <= upto
        for role in ([s.role_name for s in visit.signatures.all() if not s.voided_at] or [visit.finished_role])
    )
    names = list(roles)
    said = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} dan {names[-1]}" if names else ""
    ending = f" yang telah dikoreksi dan disetujui oleh {said}" if said else ""
    return tuple(term.removesuffix(MARK) + ending if term.endswith(MARK) else term for term in terms)


def waiting_line(run: SopRun) -> str:
    """Where the item is, in one line: who has yet to act (of several signers, the remaining ones)."""
    visit, step = run.open_visit, run.step
    if visit is None or step is None:
        return run.status_label
    waited_for = {role.slug for role in visit.waiting_for.all()}
    remaining = tuple(slug for slug in step.roles if slug in waited_for) or step.roles
    joint = "dan" if step.sign_off is SignOff.ALL else "atau"
    return f"Menunggu {role_names(run.sop, remaining, joint=joint)}"


def taken_down(run: SopRun) -> Pass | None:
    """How the page came down again, if it did: by whom, when and why."""
    if run.taken_down_at is None:
        return None
    event = run.events.filter(kind__in=["taken_down", "objected", "expired"]).last()
    if event is None:
        return None
    outcome = "Masa berlakunya habis" if event.kind == "expired" else "Ditarik dari publik"
    reason = event.data.get("reason", "")
    return Pass(
        outcome=outcome,
        who=" · ".join(filter(None, (event.actor_name, event.role))),
        at=event.at,
        remark=event.data.get("remark", ""),
        reason=Reason(reason).label if reason in list(Reason) else "",
    )


def context(run: SopRun | None, document: Sop | None) -> dict[str, Any]:
    """What the chain template needs."""
    return {
        "run": run,
        "document": document,
        "rows": rows(document, run) if document else [],
        "taken_down": taken_down(run) if run else None,
    }
