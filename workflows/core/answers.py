"""What a person fills in when acting: inputs at hand, checklist, reasons. Checked here, kept in the record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sops.document import InputsNeeded, Step

LONGEST_TEXT = 5000
"""Characters in a remark or reason."""
LONGEST_NORM_REASON = 300
"""Characters in the reason of an adjusted time."""


class Reason(StrEnum):
    """Why a text goes back or comes down, so that reasons can be counted."""

    FACTS = "facts"
    SOURCE = "source"
    WORDING = "wording"
    INPUT = "input"
    PERMISSION = "permission"
    OTHER = "other"

    @property
    def label(self) -> str:
        return _REASON_LABELS[self]


_REASON_LABELS = {
    Reason.FACTS: "Fakta atau data keliru",
    Reason.SOURCE: "Sumber belum dikonfirmasi",
    Reason.WORDING: "Kalimat perlu diperbaiki",
    Reason.INPUT: "Kelengkapan kurang",
    Reason.PERMISSION: "Tidak boleh diterbitkan",
    Reason.OTHER: "Lainnya",
}


class Via(StrEnum):
    """The messenger by which a hand-over is told (SOP 11/2023 step 2: WhatsApp, Signal or Telegram)."""

    WHATSAPP = "whatsapp"
    TELEGRAM = "telegram"
    SIGNAL = "signal"

    @property
    def label(self) -> str:
        return {"whatsapp": "WhatsApp", "telegram": "Telegram", "signal": "Signal"}[self]


@dataclass(frozen=True)
class StepAnswers:
    """The answers for one step: inputs said to be at hand, checklist items ticked, an adjusted time."""

    inputs: tuple[str, ...] = ()
    checklist: tuple[str, ...] = ()
    norm_minutes: int | None = None
    norm_reason: str = ""


@dataclass(frozen=True)
class Answers:
    """Everything filled in with one act; ``steps`` is keyed by step number."""

    steps: Mapping[int, StepAnswers] = field(default_factory=dict)
    remark: str = ""
    reason: str = ""
    keeps: str = ""
    """Why personal data stays in the text."""
    via: Via | None = None
    """How the receiver is told of a hand-over, where the person says so."""

    def of(self, step: Step) -> StepAnswers:
        return self.steps.get(step.number, StepAnswers())


def text_fault(text: str, *, required: str = "") -> str:
    """What is wrong with a remark or reason, or ""; ``required`` names it when it must be given."""
    if "\x00" in text:
        return "Teks memuat karakter yang tidak dapat disimpan. Ketik ulang tanpa menyalin dari berkas."
    if len(text) > LONGEST_TEXT:
        return f"Teks terlalu panjang ({len(text)} karakter). Ringkas hingga {LONGEST_TEXT} karakter."
    if required and not text.strip():
        return f"{required} wajib diisi."
    return ""


def faults(steps: tuple[Step, ...], answers: Answers) -> dict[str, str]:
    """What is missing or wrong, by form field name; empty when the act may go on."""
    found: dict[str, str] = {}
    for step in steps:
        given = answers.of(step)
        missing = [name for name in step.inputs if name not in given.inputs]
        if step.inputs_needed is InputsNeeded.ANY and len(missing) < len(step.inputs):
            missing = []
        if missing and step.inputs_needed is InputsNeeded.ANY:
            found[f"inputs-{step.number}"] = "Pilih paling sedikit satu kelengkapan yang ada."
        elif missing:
            found[f"inputs-{step.number}"] = f"Kelengkapan belum dinyatakan ada: {', '.join(missing)}."
        unticked = [item for item in step.checklist if item not in given.checklist]
        if unticked:
            found[f"checklist-{step.number}"] = f"Daftar periksa belum lengkap: {'; '.join(unticked)}."
        if given.norm_minutes is not None:
            found |= norm_faults(step, given)
    for name, text in (("remark", answers.remark), ("keeps", answers.keeps)):
        if fault := text_fault(text):
            found[name] = fault
    return found


def norm_faults(step: Step, given: StepAnswers) -> dict[str, str]:
    """What is wrong with a step's adjusted time and its reason, by form field name."""
    name = f"norm-{step.number}"
    if not step.adjustable:
        return {name: f"SOP tidak mengizinkan waktu langkah {step.number} disesuaikan."}
    if not 1 <= (given.norm_minutes or 0) <= 100_000:
        return {name: "Waktu dalam menit kerja, antara 1 dan 100.000."}
    if fault := text_fault(given.norm_reason, required="Alasan penyesuaian waktu"):
        return {f"{name}-reason": fault}
    if len(given.norm_reason) > LONGEST_NORM_REASON:
        return {f"{name}-reason": f"Alasan terlalu panjang. Ringkas hingga {LONGEST_NORM_REASON} karakter."}
    return {}


def reason_faults(reason: str, remark: str) -> dict[str, str]:
    """What is wrong with a coded reason and its text, by form field name."""
    if reason not in list(Reason):
        return {"reason": "Pilih alasannya."}
    required = "Penjelasan" if reason == Reason.OTHER else ""
    fault = text_fault(remark, required=required)
    return {"remark": fault} if fault else {}
