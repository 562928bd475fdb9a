"""Why personal data stays in a text: asked of who signs or publishes, and kept; ``Transition`` refuses it without."""

from django import forms

from workflows.actions.asks import Ask, Dialog
from workflows.actions.transition import Transition
from workflows.core.acts import EventKind
from workflows.core.answers import Answers


def keep(here: Transition, answers: Answers) -> None:
    """Record why personal data stays in the text that is being signed or published, where somebody says so."""
    if here.personal and answers.keeps.strip():
        found = "; ".join(map(str, here.personal))
        here.record(EventKind.KEPT, found=found, why=answers.keeps.strip(), sha256=here.sha256)


def _field(dialog: Dialog) -> forms.Field | None:
    if not dialog.personal:
        return None
    return forms.CharField(
        label="Alasan data pribadi tetap tayang",
        help_text="Yang memuatnya disebut di atas. Tulis dasar hukum atau persetujuan orangnya.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


KEEPS = Ask("keeps", _field)
"""Why personal data stays in the text; asked only where there is some."""
