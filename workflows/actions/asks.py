"""What an act's dialog asks: the fields of each question, and what the verb gets of the answer by name.

What is required, ``core.answers`` and the verbs say. A question that one verb alone asks stands with that verb.
"""

from collections.abc import Callable
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
    personal: bool = False
    """Whether there is personal data in the text that nobody has accounted for."""


@dataclass(frozen=True)
class Ask:
    """One question of an act's dialog."""

    name: str
    field: Callable[[Dialog], forms.Field | None] | None = None
    """Makes its form field, or None where there is nothing to ask; None where it has several."""
    wire: tuple[Any, Any] | None = (str, "")
    """Type and default of its field in the API; None where it has none of its own."""
    takes: str = ""
    """The name under which the verb takes it; "" for remark, reason and times, which go with the answers."""
    value: Callable[[Any], Any] = lambda cleaned: cleaned
    """What the verb takes of the cleaned field; of one that wasn't asked, of None."""
    unoffered: bool = False
    """Whether it is read though the act isn't offered, when the verb only says why not."""
    of_waiting: bool = False
    """Whether it asks about the waiting step, which the act doesn't complete."""

    def fields(self, dialog: Dialog) -> dict[str, forms.Field]:
        """Its form fields by name."""
        field = self.field(dialog) if self.field else None
        return {self.name: field} if field else {}

    def given(self, data: dict[str, Any]) -> dict[str, Any]:
        """What the verb takes by name, from the cleaned data."""
        return {self.takes: self.value(data.get(self.name))} if self.takes else {}

    def posted(self, value: Any) -> dict[str, Any]:
        """What the form posts, from the value in the API."""
        return {self.name: value or ""}


def remark(label: str) -> Ask:
    """A text of one's own, asked under that label."""

    def field(dialog: Dialog) -> forms.Field:
        area = forms.Textarea(attrs={"rows": 3})
        text = forms.CharField(label=label, required=False, strip=True, widget=area)
        text.validators = []  # NUL and length get the verb's sentence, not Django's
        return text

    return Ask("remark", field, unoffered=True)


def choice(label: str, choices: list[tuple[str, str]], **more: Any) -> forms.Field:
    """A question with few answers, all in sight."""
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, **more)


REMARK = remark("Catatan")
WHY = (
    Ask(
        "reason",
        lambda dialog: choice("Alasan", [(reason.value, reason.label) for reason in Reason], required=False),
        unoffered=True,
    ),
    remark("Penjelasan"),
)
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
