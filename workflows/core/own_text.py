"""What writing a text costs: the checks that its authors give up, and who is left to take them (ruling 4a)."""

from collections.abc import Iterable

from sops.document import SignOff, Sop, Step, StepKind
from workflows.core.persons import persons, ways_to
from workflows.core.rule_inputs import Actor, History


def checks_given_up(sop: Sop, actor: Actor, history: History) -> tuple[Step, ...]:
    """The checks still to come that the person holds and can't take after saving the text now (ruling 4a)."""
    waiting = None if history.step is None else sop.step(history.step)
    if waiting is not None and waiting.kind is StepKind.REVIEW:
        return ()
    ahead = (step for step in sop.steps if waiting is None or step.number >= waiting.number)
    return tuple(step for step in ahead if step.kind.checks and ways_to(actor, step.roles))


def left_to_nobody(checks: tuple[Step, ...], actors: Iterable[Actor], authors: frozenset[int]) -> tuple[Step, ...]:
    """Those of the checks that only authors of the text, or who acts for one, could take; a joint one in any role."""
    people = tuple(actors)

    def is_held(role: str) -> bool:
        return any(not persons(one, way) & authors for one in people for way in ways_to(one, (role,)))

    return tuple(
        step
        for step in checks
        if not (all if step.sign_off is SignOff.ALL else any)(is_held(role) for role in step.roles)
    )
