"""The titles of executors: where one begins in a run of words, and which of them a sentence names."""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from sops.paper.text import letters, one_line

BEGINS = (
    *(
        "admin",
        "administrator",
        "anggota",
        "bagian",
        "bendahara",
        "biro",
        "divisi",
        "dokumentasi",
        "editor",
        "fungsional",
    ),
    *(
        "inspektur",
        "kabag",
        "kasub",
        "kasubag",
        "kasubbag",
        "kepala",
        "ketua",
        "komisioner",
        "kontributor",
        "koordinator",
    ),
    *("kordiv", "operator", "panitia", "pejabat", "pelaksana", "pemohon", "penanggung", "penanggungjawab", "pengampu"),
    *("pengelola", "pengguna", "penulis", "petugas", "pimpinan", "ppk", "ppid", "redaktur", "sekjen", "sekretariat"),
    *("sekretaris", "staf", "staff", "subbag", "subbagian", "super", "tim", "verifikator", "web", "arsiparis", "humas"),
)
"""Words with which the title of an executor begins."""
SHORT = {
    "kasubag": "kepala sub bagian",
    "kasubbag": "kepala sub bagian",
    "subbagian": "sub bagian",
    "subbag": "sub bagian",
    "kabag": "kepala bagian",
    "kordiv": "koordinator divisi",
    "staff": "staf",
}
VERB = re.compile(r"\b(?:me(?:[mnrlw]|ng|ny)?[a-z]{4,}|melakukan)\b")
SUBJECT = re.compile(r"(?P<subject>[^\W\d_][^:;\n]{2,90}?)\s+(?P<verb>me[a-z]{5,})\b")
RANKS = {"sub", "wakil", "super"}
"""Words without which a title means another executor."""
LONGEST_SUBJECT = 12
"""Words."""
WIDE = {"kpu", "kabupaten", "kota", "provinsi", "dan", "atau", "kab", "prov", "terkait", "website", "artikel"}
"""Words that tell no executor from another."""


def parted_titles(text: str) -> list[str]:
    """A run of titles parted before each word that begins one; a qualifier that follows goes with the title."""
    titles: list[str] = []
    for word in text.split():
        begins = letters(word) in BEGINS and (not titles or letters(titles[-1]) not in BEGINS or _is_whole(titles[-1]))
        goes_on = bool(titles) and titles[-1].endswith(("&", "/", " dan", " atau", "-"))
        if not titles or (begins and not goes_on):
            titles.append(word)
        else:
            titles[-1] += f" {word}"
    return [one_line(title) for title in titles]


def _is_whole(title: str) -> bool:
    """Whether a single word is a title by itself, so that the next one begins another."""
    return letters(title) in (
        "staf",
        "staff",
        "ketua",
        "sekretaris",
        "kasubag",
        "kasubbag",
        "kabag",
        "operator",
        "redaktur",
    )


def words_of(title: str) -> frozenset[str]:
    """What tells a title from others: its words, spelt out."""
    spelt = " ".join(SHORT.get(word, word) for word in letters(title).split())
    return frozenset(spelt.split()) - WIDE


def subject_of(sentence: str) -> str:
    """Who acts by a sentence that says so before its verb; "" of one that begins with the verb."""
    found = SUBJECT.match(one_line(sentence))
    if not found or len(found["subject"].split()) > LONGEST_SUBJECT:
        return ""
    first = letters(found["subject"]).split()[:1]
    known = bool(first) and (first[0] in BEGINS or first[0] in SHORT)
    return found["subject"].strip() if known else ""


def best_of(title: str, titles: Sequence[str]) -> int | None:
    """The position of the one title that means the same executor; None where none or several do."""
    words = words_of(title)
    if not words:
        return None
    scores = [_alike(words, words_of(other)) for other in titles]
    best = max(scores, default=0.0)
    fitting = [at for at, score in enumerate(scores) if score == best]
    return fitting[0] if best >= 0.5 and len(fitting) == 1 else None


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of the shorter title's words that the longer one has too, a little less for what only one has."""
    if not one or not other or (one ^ other) & RANKS:
        return 0.0
    shared = sum(any(fuzz.ratio(word, known) >= 85 for known in other) for word in one)
    return shared / min(len(one), len(other)) - 0.01 * abs(len(one) - len(other))
