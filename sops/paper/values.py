"""What a paper is made of when it comes in, and what a reading of it gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from sops.breach import Place

LONGEST = 200_000
"""Characters of a paper; an SOP has some ten thousand."""
LONGEST_LINE, MOST_LINES = 10_000, 6_000
TOO_LONG = (
    "Naskah ini terlalu panjang untuk sebuah SOP. "
    "Simpan halaman SOP-nya saja sebagai berkas tersendiri, lalu unggah lagi."
)


DRAWN = re.compile("[▭⬭⬦]")
"""Signs for shapes that were drawn over cells and not typed in them: a step, its beginning or end, a decision."""


class Refused(ValueError):
    """Why a paper can't be read at all: an Indonesian sentence with the remedy."""


@dataclass(frozen=True)
class Table:
    """Rows of cells from left to right; a cell without text is "". Within a cell, "\\n" parts lines."""

    rows: tuple[tuple[str, ...], ...]
    merged: frozenset[tuple[int, int]] = frozenset()
    """Row and column of cells that are one with the cell above."""
    doubt: str = ""
    """Why every cell of it is uncertain (an Indonesian sentence)."""


Block = str | Table
"""One line of text, or a table."""


@dataclass(frozen=True)
class Paper:
    """A paper as blocks from top to bottom.

    ``is_exact``: its cells are those of the file (DOCX, XLSX), so a mark in a column is where the writer put it.
    ``is_scan``: its letters were recognised from a picture.
    """

    blocks: tuple[Block, ...]
    is_exact: bool = False
    is_scan: bool = False
    is_cut: bool = False
    """Whether it has more pages than were read."""

    def __post_init__(self) -> None:
        """Raises ``Refused`` for what is longer than any SOP."""
        size = 0
        for lines, row in enumerate(self.lines()):
            size += sum(map(len, row)) + len(row)
            if size > LONGEST or lines >= MOST_LINES or any(len(cell) > LONGEST_LINE for cell in row):
                raise Refused(TOO_LONG)

    def lines(self) -> Iterator[tuple[str, ...]]:
        """Every line as its cells; a line of text has one."""
        for block in self.blocks:
            if isinstance(block, Table):
                yield from block.rows
            else:
                yield (block,)


class Uncertain(NamedTuple):
    """A cell of the draft that somebody must look at: where, why (an Indonesian sentence), and what the paper says."""

    place: Place
    why: str
    evidence: str = ""


@dataclass(frozen=True)
class PaperReading:
    """A draft as ``Sop.model_dump(mode="json", exclude_defaults=True)`` would give it, as far as the paper goes.

    It need not be a valid SOP. Places count from 0, as those of a ``Breach``.
    """

    document: dict[str, Any]
    uncertain: tuple[Uncertain, ...]

    def at(self, *place: str | int) -> Any:
        """What the draft holds at a place; None where it holds nothing."""
        found: Any = self.document
        for part in place:
            try:
                found = found[part]
            except (KeyError, IndexError, TypeError):
                return None
        return found

    @property
    def missing(self) -> tuple[Uncertain, ...]:
        """Marks of what the draft doesn't hold: the paper doesn't say it, or it couldn't be read."""
        return tuple(one for one in self.uncertain if self.at(*one.place) in (None, "", [], {}))


class Told(NamedTuple):
    """A value read from one cell and why it is uncertain ("": it isn't)."""

    value: str | None
    why: str = ""
