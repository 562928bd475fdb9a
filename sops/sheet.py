"""An SOP as its official table (PermenPAN-RB 35/2012): what stands in each cell, in words and symbols.

Plain values for any medium; the HTML and whatever else draws them add nothing of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sops.document import MARK, POSTPONE, InputsNeeded, SignOff, Sop, Step
from sops.fields import WORKING_DAY_MINUTES

MONTHS = ("Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember").split()


class Symbol(StrEnum):
    """The flowchart symbols that stand in a cell; arrows and connectors lie between cells."""

    TERMINATOR = "terminator"
    PROCESS = "process"
    DECISION = "decision"

    @property
    def label(self) -> str:
        return {"terminator": "Mulai atau selesai", "process": "Pelaksanaan", "decision": "Keputusan"}[self]


@dataclass(frozen=True)
class Row:
    """One row of the flowchart part; ``cells`` has one entry per role of the SOP, in its order."""

    step: Step
    cells: tuple[Symbol | None, ...]
    executors: tuple[str, ...]
    """Names of the roles that carry the step out."""
    arrows: tuple[str, ...]
    """Where the flow goes on, in words: "Ya: ke langkah 5", "Tidak: kembali ke langkah 4"."""
    inputs: str
    outputs: str
    time: str
    remarks: tuple[str, ...]


def rows(sop: Sop) -> tuple[Row, ...]:
    """The flowchart part, one row per step."""
    return tuple(_row(sop, index, step) for index, step in enumerate(sop.steps))


def _row(sop: Sop, index: int, step: Step) -> Row:
    first, last = index == 0, index == len(sop.steps) - 1
    symbol = Symbol.DECISION if step.kind.checks else Symbol.TERMINATOR if first or last else Symbol.PROCESS
    return Row(
        step=step,
        cells=tuple(symbol if role.slug in step.roles else None for role in sop.roles),
        executors=tuple(sop.role(slug).name for slug in step.roles),
        arrows=arrows(step, None if last else sop.steps[index + 1].number, step.on_refusal),
        inputs=joined(planned(sop, step.inputs, step.number - 1), step.inputs_needed),
        outputs=joined(planned(sop, step.outputs, step.number)),
        time=time_in_words(step.norm_minutes) or "–",
        remarks=_remarks(sop, step),
    )


def arrows(step: Step, onward: int | None, back: int | str | None, *, returned: int = 0) -> tuple[str, ...]:
    """The ways on from a step in words; ``returned`` counts how often an item took the way back."""
    on = "selesai" if onward is None else f"ke langkah {onward}"
    if not step.kind.checks:
        return (on.capitalize(),)
    if back is None:
        return (f"Ya: {on}",)
    refusal = "ditunda" if back == POSTPONE else f"kembali ke langkah {back}"
    counted = f" · {returned}×" if returned else ""
    return (f"Ya: {on}", f"Tidak: {refusal}{counted}")


def joined(terms: tuple[str, ...], needed: InputsNeeded = InputsNeeded.ALL) -> str:
    """Inputs or outputs as one cell's text; "–" for none."""
    between = " atau " if needed is InputsNeeded.ANY else "; "
    return between.join(term.removesuffix(MARK) for term in terms) or "–"


def planned(sop: Sop, terms: tuple[str, ...], upto: int) -> tuple[str, ...]:
    """Terms with a mark, completed by every role that checks up to a step; the record names who did."""
    checks = (step for step in sop.steps if step.number <= upto and step.kind.checks)
    return completed(terms, [sop.role(slug).name for step in checks for slug in step.roles])


def completed(terms: tuple[str, ...], names: Sequence[str]) -> tuple[str, ...]:
    """Terms whose trailing "…" is completed: corrected and approved by those (SOP 11/2023), each named once."""
    names = list(dict.fromkeys(names))
    said = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} dan {names[-1]}" if names else ""
    ending = f" yang telah dikoreksi dan disetujui oleh {said}" if said else ""
    return tuple(term.removesuffix(MARK) + ending if term.endswith(MARK) else term for term in terms)


def _remarks(sop: Sop, step: Step) -> tuple[str, ...]:
    said = [step.remark] if step.remark else []
    if step.sign_off is SignOff.ALL and len(step.roles) > 1:
        said.append("Semua pelaksana menandatangani.")
    if step.skip_for:
        said.append(f"Dilewati untuk {', '.join(kind.label.lower() for kind in step.skip_for)}.")
    if step.informs:
        said.append(f"Diberitahukan kepada {', '.join(sop.role(slug).name for slug in step.informs)}")
    said += step.duties
    return tuple(f"{text.removesuffix('.')}." for text in said)


def time_in_words(minutes: int | None) -> str:
    """Working minutes as an office writes them: "15 menit", "5 jam", "1 hari kerja"; "" where none is given."""
    if not minutes:
        return ""
    days, rest = divmod(minutes, WORKING_DAY_MINUTES)
    hours, rest = divmod(rest, 60)
    parts = ((days, "hari kerja"), (hours, "jam"), (rest, "menit"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number)


def in_words(partial_date: str | None) -> str:
    """ "2022-02-08" as "8 Februari 2022", "2019-10" as "Oktober 2019", nothing as "–"."""
    if not partial_date:
        return "–"
    if len(partial_date) == 7:
        year, month = partial_date.split("-")
        return f"{MONTHS[int(month) - 1]} {year}"
    day = date.fromisoformat(partial_date)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def identity(sop: Sop) -> tuple[tuple[str, str], ...]:
    """The identity block: heading and text, in the order of the form; the last two where the document has them."""
    block = (
        ("Nomor SOP", sop.number or "(belum diisi)"),
        ("Tanggal pembuatan", in_words(sop.dates.created)),
        ("Tanggal revisi", in_words(sop.dates.revised)),
        ("Tanggal efektif", in_words(sop.dates.effective)),
        ("Disahkan oleh", f"{sop.signatory.title}, {sop.signatory.name}"),
        ("Unit", sop.unit or sop.office),
        ("Tanggal pengesahan", in_words(sop.dates.signed) if sop.dates.signed else ""),
        ("Ditulis untuk", ", ".join(kind.label for kind in sop.default_for)),
    )
    return tuple((heading, text) for heading, text in block if text)


def foundations(sop: Sop) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The lists of the cover and of further sheets that have something in them: heading and entries."""
    blocks = (
        ("Dasar hukum", sop.legal_basis),
        ("Kualifikasi pelaksana", sop.qualifications),
        ("Keterkaitan", sop.related_sops),
        ("Peralatan dan perlengkapan", sop.equipment),
        ("Peringatan", (sop.warning,) if sop.warning else ()),
        ("Pencatatan dan pendataan", sop.records),
        ("Penutup", sop.closing),
        *((annex.title, annex.entries) for annex in sop.annexes),
    )
    return tuple((heading, entries) for heading, entries in blocks if entries)
