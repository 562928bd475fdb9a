"""Complete a working step: assign, prepare, hand over."""

from typing import Any

from sops import route
from sops.document import Step, StepKind
from sops.route import Outcome
from workflows.actions.transition import Transition, transition
from workflows.actions.verb import Button, Verb, onward, waiting
from workflows.core.acts import Action, EventKind
from workflows.core.answers import Answers
from workflows.core.rules import passing_act
from workflows.models import SopRun
from workflows.notifications.announcing import announce


def complete(page_id: int, user: Any, answers: Answers, *, seen: str) -> SopRun:
    """Complete the waiting step and the working steps of the same role behind it (ruling 2).

    Raises ``NotAllowed``, ``Stale``, ``Incomplete``.
    """
    with transition(page_id, user, Action.COMPLETE, seen=seen) as here:
        work_through(here, answers, Outcome.DONE, kind=EventKind.COMPLETED)
        return here.run


def work_through(here: Transition, answers: Answers, outcome: Outcome, *, kind: EventKind, **facts: Any) -> None:
    """Pass the present step with ``outcome`` and whatever belongs to the same act, then tell the next.

    Raises ``Incomplete``.
    """
    run = here.run
    act = route.one_act(run.sop, here.step.number, run.kind)
    here.check_answers(act, answers, content=route.content_due(run.sop, act[-1], run.kind))
    informed: list[str] = []
    for number in act:
        first = number == act[0]
        informed += run.sop.step(number).informs
        _adjust_norm(here, answers)
        visit = here.leave(outcome if first else Outcome.DONE, answers, **facts)
        event = here.record(
            kind if first else EventKind.COMPLETED,
            outcome=visit.outcome,
            corrected=visit.corrected,
            inputs=visit.answers["inputs"],
            checklist=visit.answers["checklist"],
            remark=answers.remark if first else "",
            **_told(answers, run.sop.step(number)),
            sha256=visit.content_sha256,
            **({"on_behalf_of": run.on_behalf_of_name} if kind == EventKind.STARTED and run.on_behalf_of_name else {}),
        )
        here.advance()
    announce(event, informed=tuple(informed))


def _told(answers: Answers, step: Step) -> dict[str, str]:
    """The messenger of a hand-over, for its line in the record."""
    return {"via": answers.via.value} if answers.via and step.kind is StepKind.HAND_OVER else {}


def _adjust_norm(here: Transition, answers: Answers) -> None:
    """SOP 01/2017 step 3: the time may be set per item, with a reason; kept beside the norm."""
    given = answers.of(here.step)
    if given.norm_minutes is not None:
        here.set_norm(given.norm_minutes, given.norm_reason)


def _button(run: SopRun) -> list[Button]:
    step = waiting(run)
    receiver = onward(run.sop, step.number, run.kind)
    label = {
        StepKind.ASSIGN: f"Tugaskan {receiver}",
        StepKind.HAND_OVER: f"Serahkan ke {receiver}",
    }.get(step.kind, f"Selesai, teruskan ke {receiver}")
    return [Button(label, steps=route.one_act(run.sop, step.number, run.kind))]


COMPLETE = Verb(
    Action.COMPLETE,
    complete,
    _button,
    ends=lambda step: passing_act(step) is Action.COMPLETE,
    needs_seen=True,
    primary=True,
)
