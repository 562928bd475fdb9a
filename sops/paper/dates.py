"""The dates of an identity block: "8 Februari 2022", "Oktober 2019", "08-02-2022"."""

import difflib
import re
from datetime import date

from sops.paper.text import one_line
from sops.paper.values import Told
from text.months import MONTHS, month_of

YEARS = range(1945, 2101)
LONGEST = 200
"""Characters of a cell with a date in it."""
IN_WORDS = re.compile(r"(?<!\d)(?:(\d{1,2})[\s.\-/]*)?\b([^\W\d_]{3,12})\.?,?[\s\-/]*(\d{4})(?!\d)")
IN_FIGURES = re.compile(r"(?<!\d)(\d{1,2})\s*[/.\-–]\s*(\d{1,2})\s*[/.\-–]\s*(\d{4}|\d{2})(?!\d)")
YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
UNREAD = "Tanggal ini tidak terbaca; isi tanggalnya."
MISREAD = "Nama bulan tertulis «{}» dan dibaca «{}»; periksa tanggalnya."
SHORT_YEAR = "Tahun tertulis dua angka dan dibaca {}; periksa tanggalnya."
NAMES = [name for names in MONTHS for name in names if len(name) > 4]


def read_date(text: str) -> Told:
    """A date or a month (ISO 8601) with why it is uncertain; nothing of a cell that is empty or holds a stroke."""
    text = one_line(text)[:LONGEST]
    if not re.search(r"\w", text):
        return Told(None)
    if found := YEAR_FIRST.search(text):
        return _checked(int(found[1]), int(found[2]), int(found[3]))
    if found := IN_FIGURES.search(text):
        return _in_figures(found)
    for found in IN_WORDS.finditer(text):
        if (told := _in_words(found)) is not None:
            return told
    return Told(None, UNREAD)


def _in_figures(found: re.Match[str]) -> Told:
    year = int(found[3])
    if year >= 100:
        return _checked(year, int(found[2]), int(found[1]))
    told = _checked(2000 + year, int(found[2]), int(found[1]))
    return told._replace(why=told.why or SHORT_YEAR.format(2000 + year))


def _in_words(found: re.Match[str]) -> Told | None:
    word, day = found[2].lower(), int(found[1]) if found[1] else None
    if month := month_of(word):
        return _checked(int(found[3]), month, day)
    near = difflib.get_close_matches(word, NAMES, n=1, cutoff=0.75)
    if not near:
        return None
    told = _checked(int(found[3]), month_of(near[0]), day)
    return told._replace(why=told.why or MISREAD.format(found[2], near[0].capitalize()))


def _checked(year: int, month: int, day: int | None) -> Told:
    try:
        iso = date(year, month, day or 1).isoformat()
    except ValueError:
        return Told(None, UNREAD)
    if year not in YEARS:
        return Told(None, UNREAD)
    return Told(iso if day else iso[:7])
