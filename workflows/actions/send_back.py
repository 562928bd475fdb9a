"""Tidak: the item returns to the step the SOP names; everything from there on is done again."""

from typing import Any

from sops import route
from sops.document import POSTPONE
from sops.performers import holders
from sops.route import Outcome
from workflows.actions.asks import WHY
from workflows.actions.refusals import Incomplete
from workflows.actions.transition import transition
from workflows.actions.verb import Button, Verb, waiting
from workflows.core.acts import Action, EventKind
from workflows.core.answers import Answers, reason_faults
from workflows.models import SopRun
from workflows.notifications.announcing import announce


def send_back(page_id: int, user: Any, answers: Answers, *, seen: str) -> SopRun:
    """Return the item with a coded reason. Raises ``NotAllowed``, ``Stale``, ``Incomplete``."""
    with transition(page_id, user, Action.SEND_BACK, seen=seen) as here:
        if faults := reason_faults(answers.reason, answers.remark):
            raise Incomplete(faults)
        target = _target(here.run)
        here.void_signatures()
        here.leave(Outcome.SENT_BACK, answers)
        event = here.record(EventKind.RETURNED, to=target, reason=answers.reason, remark=answers.remark)
        here.enter(target, brought_back=True)
        here.run.save()
        announce(event)
        return here.run


def _button(run: SopRun) -> list[Button]:
    back_to = run.sop.step(_target(run))
    return [
        Button(
            f"Kembalikan ke {holders(run.sop, back_to)}",
            f"Naskah kembali ke langkah {back_to.number} ({back_to.activity}); langkah sesudahnya diulang.",
        )
    ]


def _target(run: SopRun) -> int:
    """The step that a Tidak at the waiting one leads to."""
    target = route.refused(run.sop, waiting(run).number, run.kind).step
    assert target is not None
    return target


SEND_BACK = Verb(
    Action.SEND_BACK,
    send_back,
    _button,
    asks=WHY,
    ends=lambda step: step.kind.checks and step.on_refusal != POSTPONE,
    answer=lambda run, act: f"Tidak, kembali ke langkah {_target(run)}",
    needs_seen=True,
)
