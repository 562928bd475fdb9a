"""The headings of the form, as offices print them and as readers of scans misread them."""

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from sops.paper.text import letters

LIKE = 84
"""How alike two headings are (0 to 100) that are taken for one: one or two letters misread in twelve."""


class Head(StrEnum):
    """A heading of the identity block; the value is the field it fills."""

    NUMBER = "number"
    CREATED = "created"
    REVISED = "revised"
    EFFECTIVE = "effective"
    SIGNED = "signed"
    SIGNATORY = "signatory"
    NAME = "name"
    UNIT = "unit"
    LEGAL_BASIS = "legal_basis"
    QUALIFICATIONS = "qualifications"
    RELATED = "related_sops"
    EQUIPMENT = "equipment"
    WARNING = "warning"
    RECORDS = "records"

    @property
    def is_list(self) -> bool:
        """Whether its text stands below it, beside another's; else behind it."""
        return self in LISTS


LISTS = (Head.LEGAL_BASIS, Head.QUALIFICATIONS, Head.RELATED, Head.EQUIPMENT, Head.WARNING, Head.RECORDS)
SPELT: dict[Head, tuple[str, ...]] = {
    Head.NUMBER: ("nomor sop", "no sop", "nomor sop ap", "nomor standar operasional prosedur", "nomor"),
    Head.CREATED: ("tanggal pembuatan", "tanggal penyusunan", "tanggal dibuat", "tanggal ditetapkan"),
    Head.REVISED: ("tanggal revisi", "tanggal perubahan"),
    Head.EFFECTIVE: ("tanggal efektif", "tanggal berlaku", "mulai berlaku", "tanggal pemberlakuan"),
    Head.SIGNED: ("tanggal pengesahan", "tanggal disahkan", "tanggal penetapan"),
    Head.SIGNATORY: ("disahkan oleh", "ditetapkan oleh", "disetujui oleh"),
    Head.NAME: ("nama sop", "judul sop", "nama sop ap", "nama standar operasional prosedur", "nama prosedur"),
    Head.UNIT: ("unit kerja", "unit organisasi", "satuan kerja"),
    Head.LEGAL_BASIS: ("dasar hukum",),
    Head.QUALIFICATIONS: ("kualifikasi pelaksana", "kualifikasi pelaksanaan", "kualifikasi"),
    Head.RELATED: ("keterkaitan", "keterkaitan dengan sop lain", "keterkaitan sop"),
    Head.EQUIPMENT: ("peralatan perlengkapan", "peralatan dan perlengkapan", "peralatan kelengkapan", "peralatan"),
    Head.WARNING: ("peringatan",),
    Head.RECORDS: ("pencatatan dan pendataan", "pencatatan pendataan", "pencatatan"),
}
BARE = {Head.NUMBER: "nomor", Head.UNIT: "unit kerja"}
"""Spellings that mean the heading only where a colon follows them."""
FLOW_TITLE = re.compile(r"\s*(?:BAGAN\s+ALUR|DIAGRAM\s+ALIR|FLOW\s*CHART|PROSEDUR|SOP|STANDAR\s+OPERASIONAL)\b")
BETWEEN = re.compile(r"[\s/.&,-]*")
BRACKETS = re.compile(r"\([^()]*\)")
WORD = re.compile(r"[^\W\d_]+")
LONGEST = 60
"""Characters of a heading."""


class Column(StrEnum):
    """A column of the flow's table."""

    NUMBER = "number"
    ACTIVITY = "activity"
    ROLE = "role"
    INPUTS = "inputs"
    NORM_TIME = "norm_time"
    OUTPUTS = "outputs"
    REMARK = "remark"
    GROUP = "group"
    """Not a column but the heading over several."""


