"""Whose a waiting step is. A claim counts while its claimer holds a role the step waits for, and no longer."""

from typing import Any

from offices.role_holders import held_at
from workflows.core.claims import Claimed
from workflows.models.runs import StepVisit


def claimer_of(visit: StepVisit) -> Any:
    """Who has taken the step and still holds a role it waits for, else None."""
    person = visit.claimed_by
    if person is None or visit.finished_at is not None or not person.is_active:
        return None
    run = visit.run
    waited_for = {role.pk for role in visit.waiting_for.all()}
    held = held_at(person, run.office)
    fitting = (holding for holding in held if holding.covers(run.division_id, run.sop_version.sop_id))
    return person if any(holding.role.pk in waited_for for holding in fitting) else None


def claimed(visit: StepVisit) -> Claimed:
    """The claim as the rules read it."""
    person = claimer_of(visit)
    return Claimed(person.pk, str(person)) if person is not None else Claimed()
