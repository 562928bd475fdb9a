"""Tidak as SOP 1905/2019 step 3 means it: the item waits, is no refusal, and can be taken up again."""

from typing import Any

from sops import document
from sops.route import Outcome
from workflows.actions.asks import WHY
from workflows.actions.refusals import Incomplete
from workflows.actions.transition import transition
from workflows.actions.verb import Button, Verb
from workflows.core.acts import Action, EventKind
from workflows.core.answers import Answers, reason_faults, text_fault
from workflows.core.rule_inputs import Status
from workflows.models import SopRun
from workflows.notifications.announcing import announce


def postpone(page_id: int, user: Any, answers: Answers, *, seen: str) -> SopRun:
    """Let the item wait, with a coded reason. Raises ``NotAllowed``, ``Stale``, ``Incomplete``."""
    with transition(page_id, user, Action.POSTPONE, seen=seen) as here:
        if faults := reason_faults(answers.reason, answers.remark):
            raise Incomplete(faults)
        here.leave(Outcome.POSTPONED, answers)
        here.run.status = Status.POSTPONED
        here.run.save()
        announce(here.record(EventKind.POSTPONED, reason=answers.reason, remark=answers.remark))
        return here.run


def resume(page_id: int, user: Any, answers: Answers) -> SopRun:
    """Take a postponed item up again, at the step that postponed it.

    Raises ``NotAllowed``, ``Stale``, ``Incomplete``.
    """
    with transition(page_id, user, Action.RESUME) as here:
        if fault := text_fault(answers.remark):
            raise Incomplete({"remark": fault})
        here.run.status = Status.RUNNING
        assert here.run.current_step is not None
        event = here.record(EventKind.RESUMED, remark=answers.remark)
        here.enter(here.run.current_step)
        here.run.save()
        announce(event)
        return here.run


POSTPONE = Verb(
    Action.POSTPONE,
    postpone,
    [Button("Tunda", "Naskah menunggu dan dapat dilanjutkan lagi; ini bukan penolakan.")],
    asks=WHY,
    ends=lambda step: step.kind.checks and step.on_refusal == document.POSTPONE,
    answer=lambda run, act: "Tidak, tunda dulu",
    needs_seen=True,
)
RESUME = Verb(Action.RESUME, resume, [Button("Lanjutkan naskah")], primary=True)
