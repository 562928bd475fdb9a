"""Where a step stands for an item on its way."""

from enum import StrEnum

from sops.document import Step
from sops.route import Outcome
from workflows.core.rule_inputs import Status
from workflows.core.run_history import OwedCheck, Trail, Visit


class State(StrEnum):
    """Where a step stands for an item; PLAIN where there is no item."""

    PLAIN = "plain"
    DONE = "done"
    CURRENT = "current"
    POSTPONED = "postponed"
    SCHEDULED = "scheduled"
    RETURNED = "returned"
    SKIPPED = "skipped"
    OWED = "owed"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"
    PENDING = "pending"

    @property
    def word(self) -> str:
        """The state in a word, for those who don't see colours."""
        return _WORDS[self]

    @property
    def is_here(self) -> bool:
        """Whether the item is at this step now."""
        return self in (State.CURRENT, State.POSTPONED, State.SCHEDULED)


_WORDS = {
    State.PLAIN: "",
    State.DONE: "Selesai",
    State.CURRENT: "Sekarang",
    State.POSTPONED: "Ditunda",
    State.SCHEDULED: "Terjadwal",
    State.RETURNED: "Diulang",
    State.SKIPPED: "Dilewati",
    State.OWED: "Susulan",
    State.SETTLED: "Sudah disusulkan",
    State.WITHDRAWN: "Ditarik",
    State.PENDING: "Belum",
}


def state_of(step: Step, past: tuple[Visit, ...], trail: Trail) -> State:
    """The state of a step; ``past`` are its visits, oldest first."""
    if not past:
        return State.SKIPPED if trail.kind in step.skip_for else State.PENDING
    last, here = past[-1].outcome, trail.step == step.number
    if last is None:
        return State.CURRENT
    if here and trail.status in (Status.POSTPONED, Status.SCHEDULED):
        return State(trail.status.value)
    if last is Outcome.BYPASSED:
        debt = debt_of(step, trail)
        return State.SKIPPED if debt is None else State.OWED if debt.approved is None else State.SETTLED
    if last in (Outcome.SKIPPED, Outcome.WITHDRAWN):
        return State(last.value)
    behind = trail.step is not None and step.number > trail.step
    return State.RETURNED if behind or last is Outcome.SENT_BACK else State.DONE


def debt_of(step: Step, trail: Trail) -> OwedCheck | None:
    """The check the emergency lane passed over at the step, if it did."""
    return next((check for check in trail.checks if check.step == step.number), None)
