"""The dialog of an act: inputs at hand, checklist, reason, remark. What is required, ``core.answers`` says."""

from typing import Any

from django import forms
from django.utils.functional import lazy

from accounts import step_up
from sops.document import InputsNeeded, Proof, Sop, Step
from workflows.actions.asks import Dialog, time_fields
from workflows.actions.verb import Act
from workflows.core.answers import Answers, StepAnswers, Via
from workflows.models import SopRun
from workflows.service.chain import MARK, completed


class ActForm(forms.Form):
    """One act's questions, built from its steps; nothing is required here, the verb decides and answers."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    run = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        act: Act,
        document: Sop,
        user: Any,
        run: SopRun | None = None,
        holders: Any = None,
        personal: bool = False,
        **kwargs: Any,
    ):
        super().__init__(*args, **{**kwargs, "auto_id": f"{act.name}-%s", "label_suffix": ""})
        self.act, self.document, self.user = act, document, user
        self.waiting = run.step if run else None
        for number in act.steps:
            self._add_step(document.step(number), run)
        dialog = Dialog(self.waiting, holders, personal)
        for ask in act.asks:
            self.fields |= ask.fields(dialog)
        self._add_proofs()

    def _proofs(self) -> set[Proof]:
        """What the steps it completes, or the one it answers, want shown once more."""
        steps = [self.document.step(number) for number in self.act.steps]
        if self.waiting is not None and self.act.verb.ends is not None:
            steps.append(self.waiting)
        return {step.proof for step in steps}

    def _add_proofs(self) -> None:
        proofs = self._proofs()
        if Proof.PASSWORD in proofs:
            self.fields["password"] = forms.CharField(
                label="Kata sandi Anda",
                help_text="SOP meminta kata sandi sekali lagi pada langkah ini.",
                strip=False,
                widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
                error_messages={"required": "Ketik kata sandi akun Anda."},
            )
        if Proof.SECOND_FACTOR in proofs:
            self.fields["code"] = forms.CharField(
                label="Kode autentikator Anda",
                help_text="SOP meminta kode dari aplikasi autentikator, atau satu kode pemulihan, pada langkah ini.",
                widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
                error_messages={"required": "Ketik kode yang ditampilkan aplikasi autentikator Anda."},
            )

    def clean_password(self) -> str:
        if not step_up.knows_password(self.user, self.cleaned_data["password"]):
            raise forms.ValidationError("Kata sandi tidak cocok. Ketik kata sandi akun Anda sendiri.")
        return ""

    def clean_code(self) -> str:
        if not step_up.shows_factor(self.user, self.cleaned_data["code"]):
            raise forms.ValidationError("Kode tidak cocok. Ketik kode yang kini ditampilkan aplikasi Anda.")
        return ""

    @property
    def messengers(self) -> tuple[Via, ...]:
        """By which the receiver of a hand-over can be told with the same press."""
        return tuple(Via) if self.act.hands_over(self.document) else ()

    def _add_step(self, step: Step, run: SopRun | None) -> None:
        heading = f"langkah {step.number}" if len(self.act.steps) > 1 else ""
        if step.inputs:
            plain = tuple(term.removesuffix(MARK) for term in step.inputs)
            shown = plain if run is None else _completed(step, run)
            some = step.inputs_needed is InputsNeeded.ANY
            self.fields[f"inputs-{step.number}"] = forms.MultipleChoiceField(
                label=f"Kelengkapan {heading}".strip() + (" (paling sedikit satu)" if some else ""),
                choices=list(zip(step.inputs, shown, strict=True)),
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        if step.checklist:
            self.fields[f"checklist-{step.number}"] = forms.MultipleChoiceField(
                label=f"Daftar periksa {heading}".strip(),
                choices=[(item, item) for item in step.checklist],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        if step.adjustable:
            self.fields |= time_fields(step, f"Waktu baku {step.norm_minutes} menit. Kosongkan bila tidak berubah.")

    def answers(self) -> Answers:
        """What was filled in, for the verb."""
        data = self.cleaned_data
        steps = {
            number: StepAnswers(
                inputs=tuple(data.get(f"inputs-{number}", ())),
                checklist=tuple(data.get(f"checklist-{number}", ())),
                norm_minutes=data.get(f"norm-{number}"),
                norm_reason=data.get(f"norm-{number}-reason", ""),
            )
            for number in self._steps_answered()
        }
        via = self.data.get("via", "")
        return Answers(
            steps=steps,
            remark=data.get("remark", ""),
            reason=data.get("reason", ""),
            keeps=data.get("keeps", ""),
            via=Via(via) if via in list(Via) else None,
        )

    def _steps_answered(self) -> tuple[int, ...]:
        if self.waiting is not None and any(ask.of_waiting for ask in self.act.asks):
            return (*self.act.steps, self.waiting.number)
        return self.act.steps

    def add_faults(self, faults: dict[str, str]) -> None:
        """Show a verb's faults beside the fields they name, everything typed kept."""
        for name, text in faults.items():
            self.add_error(name if name in self.fields and name not in ("seen", "run") else None, text)


def _completed(step: Step, run: SopRun) -> tuple[str, ...]:
    """The inputs as the record completes them, read only when shown: most posted forms are not."""
    said = lazy(lambda place: completed(step.inputs, run, upto=step.number - 1)[place], str)
    return tuple(said(place) for place in range(len(step.inputs)))
