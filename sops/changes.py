"""What one text of an SOP changes against another, field by field and step by step, in words for whoever signs it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from pydantic import BaseModel

from sops.document import POSTPONE, Annex, ContentKind, Reading, Sop, Step
from sops.fields import working_minutes
from sops.sheet import in_words, time_in_words

NOTHING = "–"

LABELS = {
    "slug": "Kode",
    "name": "Nama",
    "number": "Nomor",
    "office": "Kantor",
    "unit": "Unit",
    "legal_basis": "Dasar hukum",
    "qualifications": "Kualifikasi pelaksana",
    "related_sops": "Keterkaitan",
    "equipment": "Peralatan dan perlengkapan",
    "warning": "Peringatan",
    "records": "Pencatatan dan pendataan",
    "flow_title": "Judul bagan alir",
    "default_for": "Ditulis untuk",
    "closing": "Penutup",
    "annexes": "Lembar lain",
    "created": "Tanggal pembuatan",
    "revised": "Tanggal revisi",
    "effective": "Tanggal efektif",
    "signed": "Tanggal pengesahan",
    "title": "Jabatan",
    "superior": "Atasan",
    "activity": "Kegiatan",
    "roles": "Pelaksana",
    "sign_off": "Tanda tangan",
    "kind": "Jenis",
    "norm_time": "Waktu baku",
    "adjustable": "Waktu dapat diatur per naskah",
    "inputs": "Kelengkapan",
    "inputs_needed": "Kelengkapan yang harus ada",
    "outputs": "Output",
    "checklist": "Daftar periksa",
    "remark": "Keterangan",
    "on_refusal": "Bila Tidak",
    "skip_for": "Dilewati untuk",
    "informs": "Diberitahukan kepada",
    "duties": "Kewajiban sesudah tayang",
    "media_only": "Hanya gambar dan lampiran yang dapat diubah",
    "assumptions": "Perlu konfirmasi kantor",
    "proof": "Bukti diri",
}
"""What people call a field."""
CHOICES = {
    "assign": "memberi tugas",
    "prepare": "menyusun",
    "hand_over": "menyerahkan",
    "review": "memeriksa dan memperbaiki",
    "decide": "memutuskan",
    "publish": "menayangkan",
    "archive": "mengarsipkan",
    "login": "masuk saja",
    "password": "kata sandi sekali lagi",
    "second_factor": "kode langkah kedua",
}
"""Values of closed sets that say the same in whatever field they stand."""
HOW_MANY = {
    "sign_off": {"any": "salah satu pelaksana", "all": "semua pelaksana"},
    "inputs_needed": {"any": "salah satu", "all": "semua"},
}


@dataclass(frozen=True)
class Change:
    """One difference: where it stands, and both sides in words; "–" for nothing."""

    place: str
    before: str
    after: str


def changes(before: Sop, after: Sop) -> tuple[Change, ...]:
    """Every difference, in the order of the form; none only of equal texts."""
    apart = {"dates", "signatory", "roles", "steps"}
    found = [*_fields("", before, after, apart)]
    found += _fields("", before.dates, after.dates)
    found += _fields("Pengesah", before.signatory, after.signatory)
    found += _roles(before, after)
    found += _steps(before, after)
    return tuple(found)


def _fields(
    place: str,
    before: BaseModel,
    after: BaseModel,
    apart: Sequence[str] | set[str] = (),
    words: Callable[[str, Any, int], str] | None = None,
) -> Iterator[Change]:
    """The fields whose values differ, so that two values that read alike are told too."""
    for name in type(after).model_fields:
        old, new = getattr(before, name), getattr(after, name)
        if name in apart or old == new:
            continue
        if isinstance(old, tuple) and isinstance(new, tuple) and {*old} != {*new}:  # only what comes and goes
            old, new = tuple(x for x in old if x not in new), tuple(x for x in new if x not in old)
        label = LABELS[name]
        say = words or _plain
        yield Change(f"{place}, {label.lower()}" if place else label, say(name, old, 0), say(name, new, 1))


def _plain(name: str, value: Any, side: int) -> str:
    if name in ("created", "revised", "effective", "signed"):
        return in_words(value)
    if isinstance(value, tuple) and value:
        return "; ".join(map(_entry, value))
    return str(value or NOTHING)


def _entry(value: Any) -> str:
    if isinstance(value, Annex):
        return f"{value.title}: {'; '.join(value.entries)}"
    if isinstance(value, ContentKind):
        return value.label
    return value.text if isinstance(value, Reading) else str(value)


def _roles(before: Sop, after: Sop) -> Iterator[Change]:
    olds, news = ({role.slug: role for role in sop.roles} for sop in (before, after))
    for slug in dict.fromkeys((*olds, *news)):
        old, new = olds.get(slug), news.get(slug)
        if old and new:
            yield from _fields(f"Peran {new.name}", old, new, ("slug",))
        else:
            yield Change("Peran", old.name if old else NOTHING, new.name if new else NOTHING)
    if olds.keys() == news.keys() and [*olds] != [*news]:
        order = ("; ".join(role.name for role in roles.values()) for roles in (olds, news))
        yield Change("Urutan peran", *order)


def _steps(before: Sop, after: Sop) -> Iterator[Change]:
    """Steps are paired by what is done in them, then by their order."""
    olds, news = ([step.activity.casefold() for step in sop.steps] for sop in (before, after))
    for _, i, j, k, m in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        gone, come = before.steps[i:j], after.steps[k:m]
        both = min(len(gone), len(come))
        for old, new in zip(gone, come, strict=False):
            place = f"Langkah {new.number}"
            if old.number != new.number:
                yield Change(place, f"langkah {old.number}: {old.activity}", f"langkah {new.number}: {new.activity}")
            yield from _fields(place, old, new, ("number",), _step_words(before, after))
        for step in gone[both:]:
            yield Change(f"Langkah {step.number} dihapus", _in_short(before, step), NOTHING)
        for step in come[both:]:
            yield Change(f"Langkah {step.number} baru", NOTHING, _in_short(after, step))


def _in_short(sop: Sop, step: Step) -> str:
    names = ", ".join(sop.role(slug).name for slug in step.roles)
    return f"{step.activity} ({CHOICES[step.kind]}; {names})"


def _step_words(before: Sop, after: Sop) -> Callable[[str, Any, int], str]:
    def words(name: str, value: Any, side: int) -> str:
        if name in ("roles", "informs"):
            value = tuple((before, after)[side].role(slug).name for slug in value)
        elif name == "norm_time":
            value = time_in_words(working_minutes(value)) if value else ""
        elif name == "on_refusal" and value is not None:
            value = "ditunda" if value == POSTPONE else f"kembali ke langkah {value}"
        elif isinstance(value, bool):
            value = "ya" if value else "tidak"
        elif isinstance(value, StrEnum):
            value = HOW_MANY.get(name, CHOICES)[value]
        return _plain(name, value, side)

    return words
