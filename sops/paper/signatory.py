"""Who approved the SOP: title and name, printed below each other. The NIP is personal data and stays out."""

import re
from typing import NamedTuple

from sops.paper.text import one_line
from sops.paper.values import Told

OFFICES = (
    r"ketua|sekretaris|kepala|plt|plh|pj|pjs|direktur|inspektur|komisi|pemilihan|umum|kpu|republik|kabupaten|kab|kota"
    r"|provinsi|sekretariat|jenderal|bagian|subbagian|divisi|komisioner|anggota|an|a\.n|selaku|pejabat|biro|koordinator"
)
TITLE = re.compile(rf"\W*(?:{OFFICES})\b", re.I)
BEGINS_TITLE = re.compile(r"\W*(?:ketua|sekretaris|kepala|plt|plh|pj|direktur|inspektur|an|a\.n)\b", re.I)
NIP = re.compile(r"\bN\s?I\s?P\b[.:\s]*[\d\s.]*|(?<!\d)\d{8}\s?\d{6}\s?\d\s?\d{3}(?!\d)", re.I)
NO_NAME = re.compile(
    r"\W*(?:t\.?t\.?d\.?|tanda tangan.*|ditandatangani.*|stempel|cap|pembina\b.*|penata\b.*|pengatur\b.*|materai)\W*",
    re.I,
)
APART = re.compile(r"\n|\s{2,}|\t")
DEGREE = re.compile(r"\s*(?:[A-Z][A-Za-z]{0,4}\.\s?)+[A-Za-z]{0,6}\.?")
PLACE = re.compile(r"\b(?:KABUPATEN|KOTA|PROVINSI|KAB\.?)\s+(?P<place>\S+)", re.I)
LAST_LINES = "Jabatan dan nama tercetak berurutan; periksa batas keduanya."
NO_NAME_FOUND = "Nama pejabat yang mengesahkan tidak ditemukan dalam naskah; isi namanya."


class Signed(NamedTuple):
    title: Told
    name: Told
    evidence: str


def read_signatory(text: str) -> Signed:
    """Title and name from the lines under "Disahkan oleh"; two blanks part them as a new line does."""
    evidence = one_line(NIP.sub(" ", text))
    cleaned = NIP.sub("\n", text)
    parts = [(one_line(part).strip(" ,:()"), part.rstrip().endswith(",")) for part in APART.split(cleaned)]
    kept = [(line, ends) for line, ends in parts if line.strip(".") and not NO_NAME.fullmatch(line)]
    if not kept:
        return Signed(Told(None), Told(None), evidence)
    titles = _titles(kept)
    names = [line for line, _ in kept[titles:]]
    title = " ".join(line for line, _ in kept[:titles]).removesuffix(".")
    if not names:
        return _parted(title, evidence)
    why = LAST_LINES if len(names) > 1 and not DEGREE.fullmatch(names[-1]) else ""
    if why:
        return Signed(Told(f"{title} {' '.join(names[:-1])}".strip(), why), Told(names[-1], why), evidence)
    name = ", ".join(names)
    return Signed(Told(title or None), Told(name), evidence)


def _titles(lines: list[tuple[str, bool]]) -> int:
    """How many of the lines are the title: up to the last that names an office or ends with a comma."""
    count = 0
    for at, (line, ends_with_comma) in enumerate(lines):
        if TITLE.match(line) or (ends_with_comma and at + 1 < len(lines) and not DEGREE.fullmatch(lines[at + 1][0])):
            count = at + 1
    return count


def _parted(line: str, evidence: str) -> Signed:
    """Title and name in one line: the name stands behind the place, whose length nobody knows."""
    found = list(PLACE.finditer(line))
    rest = line[found[-1].end() :].strip(" ,.") if found else ""
    if len(rest.split()) >= 2:
        return Signed(Told(line[: found[-1].end()], LAST_LINES), Told(rest, LAST_LINES), evidence)
    return Signed(Told(line), Told(None, NO_NAME_FOUND), evidence)
