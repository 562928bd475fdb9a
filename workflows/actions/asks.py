"""What an act's dialog asks: the fields of each question, and what the verb gets of the answer by name.

What is required, ``core.answers`` and the verbs say. A question that one verb alone asks stands with that verb.
"""

from dataclasses import dataclass
from typing import Any

from django import forms

from sops.document import Step
from workflows.core.answers import Reason


@dataclass(frozen=True)
class Dialog:
    """Of whom and what the questions are: the step that waits, and whom the person may stand for."""

    waiting: Step | None = None
    holders: Any = None


class Ask:
    """One question of an act's dialog."""

    name: str
    wire: tuple[Any, Any] | None = (str, "")
    """Type and default of its field in the API; None where it has none of its own."""
    unoffered = False
    """Whether it is read though the act isn't offered, when the verb only says why not."""
    of_waiting = False
    """Whether it asks about the waiting step, which the act doesn't complete."""

    def fields(self, dialog: Dialog) -> dict[str, forms.Field]:
        """Its form fields by name."""
        raise NotImplementedError

    def given(self, data: dict[str, Any]) -> dict[str, Any]:
        """What the verb takes by name, from the cleaned data; remark, reason and times go with the answers."""
        return {}

    def posted(self, value: Any) -> dict[str, Any]:
        """The same fields as the form posts them, from the value in the API."""
        return {self.name: value}


class AskRemark(Ask):
    name = "remark"
    unoffered = True

    def __init__(self, label: str) -> None:
        self.label = label

    def fields(self, dialog: Dialog) -> dict[str, forms.Field]:
        field = forms.CharField(label=self.label, required=False, strip=True, widget=forms.Textarea(attrs={"rows": 3}))
        field.validators = []  # NUL and length get the verb's sentence, not Django's
        return {self.name: field}


class AskReason(Ask):
    name = "reason"
    unoffered = True

    def fields(self, dialog: Dialog) -> dict[str, forms.Field]:
        return {
            self.name: forms.ChoiceField(
                label="Alasan",
                choices=[(reason.value, reason.label) for reason in Reason],
                widget=forms.RadioSelect,
                required=False,
            )
        }


REMARK = AskRemark("Catatan")
WHY = (AskReason(), AskRemark("Penjelasan"))
"""A coded reason, and what there is to say of it."""


def time_fields(step: Step, help_text: str) -> dict[str, forms.Field]:
    """The fields that give a step another time, in working minutes, and why."""
    minutes = forms.IntegerField(
        label="Waktu disesuaikan (menit kerja)",
        required=False,
        help_text=help_text,
        widget=forms.NumberInput(attrs={"min": 1}),
    )
    why = forms.CharField(label="Alasan penyesuaian waktu", required=False, max_length=300)
    return {f"norm-{step.number}": minutes, f"norm-{step.number}-reason": why}
