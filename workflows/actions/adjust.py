"""The holder gives the waiting step another time than the norm, where the SOP lets them (SOP 01/2017 step 3)."""

from typing import Any

from django import forms

from workflows.actions.asks import Ask, Dialog, time_fields
from workflows.actions.refusals import Incomplete
from workflows.actions.transition import transition
from workflows.actions.verb import Button, Verb
from workflows.core.acts import Action, EventKind
from workflows.core.answers import Answers, norm_faults
from workflows.models import SopRun


def adjust(page_id: int, user: Any, answers: Answers) -> SopRun:
    """Set the working minutes of the waiting step, with a reason; its due time counts from when it began.

    Raises ``NotAllowed``, ``Stale``, ``Incomplete``.
    """
    with transition(page_id, user, Action.ADJUST) as here:
        given = answers.of(here.step)
        if faults := norm_faults(here.step, given):
            raise Incomplete(faults)
        assert given.norm_minutes is not None  # else it was a fault
        before = here.waiting.norm_minutes
        here.set_norm(given.norm_minutes, given.norm_reason)
        here.waiting.save(update_fields=["norm_minutes", "norm_reason", "due_at", "look_at"])
        here.record(
            EventKind.ADJUSTED, before=before, minutes=given.norm_minutes, reason_given=here.waiting.norm_reason
        )
        return here.run


class _Norm(Ask):
    def fields(self, dialog: Dialog) -> dict[str, forms.Field]:
        step = dialog.waiting
        if step is None:
            return {}
        return time_fields(step, f"Waktu baku {step.norm_minutes} menit. Satu hari kerja adalah 450 menit.")


ADJUST = Verb(
    Action.ADJUST,
    adjust,
    [
        Button(
            "Sesuaikan waktu",
            "SOP mengizinkan waktu langkah ini disesuaikan untuk satu naskah. Waktu dihitung sejak langkah ini "
            "dimulai; perubahan dan alasannya tercatat.",
        )
    ],
    asks=(_Norm("norm", wire=None, of_waiting=True),),
    aside=True,
)
