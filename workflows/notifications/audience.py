"""Who is told of an event, and why: those who must act next, those the SOP informs, the starter."""

from collections import defaultdict
from typing import Any

from messaging.models import Told
from offices.models import OFFICE_ADMIN
from offices.role_holders import held_in
from sops.document import SignOff
from workflows.core.acts import LINES, EventKind
from workflows.core.rules import passing_act
from workflows.models import SopEvent, SopRun
from workflows.models.rule_inputs import who_may


def holders(run: SopRun, slugs: tuple[str, ...]) -> dict[Any, set[str]]:
    """People who hold one of the roles today for this item, with the roles each holds."""
    held: dict[Any, set[str]] = defaultdict(set)
    for holding in held_in(run.office, slugs) if slugs else ():
        if holding.covers(run.division_id, run.sop_version.sop_id):
            held[holding.user].add(holding.role.slug)
    return held


def next_to_act(run: SopRun) -> list[Any]:
    """Exactly the people whom the rules let pass the waiting step now."""
    step = run.step
    if step is None or run.open_visit is None:
        return []
    return [user for user, _ in who_may(run, passing_act(step))]


def _covered(run: SopRun, acting: list[Any]) -> bool:
    """Whether the people who may act are enough: of a joint step, someone for every role still to sign."""
    step, visit = run.step, run.open_visit
    if step is None or visit is None or step.sign_off is SignOff.ANY:
        return bool(acting)
    waited_for = {role.slug for role in visit.waiting_for.all()}
    return waited_for <= {slug for user, roles in holders(run, step.roles).items() if user in acting for slug in roles}


def audience(event: SopEvent, informed: tuple[str, ...] = ()) -> dict[Any, Told]:
    """Each person once, with the strongest reason for telling them."""
    run, line, people = event.run, LINES[event.kind], dict[Any, Told]()
    if event.kind == EventKind.REASSIGNED:  # only whom it was handed to
        taker = run.open_visit.claimed_by if run.open_visit else None
        return {taker: Told.NEXT} if taker is not None and taker.is_active else {}
    if event.kind == EventKind.UNREACHED:  # who published it, and who sees to the site
        visit = run.visits.filter(step_number=run.sop.publish_step.number).last()
        people |= dict.fromkeys([*holders(run, (OFFICE_ADMIN,)), visit and visit.finished_by], Told.INFORMED)
    people |= dict.fromkeys(holders(run, informed), Told.INFORMED)
    if line.tells_starter:
        people |= dict.fromkeys((run.started_by, run.on_behalf_of), Told.STARTER)
    if event.kind == EventKind.EMERGENCY:
        for debt in run.debts.filter(settled_at__isnull=True):
            people.update(dict.fromkeys(holders(run, run.sop.step(debt.step_number).roles), Told.DEBT))
    if line.moves and run.open_visit is not None:
        acting = next_to_act(run)
        people.update(dict.fromkeys(acting, Told.NEXT))
        if not _covered(run, acting):
            people.update(dict.fromkeys(holders(run, (OFFICE_ADMIN,)), Told.ORPHAN))
    return {user: reason for user, reason in people.items() if user is not None and user.is_active}
