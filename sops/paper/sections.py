"""Which text stands under which heading of the identity block: beside it, below it, or behind it in the same line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sops.paper.headings import Found, Head, headings_in, is_flow_title
from sops.paper.text import letters
from sops.paper.values import Paper, Table

DATES = (Head.CREATED, Head.REVISED, Head.EFFECTIVE, Head.SIGNED)
COLON = re.compile(r"^\s*:\s*")


@dataclass
class Sections:
    """The texts under each heading, in their order; what stands under none is ``stray``."""

    texts: dict[Head, list[list[str]]] = field(default_factory=dict)
    full: set[Head] = field(default_factory=set)
    """Headings that were found in a fuller spelling than a bare word with a colon."""
    paired: list[tuple[Head, Head]] = field(default_factory=list)
    """Headings that one line of text holds side by side."""
    stray: list[str] = field(default_factory=list)
    _open: dict[int, list[str]] = field(default_factory=dict)
    _heads: dict[int, Head] = field(default_factory=dict)

    def begin(self, column: int, found: list[Found], *, is_line: bool) -> None:
        first, last = found[0], found[-1]
        if len(found) > 1 and is_line:
            self.paired.append((first.head, last.head))
            self.texts.setdefault(first.head, []).append([])
        if is_line:
            self._open.clear()
        text: list[str] = []
        self._open[column], self._heads[column] = text, last.head
        is_bare = last.is_bare and letters(last.rest) == "" and last.head is Head.NUMBER
        if not is_bare:
            self.full.add(last.head)
        if last.rest.strip():
            text.append(last.rest.strip())
        self.texts.setdefault(last.head, []).append(text)

    def close(self) -> None:
        """What follows stands under no heading any more."""
        self._open.clear()

    def drop_values(self) -> None:
        """A heading further down ends what stands behind the ones above, but not the lists beside it."""
        self._open = {at: text for at, text in self._open.items() if self._heads[at].is_list}

    def add(self, column: int, cell: str, *, is_line: bool) -> None:
        """A cell belongs to the nearest heading above it or before it; a colon may have a cell of its own."""
        if not (cell := COLON.sub("", cell)).strip():
            return
        at = max((column_ for column_ in self._open if column_ <= column), default=None)
        if at is None:
            self.stray += cell.split("\n")
        elif is_line and self._heads[at] in (Head.NUMBER, *DATES) and self._open[at]:
            self.stray.append(cell)  # a number and a date are one line
        else:
            self._open[at].append(cell)

    def of(self, head: Head) -> list[str]:
        """The first text under a heading that says something."""
        return next((text for text in self.texts.get(head, []) if any(map(str.strip, text))), [])


def sections_of(paper: Paper) -> Sections:
    sections, was_table = Sections(), False
    for block in paper.blocks:
        is_table = isinstance(block, Table)
        if (was_table and not is_table) or (isinstance(block, str) and is_flow_title(block)):
            sections.close()
        was_table = is_table
        for row in block.rows if isinstance(block, Table) else ((block,),):
            _read_row(sections, row, is_line=not is_table)
    return sections


def _read_row(sections: Sections, row: tuple[str, ...], *, is_line: bool) -> None:
    found = {at: heads for at, cell in enumerate(row) if cell.strip() and (heads := headings_in(cell))}
    if found:
        sections.drop_values()
    for at, cell in enumerate(row):
        if at in found:
            sections.begin(at, found[at], is_line=is_line)
        elif cell.strip():
            sections.add(at, cell, is_line=is_line)
