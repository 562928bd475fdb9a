"""The ledger and the memberships, read as the rules need them."""

from typing import TYPE_CHECKING

from workflows.core.route import Outcome
from workflows.core.sop import StepKind
from workflows.core.standing import Actor, History, Status
from workflows.models.offices import OFFICE_ADMIN, Membership, Office

if TYPE_CHECKING:
    from workflows.models.runs import SopRun


def actor_at(user, office: Office, division_id: int | None) -> Actor:
    """The person as the office sees him today: the roles he holds for content of that division.

    Someone of another office, a superuser too, holds none; ``in_office`` is then False.
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Actor(id=None)
    held = Membership.objects.current().for_division(division_id).filter(user=user, role__office=office)
    roles = frozenset(held.values_list("role__slug", flat=True))
    in_office = bool(roles) or user.is_superuser or office.is_administered_by(user)
    return Actor(id=user.pk, roles=roles - {OFFICE_ADMIN}, is_office_admin=OFFICE_ADMIN in roles, in_office=in_office)


def history_of(run: "SopRun") -> History:
    """What the run has seen so far. Approvals before a return no longer count; preparing always does."""
    prepared: set[int] = set()
    counted: dict[int, tuple[str, set[int]]] = {}
    emergency: set[int] = set()
    decided = False
    visits = list(run.visits.prefetch_related("signatures"))
    for visit in visits:
        for number in [number for number in counted if number >= visit.step_number]:
            del counted[number]
        step = run.sop.step(visit.step_number)
        people = {person for person in (visit.finished_by_id, visit.on_behalf_of_id) if person}
        if step.kind is StepKind.PREPARE and visit.outcome == Outcome.DONE:
            prepared |= people
        if visit.outcome == Outcome.BYPASSED or (run.emergency_reason and visit.outcome == Outcome.PUBLISHED):
            emergency |= people
        if step.kind.checks:
            decided = decided or visit.outcome in (Outcome.APPROVED, Outcome.SENT_BACK, Outcome.POSTPONED)
            signers = {s.user_id for s in visit.signatures.all() if s.user_id and not s.voided_at}
            decided = decided or bool(signers)
            if visit.outcome in (Outcome.APPROVED, ""):
                signed = people | signers if visit.outcome else signers
                counted[visit.step_number] = (visit.content_sha256, signed)
    waiting = next((visit for visit in visits if visit.finished_at is None), None)
    valid = [s for s in waiting.signatures.all() if not s.voided_at] if waiting else []
    starters = {person for person in (run.started_by_id, run.on_behalf_of_id) if person}
    return History(
        status=Status(run.status),
        step=run.current_step,
        started_by=frozenset(starters),
        prepared_by=frozenset(prepared),
        last_editor=run.last_editor_id,
        checked_by=frozenset(
            person for sha256, people in counted.values() if sha256 == run.content_sha256 for person in people
        ),
        signed_roles=frozenset(s.role for s in valid),
        signed_by=frozenset(s.user_id for s in valid if s.user_id),
        decided=decided,
        open_duties=run.duties.filter(done_at__isnull=True).count() if run.published_at else 0,
        debts=frozenset(run.debts.filter(settled_at__isnull=True).values_list("step_number", flat=True))
        if run.emergency_reason
        else frozenset(),
        emergency_by=frozenset(emergency),
        live=run.is_live,
    )
