"""The identity block: which text stands under which heading, and what it says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from sops.breach import Place
from sops.paper import lists
from sops.paper.dates import UNREAD, read_date
from sops.paper.headings import Head
from sops.paper.sections import DATES, Sections, sections_of
from sops.paper.signatory import read_signatory
from sops.paper.text import cut_words, letters, one_line
from sops.paper.values import Paper, Told, Uncertain

OFFICE = re.compile(
    r"\b(?:KOMISI\s+PEMILIHAN\s+UMUM|KPU)\s+(?:PROVINSI|KABUPATEN|KOTA|KAB\.?)\s+[^\W\d_][\w'’-]*(?:\s+[^\W\d_][\w'’-]*){0,4}\s*$"
    r"|\bKOMISI\s+PEMILIHAN\s+UMUM\s+REPUBLIK\s+INDONESIA\b",
    re.I,
)
UNIT = re.compile(r"\s*(?:SUB\s?-?\s?BAGIAN|SUBBAG|BAGIAN|SEKRETARIAT|DIVISI|BIRO|INSPEKTORAT)\b", re.I)
ECHELON = re.compile(r"\s*[-•*]?\s*Unit\s+Kerja\s+Eselon\s+[IVX]+\s*:?\s*(?P<unit>\S.*)", re.I)
TITLE = re.compile(r"\s*(?:STANDAR\s+OPERASIONAL\s+PROSEDUR|PROSEDUR\s+STANDAR\s+OPERASIONAL|SOP\b)", re.I)
SIGNED = re.compile(r"\s*pada\s+tanggal\s*:?\s*(?P<day>.*)", re.I)
DATED = re.compile(r"\s*tanggal\s*:\s*(?P<day>.*)", re.I)
SENTENCES = (Head.WARNING,)

MISSING = {
    ("name",): "Nama SOP tidak ditemukan dalam naskah; isi namanya.",
    ("number",): "Nomor SOP tidak ditemukan dalam naskah; isi nomornya bila sudah ada.",
    ("office",): "Nama kantor tidak ditemukan dalam naskah; isi nama kantornya.",
    ("signatory", "name"): "Nama pejabat yang mengesahkan tidak ditemukan dalam naskah; isi namanya.",
    ("signatory", "title"): "Jabatan pejabat yang mengesahkan tidak ditemukan dalam naskah; isi jabatannya.",
    ("dates", "created"): "Naskah tidak memuat tanggal satu pun; isi tanggal pembuatannya.",
    ("legal_basis",): "Dasar hukum tidak ditemukan dalam naskah; isi dasar hukumnya.",
}
BLANK_NUMBER = "Nomor urut pada naskah kosong; lengkapi bila sudah ada."
TWO_NUMBERS = "Naskah memuat dua nomor yang berbeda; pilih yang benar."
TWO_COLUMNS = "Dua judul tercetak berdampingan dan batas kolomnya tidak terbaca; periksa pembagian isinya."
CUT = "Kata «{}» terpotong di ujung baris; periksa tanda hubungnya."
FROM_TITLE = "Diambil dari judul naskah, bukan dari blok identitas; periksa isinya."
FROM_SIGNATORY = "Diambil dari jabatan yang mengesahkan; periksa nama kantornya."
FROM_LETTERHEAD = "Diambil dari kepala naskah; periksa nama unit kerjanya."
FROM_COVER = "Diambil dari halaman depan; periksa apakah ini tanggal pengesahan."


@dataclass
class Identity:
    """The fields of the identity block as the draft holds them, and the marks on them."""

    fields: dict[str, Any] = field(default_factory=dict)
    uncertain: list[Uncertain] = field(default_factory=list)

    def doubt(self, place: Place, why: str, evidence: str = "") -> None:
        self.uncertain.append(Uncertain(place, why, one_line(evidence)[:300]))

    def put(self, place: Place, told: Told, evidence: str) -> None:
        """Keep what was read under its place, and its doubt."""
        if told.value:
            inner = self.fields
            for part in place[:-1]:
                inner = inner.setdefault(str(part), {})
            inner[str(place[-1])] = told.value
        if told.why:
            self.doubt(place, told.why, evidence)


def read_identity(before: Paper, after: Paper) -> Identity:
    """The identity block of the part before the flow's table, and of the part behind it what only stands there."""
    identity, sections = Identity(), sections_of(before)
    closing = [cell for row in after.lines() for cell in row if cell.strip()]
    _read_number(identity, sections)
    _read_name(identity, sections)
    _read_dates(identity, sections, closing)
    told = read_signatory("\n".join(sections.of(Head.SIGNATORY)))
    identity.put(("signatory", "title"), told.title, told.evidence)
    identity.put(("signatory", "name"), told.name, told.evidence)
    _read_office(identity, sections.stray)
    _read_unit(identity, sections, closing)
    for head, text in _lists(identity, sections):
        _read_list(identity, head, text, is_exact=before.is_exact)
    _say_missing(identity)
    return identity


