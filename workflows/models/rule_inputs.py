"""The ledger and the memberships, read as the rules need them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from offices.models import OFFICE_ADMIN, Office, is_headquarters
from offices.role_holders import Holding, held_at, held_in
from sops.document import Step, StepKind
from sops.route import Outcome
from workflows.core.acts import Action
from workflows.core.persons import explained
from workflows.core.rule_inputs import Actor, Allowed, History, Refused, Signed, Status
from workflows.core.rules import decide

if TYPE_CHECKING:
    from workflows.models.runs import SopRun


def actor_at(user, office: Office, division_id: int | None, sop_id: int | None = None) -> Actor:
    """The person as the office sees them today: the roles they hold for content of that division under that SOP.

    Someone of another office, a superuser too, holds none; ``in_office`` is then False.
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Actor(id=None)
    actor = actor_of(user.pk, held_at(user, office), division_id, sop_id)
    return actor if actor.in_office else replace(actor, in_office=is_headquarters(user))


def actor_of(
    user_id: int,
    holdings: Iterable[Holding],
    division_id: int | None,
    sop_id: int | None = None,
) -> Actor:
    """The person by what they hold in an office (division and SOP None: whatever they are)."""
    fitting = [holding for holding in holdings if holding.covers(division_id, sop_id)]
    slugs = {holding.role.slug for holding in fitting}
    return Actor(
        id=user_id,
        roles=frozenset(h.role.slug for h in fitting if h.delegation is None) - {OFFICE_ADMIN},
        acting=tuple(h.acting for h in fitting if h.delegation is not None and h.role.slug != OFFICE_ADMIN),
        is_office_admin=OFFICE_ADMIN in slugs,
        in_office=bool(slugs),
    )


def actors_of(office: Office, roles: Iterable[str], division_id: int | None, sop_id: int | None) -> list[Actor]:
    """Everyone who holds one of the roles (slugs) in an office today, by what they hold of them."""
    return actors_among(held_in(office, roles), division_id, sop_id)


def actors_among(holdings: Iterable[Holding], division_id: int | None, sop_id: int | None) -> list[Actor]:
    """The people of some holdings in one office, by what they hold of them."""
    people: dict[int, list[Holding]] = defaultdict(list)
    for holding in holdings:
        people[holding.user.pk].append(holding)
    return [actor_of(pk, held, division_id, sop_id) for pk, held in people.items()]


def who_may(run: "SopRun", action: Action, *, step: Step | None = None, history: History | None = None) -> list[Any]:
    """Everyone whom the rules let do it on this run now, each once with how: (person, ``Allowed``)."""
    roles = {role for known in run.sop.steps for role in known.roles}
    people: dict[Any, list[Holding]] = defaultdict(list)
    for holding in held_in(run.office, roles):
        people[holding.user].append(holding)
    history = history or history_of(run)
    found = []
    for person, holdings in people.items():
        actor = actor_of(person.pk, holdings, run.division_id, run.sop_version.sop_id)
        decision = decide(run.sop, actor, history, action, step=step)
        if isinstance(decision, Allowed):
            found.append((person, decision))
    return found


def reason_for(run: "SopRun", refused: Refused, action: Action, *, step: Step | None = None) -> str:
    """The whole sentence of a refusal: after a conflict of persons with the names of those who may."""
    others = who_may(run, action, step=step) if refused.conflict else []
    return explained(refused, [str(person) for person, _ in others])


def history_of(run: "SopRun", *, for_step: bool = False) -> History:
    """What the run has seen so far. Approvals before a return no longer count; preparing always does.

    ``for_step``: only what acts on the waiting step depend on, without duties, debts and whether the page is live;
    of a run whose ``visits__signatures`` are prefetched that costs no query.
    """
    visits = _visits_of(run)
    waiting = next((visit for visit in visits if visit.finished_at is None), None)
    valid = [s for s in waiting.signatures.all() if not s.voided_at] if waiting else []
    return History(
        status=Status(run.status),
        step=run.current_step,
        started_by=_set(run.started_by_id, run.on_behalf_of_id),
        prepared_by=frozenset({*run.authors, *_prepared(run, visits)}),
        last_editor=run.last_editor_id,
        checked_by=_checked(run, visits),
        signed=Signed(
            frozenset(s.role for s in valid),
            _set(*(person for s in valid for person in (s.user_id, s.on_behalf_of_id))),
        ),
        decided=any(_is_decided(run, visit) for visit in visits),
        open_duties=run.duties.filter(done_at__isnull=True).count() if run.published_at and not for_step else 0,
        debts={debt.step_number: debt.signed for debt in run.debts.filter(settled_at__isnull=True)}
        if run.emergency_reason and not for_step
        else {},
        emergency_by=_hurried(run, visits),
        live=not for_step and run.is_live,
    )


def _visits_of(run: "SopRun") -> list[Any]:
    read = getattr(run, "_prefetched_objects_cache", {})
    return list(run.visits.all() if "visits" in read else run.visits.prefetch_related("signatures"))


def _set(*people: int | None) -> frozenset[int]:
    return frozenset(person for person in people if person)


def _prepared(run: "SopRun", visits: list[Any]) -> Iterator[int]:
    """Who prepared the text, however often it was returned since."""
    for visit in visits:
        if run.sop.step(visit.step_number).kind is StepKind.PREPARE and visit.outcome == Outcome.DONE:
            yield from _set(visit.finished_by_id, visit.on_behalf_of_id)


def _hurried(run: "SopRun", visits: list[Any]) -> frozenset[int]:
    """Who took the item past its checks, or published it so."""
    hurried = {Outcome.BYPASSED, *([Outcome.PUBLISHED] if run.emergency_reason else [])}
    return _set(*(p for v in visits if v.outcome in hurried for p in (v.finished_by_id, v.on_behalf_of_id)))


def _signers(visit: Any) -> set[tuple[int, int | None]]:
    """Who signed at a visit and whose signature still stands, each with whom they stood in for."""
    return {(s.user_id, s.on_behalf_of_id) for s in visit.signatures.all() if s.user_id and not s.voided_at}


def _is_decided(run: "SopRun", visit: Any) -> bool:
    """Whether somebody has said Ya or Tidak at a check."""
    answered = visit.outcome in (Outcome.APPROVED, Outcome.SENT_BACK, Outcome.POSTPONED)
    return run.sop.step(visit.step_number).kind.checks and (answered or bool(_signers(visit)))


def _checked(run: "SopRun", visits: list[Any]) -> frozenset[int]:
    """Who approved the text as it stands now; a visit to a step voids what was approved from there on."""
    counted: dict[int, tuple[str, set[int]]] = {}
    for visit in visits:
        counted = {number: approval for number, approval in counted.items() if number < visit.step_number}
        if run.sop.step(visit.step_number).kind.checks and visit.outcome in (Outcome.APPROVED, ""):
            given = _signers(visit)
            if visit.outcome and visit.finished_by_id:
                given.add((visit.finished_by_id, visit.on_behalf_of_id))
            signed = {signer for signer, principal in given if principal != run.last_editor_id}
            counted[visit.step_number] = (visit.content_sha256, signed)
    return frozenset(person for sha256, people in counted.values() if sha256 == run.content_sha256 for person in people)
