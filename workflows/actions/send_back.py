"""Tidak: the item returns to the step the SOP names; everything from there on is done again."""

from typing import Any

from sops import route
from sops.route import Outcome
from workflows.actions.refusals import Incomplete
from workflows.actions.transition import transition
from workflows.core.acts import Action, EventKind
from workflows.core.answers import Answers, reason_faults
from workflows.models import SopRun
from workflows.notifications.outbox import announce


def send_back(page_id: int, user: Any, answers: Answers, *, seen: str) -> SopRun:
    """Return the item with a coded reason. Raises ``NotAllowed``, ``Stale``, ``Incomplete``."""
    with transition(page_id, user, Action.SEND_BACK, seen=seen) as here:
        if faults := reason_faults(answers.reason, answers.remark):
            raise Incomplete(faults)
        refused_at = here.step.number
        target = route.refused(here.run.sop, refused_at, here.run.kind).step
        assert target is not None
        here.waiting.signatures.filter(voided_at__isnull=True).update(voided_at=here.now)
        here.leave(Outcome.SENT_BACK, answers)
        event = here.record(EventKind.RETURNED, to=target, reason=answers.reason, remark=answers.remark)
        here.enter(target)
        here.run.save()
        announce(event)
        return here.run
