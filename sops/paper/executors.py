"""Who acts: the executors a paper knows, and whom it names for each step."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from sops.paper.table import Flow, Row
from sops.paper.text import letters, one_line
from sops.paper.titles import best_of, subject_of, words_of
from sops.paper.values import DRAWN, Paper

LABELS = re.compile(r"(?<!\w)(?:ya|tidak|y|t)(?!\w)", re.I)
ARROWS = re.compile("[\\s\u2190-\u21ff\u27f0-\u27ff\u2900-\u297f\u2b00-\u2b11\u2b30-\u2b4f|│┃─━┌┐└┘├┤┬┴┼_\\-<>^]")
NUMBERED = re.compile(r"\s*(?P<number>\d{1,2})[.)]\s+(?P<sentence>\S.*)", re.S)
LIKE = 75
"""How alike a sentence elsewhere in the paper is to the activity it repeats (0 to 100)."""
LONGEST_SLUG = 50

NO_MARK = "Tanda pelaksana langkah ini tidak terbaca; pilih pelaksananya."
BY_WORDS = "Tanda pelaksana tidak terbaca; pelaksananya dibaca dari kalimat «{}»."
BY_PLACE = "Pelaksana dibaca dari letak tanda pada naskah, yang dapat bergeser; periksa kolomnya."
SEVERAL = "Tanda terdapat di lebih dari satu kolom pelaksana; tentukan siapa yang bertindak."
OTHERS = "Tanda terdapat di kolom «{}», tetapi kalimat kegiatannya menyebut «{}»; tentukan pelaksananya."
NAMED = "Nama peran ini dibaca dari kalimat, bukan dari judul kolom; periksa namanya."
NO_NAME = "Judul kolom pelaksana ini tidak terbaca; isi namanya."
STACKED = "Judul kolom ini tersusun dari beberapa baris; periksa mana yang menjadi nama perannya."
TWO_IN_ONE = "Satu kolom mungkin memuat dua peran («{}»); pisahkan bila memang dua."


@dataclass(frozen=True)
class Performed:
    """Positions of the executors of a step, and why they are uncertain ("": they aren't)."""

    roles: tuple[int, ...]
    why: str
    evidence: str = ""


@dataclass
class Executors:
    names: list[str]
    doubts: list[tuple[int, str]]
    """Position and why its name is uncertain."""
    sentences: dict[int, str]
    """Who acts by a sentence of the paper, by the step's number."""

    def of(self, row: Row, activity: str, *, is_exact: bool) -> Performed:
        """Who performs a step: by the marks in their columns, else by the words."""
        marked = tuple(at for at, mark in sorted(row.marks.items()) if at >= 0 and is_mark(mark))
        evidence = " · ".join(f"{self.names[at]}: {row.marks[at]}" for at in marked)
        said = self.sentences.get(row.number) or subject_of(activity)
        named = best_of(said, self.names) if said else None
        if not marked:
            return Performed((), NO_MARK) if named is None else Performed((named,), BY_WORDS.format(said), activity)
        if len(marked) > 1:
            return Performed(marked, SEVERAL, evidence)
        if named is not None and named != marked[0]:
            return Performed(marked, OTHERS.format(self.names[marked[0]], said), evidence)
        is_sure = is_exact and not DRAWN.search(row.marks[marked[0]])
        return Performed(marked, "" if is_sure else BY_PLACE, evidence)


def is_mark(text: str) -> bool:
    """Whether a cell marks its executor: an arrow passes through, and Ya or Tidak names one."""
    return bool(ARROWS.sub("", LABELS.sub("", text)))


def executors_of(flow: Flow, activities: dict[int, str], elsewhere: Paper) -> Executors:
    """The heads of the executors' columns; without heads whom the sentences of the paper name."""
    sentences = dict(_repeated(activities, elsewhere))
    names, doubts = list(flow.roles), []
    for at, name in enumerate(names):
        if not name:
            names[at] = f"Pelaksana {at + 1}"
            doubts.append((at, NO_NAME))
        elif at in flow.stacked:
            doubts.append((at, STACKED))
        elif re.fullmatch(r"\w+ dan \w+.*", name):
            doubts.append((at, TWO_IN_ONE.format(name)))
    if not names:
        names = _unified([*sentences.values(), *filter(None, map(subject_of, activities.values()))])
        doubts = [(at, NAMED) for at in range(len(names))]
    return Executors(names, doubts, sentences)


def _repeated(activities: dict[int, str], elsewhere: Paper) -> Iterator[tuple[int, str]]:
    """Who acts in each step by a sentence elsewhere that numbers it alike and says the same with its subject."""
    for row in elsewhere.lines():
        for cell in row:
            found = NUMBERED.fullmatch(cell[:600])
            activity = activities.get(int(found["number"])) if found else None
            if not found or not activity:
                continue
            subject = subject_of(found["sentence"])
            if subject and fuzz.token_set_ratio(letters(found["sentence"]), letters(activity)) >= LIKE:
                yield int(found["number"]), subject


def _unified(names: Sequence[str]) -> list[str]:
    """Each executor once, by the longest of the names that mean them."""
    found: list[str] = []
    for name in sorted(dict.fromkeys(map(one_line, names)), key=lambda one: -len(words_of(one))):
        if best_of(name, found) is None:
            found.append(name)
    order = [*names]
    return sorted(
        found,
        key=lambda one: next(at for at, name in enumerate(order) if best_of(name, [one]) is not None or name == one),
    )


def slugs_of(names: Sequence[str]) -> list[str]:
    """A code for each name; alike ones are numbered."""
    slugs: list[str] = []
    for name in names:
        slug = slug_of(name) or "peran"
        while slug in slugs:
            stem, _, number = slug.rpartition("-")
            slug = f"{stem}-{int(number) + 1}" if stem and number.isdecimal() else f"{slug}-2"
        slugs.append(slug)
    return slugs


def slug_of(name: str) -> str:
    """A code from a name: small letters and hyphens, cut between words."""
    words = re.findall(r"[a-z0-9]+", name.casefold())
    slug = ""
    for word in words:
        if len(slug) + len(word) >= LONGEST_SLUG:
            break
        slug = f"{slug}-{word}" if slug else word
    return slug or "".join(words)[:LONGEST_SLUG]
