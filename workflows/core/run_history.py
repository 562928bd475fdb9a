"""What one run has done so far, as plain values: the ledger for those who may not touch a database.

Moments are aware and in the office's time zone, whoever reads them.
"""

from dataclasses import dataclass
from datetime import datetime

from sops.document import ContentKind
from sops.route import Outcome
from sops.sheet import completed
from workflows.core.rule_inputs import Status


@dataclass(frozen=True)
class Signed:
    """One role's Ya at a step that needs several; ``role`` is its slug."""

    who: str
    role: str
    role_name: str
    at: datetime
    capacity: str = ""
    voided: bool = False
    with_the_return: bool = False
    """Voided because the item was sent back, not because its text changed."""


@dataclass(frozen=True)
class Visit:
    """One time a step was entered. ``outcome`` is None while it waits; times are working minutes."""

    step: int
    started_at: datetime
    outcome: Outcome | None = None
    finished_at: datetime | None = None
    who: str = ""
    role_name: str = ""
    capacity: str = ""
    """As whom the person acted: "Plh. Kasubag (ST No. 4/2026)"."""
    remark: str = ""
    reason: str = ""
    corrected: bool = False
    norm_minutes: int | None = None
    norm_reason: str = ""
    worked_minutes: int | None = None
    due_at: datetime | None = None
    signatures: tuple[Signed, ...] = ()

    @property
    def valid_signatures(self) -> tuple[Signed, ...]:
        """Those that no later edit voided."""
        return tuple(signed for signed in self.signatures if not signed.voided)


@dataclass(frozen=True)
class OwedCheck:
    """A check the emergency lane passed over; ``approved`` is None until someone made up for it."""

    step: int
    due_at: datetime
    approved: bool | None = None
    settled_at: datetime | None = None
    who: str = ""
    remark: str = ""


@dataclass(frozen=True)
class OwedDuty:
    """What is owed after publication."""

    text: str
    done_at: datetime | None = None
    who: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Trail:
    """A run from its start to ``now``; visits in the order in which they began."""

    title: str
    register: str
    office: str
    kind: ContentKind
    status: Status
    status_label: str
    step: int | None
    zone: str
    """How the office calls its time: "WIB"."""
    now: datetime
    started_at: datetime
    started_by: str
    visits: tuple[Visit, ...] = ()
    checks: tuple[OwedCheck, ...] = ()
    duties: tuple[OwedDuty, ...] = ()
    published_at: datetime | None = None
    go_live_at: datetime | None = None
    live_url: str = ""
    emergency_reason: str = ""

    def at(self, step: int) -> tuple[Visit, ...]:
        """Every visit to a step, oldest first."""
        return tuple(visit for visit in self.visits if visit.step == step)

    def returns(self) -> dict[tuple[int, int], int]:
        """How often a step sent the item back, by (refusing step, step it went to)."""
        counted: dict[tuple[int, int], int] = {}
        for visit, after in zip(self.visits, self.visits[1:], strict=False):
            if visit.outcome is Outcome.SENT_BACK:
                way = (visit.step, after.step)
                counted[way] = counted.get(way, 0) + 1
        return counted

    def completed(self, terms: tuple[str, ...], *, upto: int) -> tuple[str, ...]:
        """Terms whose trailing "…" the record completes: corrected and approved by everyone up to a step."""
        names = [
            role
            for visit in self.visits
            if visit.outcome is Outcome.APPROVED and visit.step <= upto
            for role in ([signed.role_name for signed in visit.valid_signatures] or [visit.role_name])
        ]
        return completed(terms, names)
