"""The starter takes the item back before anybody has decided on it."""

from typing import Any

from wagtail.models import WorkflowState

from sops.route import Outcome
from workflows.actions.refusals import Incomplete
from workflows.actions.transition import transition
from workflows.actions.verb import Button, Verb
from workflows.core.acts import Action, EventKind
from workflows.core.answers import Answers, text_fault
from workflows.core.rule_inputs import Status
from workflows.models import SopRun
from workflows.notifications.announcing import announce


def withdraw(page_id: int, user: Any, answers: Answers, *, seen: str) -> SopRun:
    """End the run without publication; the draft stays. Raises ``NotAllowed``, ``Stale``, ``Incomplete``."""
    with transition(page_id, user, Action.WITHDRAW, seen=seen) as here:
        if fault := text_fault(answers.remark):
            raise Incomplete({"remark": fault})
        if here.visit is not None:
            here.leave(Outcome.WITHDRAWN, answers)
        event = here.record(EventKind.WITHDRAWN, remark=answers.remark)
        here.run.status, here.run.current_step = Status.WITHDRAWN, None
        here.run.finished_at = here.now
        here.run.save()
        here.projection.finish(WorkflowState.STATUS_CANCELLED)
        announce(event)
        return here.run


WITHDRAW = Verb(
    Action.WITHDRAW,
    withdraw,
    [Button("Tarik naskah", "Naskah berhenti dan kembali menjadi konsep. Hanya sebelum pemeriksaan pertama.")],
    needs_seen=True,
)