COLUMNS: dict[str, Column] = {
    **dict.fromkeys(("no", "nomor", "no urut"), Column.NUMBER),
    **dict.fromkeys(
        (
            *("kegiatan", "uraian kegiatan", "uraian prosedur", "uraian", "prosedur", "aktivitas", "aktifitas"),
            *("uraian aktivitas", "tahapan", "tahapan kegiatan", "langkah", "langkah kegiatan", "tahapan prosedur"),
            *("langkah langkah", "langkah langkah kegiatan", "uraian tugas", "kegiatan prosedur", "aktivitas prosedur"),
        ),
        Column.ACTIVITY,
    ),
    **dict.fromkeys(
        (
            *("kelengkapan", "persyaratan", "persyaratan kelengkapan", "kelengkapan persyaratan", "perlengkapan"),
            *("persyaratan perlengkapan", "input", "masukan"),
        ),
        Column.INPUTS,
    ),
    **dict.fromkeys(("waktu", "waktu baku", "waktu penyelesaian", "durasi", "jangka waktu", "lama"), Column.NORM_TIME),
    **dict.fromkeys(("output", "out put", "keluaran", "hasil", "output hasil", "hasil output"), Column.OUTPUTS),
    **dict.fromkeys(("keterangan", "ket", "catatan"), Column.REMARK),
    **dict.fromkeys(
        ("pelaksana", "pelaku", "pelaksana kegiatan", "mutu baku", "baku mutu", "standar mutu", "pendukung"),
        Column.GROUP,
    ),
}


class Found(NamedTuple):
    """A heading at the beginning of a text, and what stands behind it."""

    head: Head
    rest: str
    is_bare: bool = False
    """Whether only the colon makes it one; a fuller spelling elsewhere is to be preferred."""


@lru_cache(maxsize=2048)
def column_of(cell: str) -> Column | None:
    """The column that a heading of the table names; None of any other text."""
    if len(cell) > LONGEST or any(map(str.isdigit, cell)):
        return None
    said = letters(BRACKETS.sub(" ", cell))
    if said in COLUMNS:
        return COLUMNS[said]
    if said.startswith("waktu "):
        return Column.NORM_TIME
    near = ((fuzz.ratio(said, known), column) for known, column in COLUMNS.items() if len(known) > 5)
    best, column = max(near, default=(0.0, None))
    return column if best >= LIKE else None


def headings_in(text: str) -> list[Found]:
    """The headings with which a cell or line begins: none, one, or two that were printed side by side.

    The last of them has what stands behind.
    """
    found: list[Found] = []
    while len(found) < 2 and (one := _heading(text)) is not None:
        found.append(one)
        text = one.rest
    if found and not _stands(found):
        return []
    return [*(one._replace(rest="") for one in found[:-1]), found[-1]] if found else []


def _stands(found: list[Found]) -> bool:
    """Whether it is a heading and not a sentence that begins with its words."""
    last = found[-1]
    if len(found) > 1 or not last.head.is_list:
        return True
    rest = last.rest.lstrip()
    return not rest or last.is_bare or re.match(r"[:\-•*]|\(?\d{1,2}[.)]|<", rest) is not None


def _heading(text: str) -> Found | None:
    words = _together(text[: LONGEST * 2])
    if not words or text[: words[0].start()].strip(" \n*:|"):
        return None
    said = [_whole(word[0].casefold()) for word in words[:5]]
    best: tuple[float, int, Head, bool] = (0.0, 0, Head.NUMBER, False)
    for head, spellings in SPELT.items():
        for spelt in spellings:
            length = len(spelt.split())
            alike = fuzz.ratio(" ".join(said[:length]), spelt)
            if alike >= LIKE and (alike, length) > best[:2]:
                best = (alike, length, head, BARE.get(head) == spelt)
    _, length, head, is_bare = best
    if not length or len(words) < length:
        return None
    rest = text[words[length - 1].end() :]
    colon = re.match(r"\s*[.)]?\s*[:=]", rest)
    if is_bare and colon is None:
        return None
    return Found(head, rest[colon.end() :] if colon else rest.lstrip(" .,"), is_bare or colon is not None)


def _together(text: str) -> list[re.Match[str]]:
    """The first words of a text, up to a colon, a figure or another sign that no heading holds."""
    words: list[re.Match[str]] = []
    for word in WORD.finditer(text):
        if words and BETWEEN.fullmatch(text, words[-1].end(), word.start()) is None:
            break
        words.append(word)
    return words


def _whole(word: str) -> str:
    return {"tgl": "tanggal", "tg": "tanggal", "nomer": "nomor"}.get(word, word)


def is_flow_title(line: str) -> bool:
    """Whether a line is the title above the flow's table, which stands under no heading."""
    return line.isupper() and FLOW_TITLE.match(line) is not None