def _read_number(identity: Identity, sections: Sections) -> None:
    said = [number for text in sections.texts.get(Head.NUMBER, []) if text and (number := _number(text[0]))]
    if not said:
        return
    number = next((one for one in said if Head.NUMBER in sections.full), said[0])
    place = ("number",)
    identity.put(place, Told(number), number)
    if len({_bare(one) for one in said}) > 1:
        identity.doubt(place, TWO_NUMBERS, " · ".join(dict.fromkeys(said)))
    elif number.startswith("/"):
        identity.doubt(place, BLANK_NUMBER, said[0])


def _bare(number: str) -> str:
    return re.sub(r"\W", "", number).casefold()


def _number(text: str) -> str:
    """A number without the blanks that stand around its strokes; "" of what holds no digit."""
    text = re.sub(r"\s*([/-])\s*", r"\1", one_line(text.split("\n")[0]).strip(": ."))
    return text if re.search(r"\d", text) and len(text) <= 120 else ""


def _read_name(identity: Identity, sections: Sections) -> None:
    name = one_line("\n".join(sections.of(Head.NAME)))
    if name:
        identity.put(("name",), Told(name), name)
        return
    for at, line in enumerate(sections.stray):
        if found := TITLE.match(line):
            rest = line[found.end() :].strip(" :") or "".join(sections.stray[at + 1 : at + 2])
            if letters(rest):
                identity.put(("name",), Told(one_line(rest), FROM_TITLE), rest)
                return


def _read_dates(identity: Identity, sections: Sections, closing: list[str]) -> None:
    for head in DATES:
        text = "\n".join(sections.of(head))
        told = read_date(text)
        identity.put(("dates", head.value), told, text)
    signed = next((read_date(found["day"]) for line in closing if (found := SIGNED.match(line))), Told(None))
    if signed.value and "signed" not in identity.fields.get("dates", {}):
        identity.put(("dates", "signed"), signed, signed.value)
    if "dates" not in identity.fields:
        cover = next((read_date(found["day"]) for line in sections.stray if (found := DATED.match(line))), Told(None))
        if cover.value:
            identity.put(("dates", "signed"), cover._replace(why=FROM_COVER), cover.value)


def _read_office(identity: Identity, stray: list[str]) -> None:
    lines = [one_line(line) for line in stray]
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        for said in (line, f"{line} {following}"):
            if found := OFFICE.search(said):
                identity.put(("office",), Told(one_line(found[0])), said)
                return
    title = identity.fields.get("signatory", {}).get("title", "")
    if found := OFFICE.search(title):
        identity.put(("office",), Told(one_line(found[0]), FROM_SIGNATORY), title)


def _read_unit(identity: Identity, sections: Sections, closing: list[str]) -> None:
    if named := one_line("\n".join(sections.of(Head.UNIT))):
        identity.put(("unit",), Told(named), named)
        return
    lowest = [found["unit"] for line in (*sections.stray, *closing) if (found := ECHELON.match(line))]
    if lowest:
        identity.put(("unit",), Told(one_line(lowest[-1])), lowest[-1])
        return
    lines = [one_line(line) for line in sections.stray]
    for at, line in enumerate(lines):
        if UNIT.match(line):
            place = lines[at + 1] if at + 1 < len(lines) and _goes_on(lines[at + 1]) and not _place(line) else ""
            identity.put(("unit",), Told(f"{line} {place}".strip(), FROM_LETTERHEAD), line)
            return


def _goes_on(line: str) -> bool:
    return re.match(r"(KABUPATEN|KOTA|PROVINSI|DAN)\b", line, re.I) is not None


def _place(line: str) -> bool:
    return re.search(r"\b(KABUPATEN|KOTA|PROVINSI)\s+\w", line, re.I) is not None


def _lists(identity: Identity, sections: Sections) -> Iterable[tuple[Head, str]]:
    """The text under each heading of a list; two that one line named are parted where the second begins anew."""
    paired: dict[Head, str] = {}
    for first, second in sections.paired:
        text = lists.joined(sections.of(second))
        if not text.strip():
            continue
        parts = lists.two_lists(text)
        if parts is None:  # one of the two is empty; more often the left one
            parts = ["", text]
            for head in (first, second):
                identity.doubt((head.value,), TWO_COLUMNS, text)
        paired |= {first: parts[0], second: parts[1]}
    for head in Head:
        if head.is_list:
            yield head, paired.get(head) or lists.joined(sections.of(head))


def _read_list(identity: Identity, head: Head, text: str, *, is_exact: bool) -> None:
    found = lists.items(text, is_exact=is_exact)
    if not found:
        return
    identity.fields[head.value] = " ".join(found) if head in SENTENCES else found
    for word in cut_words(text):
        identity.doubt((head.value,), CUT.format(word), text)


def _say_missing(identity: Identity) -> None:
    held = identity.fields
    for place, why in MISSING.items():
        marked = any(one.place == place for one in identity.uncertain)
        value: Any = held
        for part in place:
            value = value.get(part) if isinstance(value, dict) else None
        has_dates = place[0] == "dates" and (held.get("dates") or _misread_dates(identity))
        if not value and not marked and not has_dates:
            identity.doubt(place, why)


def _misread_dates(identity: Identity) -> bool:
    return any(one.place[0] == "dates" and one.why == UNREAD for one in identity.uncertain)
