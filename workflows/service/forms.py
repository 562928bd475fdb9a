"""The dialog of an act: inputs at hand, checklist, reason, remark. What is required, ``core.answers`` says."""

from typing import Any

from django import forms
from django.utils.functional import lazy

from accounts import step_up
from sops.document import InputsNeeded, Proof, Sop, Step
from workflows.actions.emergency import Ground
from workflows.core.acts import Action
from workflows.core.answers import Answers, Reason, StepAnswers, Via
from workflows.models import PublishedLink, SopRun
from workflows.service.acts import Act
from workflows.service.chain import MARK, completed

DECISIONS = (Action.APPROVE, Action.SEND_BACK, Action.POSTPONE)


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
        **kwargs: Any,
    ):
        super().__init__(*args, **{**kwargs, "auto_id": f"{act.name}-%s", "label_suffix": ""})
        self.act, self.document, self.user = act, document, user
        self.waiting = run.step if run else None
        for number in act.steps:
            self._add_step(document.step(number), run)
        for ask in ("verdict", "ground", "reason", "on_behalf_of", "links", "go_live_at", "norm", "remark"):
            if ask in act.asks:
                getattr(self, f"_add_{ask}")(holders)
        if act.action is Action.START and "on_behalf_of" in act.asks:
            self.fields["on_behalf_of"].required = False
        self._add_proofs()

    def _proofs(self) -> set[Proof]:
        """What the steps it completes, or the one it answers, want shown once more."""
        steps = [self.document.step(number) for number in self.act.steps]
        if self.waiting is not None and self.act.action in DECISIONS:
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
            self._add_time(step, f"Waktu baku {step.norm_minutes} menit. Kosongkan bila tidak berubah.")

    def _add_time(self, step: Step, help_text: str) -> None:
        self.fields[f"norm-{step.number}"] = forms.IntegerField(
            label="Waktu disesuaikan (menit kerja)",
            required=False,
            help_text=help_text,
            widget=forms.NumberInput(attrs={"min": 1}),
        )
        self.fields[f"norm-{step.number}-reason"] = forms.CharField(
            label="Alasan penyesuaian waktu", required=False, max_length=300
        )

    def _add_norm(self, holders: Any) -> None:
        if self.waiting is not None:
            self._add_time(
                self.waiting, f"Waktu baku {self.waiting.norm_minutes} menit. Satu hari kerja adalah 450 menit."
            )

    def _add_reason(self, holders: Any) -> None:
        self.fields["reason"] = forms.ChoiceField(
            label="Alasan",
            choices=[(reason.value, reason.label) for reason in Reason],
            widget=forms.RadioSelect,
            required=False,
        )

    def _add_remark(self, holders: Any) -> None:
        label = (
            "Alasan darurat" if "ground" in self.act.asks else "Penjelasan" if "reason" in self.act.asks else "Catatan"
        )
        self.fields["remark"] = forms.CharField(
            label=label, required=False, strip=True, widget=forms.Textarea(attrs={"rows": 3})
        )
        self.fields["remark"].validators = []  # NUL and length get the verb's sentence, not Django's

    def _add_ground(self, holders: Any) -> None:
        self.fields["ground"] = forms.ChoiceField(
            label="Dasar", choices=[(g.value, g.label) for g in Ground], widget=forms.RadioSelect, required=False
        )

    def _add_verdict(self, holders: Any) -> None:
        self.fields["verdict"] = forms.ChoiceField(
            label="Hasil pemeriksaan",
            choices=[("ya", "Ya, disetujui"), ("tidak", "Tidak, tarik dari publik")],
            widget=forms.RadioSelect,
            error_messages={"required": "Pilih hasil pemeriksaannya."},
        )

    def _add_on_behalf_of(self, holders: Any) -> None:
        self.fields["on_behalf_of"] = forms.ModelChoiceField(
            holders,
            label="Atas nama",
            required=False,
            help_text="Anda memulai sebagai admin kantor; nama Anda dan orang ini tercatat.",
        )

    def _add_go_live_at(self, holders: Any) -> None:
        self.fields["go_live_at"] = forms.DateTimeField(
            label="Tayang pada waktu tertentu",
            required=False,
            help_text="Kosongkan untuk menayangkan sekarang.",
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H.%M"],
            error_messages={"invalid": "Waktu tayang tidak terbaca. Isi tanggal dan jamnya."},
        )

    def _add_links(self, holders: Any) -> None:
        for channel, label in PublishedLink.Channel.choices:
            if channel != PublishedLink.Channel.WEBSITE:
                self.fields[f"link-{channel}"] = forms.CharField(
                    label=f"Tautan {label}", required=False, max_length=500, widget=forms.URLInput
                )

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
            via=Via(via) if via in list(Via) else None,
        )

    def _steps_answered(self) -> tuple[int, ...]:
        if "norm" in self.act.asks and self.waiting is not None:
            return (*self.act.steps, self.waiting.number)
        return self.act.steps

    def links(self) -> dict[str, str]:
        """Pasted links by channel."""
        return {
            name.removeprefix("link-"): value for name, value in self.cleaned_data.items() if name.startswith("link-")
        }

    def add_faults(self, faults: dict[str, str]) -> None:
        """Show a verb's faults beside the fields they name, everything typed kept."""
        for name, text in faults.items():
            self.add_error(name if name in self.fields and name not in ("seen", "run") else None, text)


def _completed(step: Step, run: SopRun) -> tuple[str, ...]:
    """The inputs as the record completes them, read only when shown: most posted forms are not."""
    said = lazy(lambda place: completed(step.inputs, run, upto=step.number - 1)[place], str)
    return tuple(said(place) for place in range(len(step.inputs)))
