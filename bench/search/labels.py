"""The labelled queries, and what they want: facts of documents, settled when the documents were written."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from bench.search.documents import Document

NUMBERED = 12
"""Queries for one document by its number, made from the documents themselves."""


@dataclass(frozen=True)
class Labelled:
    """A query with the positions of the documents that answer it."""

    group: str
    text: str
    wanted: frozenset[int]

    @property
    def held_out(self) -> bool:
        """Whether the query belongs to the third that no choice of the search was made with."""
        return sha256(self.text.encode()).digest()[0] % 3 == 0


def labelled(documents: Sequence[Document]) -> list[Labelled]:
    """Every query with its answers; one without any would be a mistake of the label (``ValueError``)."""
    queries = []
    for line in (Path(__file__).parent / "queries.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            head, facts = line.split(" = ")
            group, text = head.split(" ", 1)
            wanted = frozenset(i for i, document in enumerate(documents) if _holds(document, facts.split()))
            if not wanted:
                raise ValueError(f"no document is about: {line}")
            queries.append(Labelled(group, text, wanted))
    return queries + _numbered(documents)


def _holds(document: Document, facts: list[str]) -> bool:
    for fact in facts:
        name, value = fact.split(":", 1)
        written = {document.about.get(name), document.about.get(f"{name}2")}
        if written.isdisjoint(value.replace("_", " ").split("|")):
            return False
    return True


def _numbered(documents: Sequence[Document]) -> list[Labelled]:
    """Ways of asking for a decision by number and year."""
    ways = ("{kind} nomor {number} tahun {year}", "{number}/{year}", "nomor {number} tahun {year}", "{kind} {whole}")
    legal = [document for document in documents if document.number]
    queries = []
    for place in range(NUMBERED):
        one = legal[place * len(legal) // NUMBERED + place]
        same = ("number", "tahun", "kind") if "{kind}" in ways[place % len(ways)] else ("number", "tahun")
        text = ways[place % len(ways)].format(
            kind=one.kind.replace("-", " "), number=one.about["number"], year=one.day.year, whole=one.number
        )
        alike = [all(document.about.get(name) == one.about[name] for name in same) for document in documents]
        queries.append(Labelled("number", text, frozenset(i for i, is_alike in enumerate(alike) if is_alike)))
    return queries
