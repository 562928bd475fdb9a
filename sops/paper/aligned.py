"""Tables without borders: columns by the blanks that run down between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from sops.paper.columns import MEASURED
from sops.paper.grids import Word, lines_of
from sops.paper.headings import Column, column_of, headings_in, is_flow_title
from sops.paper.values import Block, Table

MORE_HEADS = 6
"""Lines of heads below the first."""
FOOTER = re.compile(r"\W*(?:hal(?:aman)?\.?\s*)?\d{1,3}(?:\s*(?:dari|/)\s*\d{1,3})?\W*", re.I)
CLOSING = re.compile(r"\s*(?:di(?:sahkan|tetapkan)\s+di|pada\s+tanggal)\b", re.I)
NUMBER = re.compile(r"\(?(\d{1,3})[.)]?")
WORD = re.compile(r"\S+")
NO_BORDERS = "Tabel ini tanpa garis dan jarak antarbaris tidak jelas; periksa apakah isi sel ini lengkap."
MOST_CROSSING = 20
"""One phrase in so many may cross the blanks between two columns."""


class Phrase(NamedTuple):
    """Words of a line that stand close together."""

    text: str
    left: float
    right: float


class Row(NamedTuple):
    """A line of a page as its phrases, with its place."""

    phrases: tuple[Phrase, ...]
    top: float
    height: float

    @property
    def text(self) -> str:
        return "   ".join(phrase.text for phrase in self.phrases)


def rows_of_text(lines: Sequence[str]) -> list[Row]:
    """Lines of a text whose columns were set with blanks; two blanks part phrases."""
    rows = []
    for at, line in enumerate(lines):
        words = [Word(one[0], one.start(), at, one.end(), at + 1) for one in WORD.finditer(line.expandtabs(8))]
        if words:
            rows.append(Row(tuple(_phrases(words, 1.5)), at, 1.0))
    return rows


def rows_of_page(words: Sequence[Word], *, below: float = 0.0) -> list[Row]:
    """Lines of a page; ``below`` is what stands above it, in points."""
    rows = []
    for line in lines_of(words):
        height = max(1.0, median(word.bottom - word.top for word in line))
        phrases = tuple(_phrases(line, 0.75 * height))
        if not FOOTER.fullmatch(" ".join(phrase.text for phrase in phrases)) or len(line) > 3:
            rows.append(Row(phrases, below + line[0].top, height))
    return rows


def _phrases(words: Sequence[Word], gap: float) -> list[Phrase]:
    phrases: list[Phrase] = []
    for word in words:
        if phrases and word.left - phrases[-1].right <= gap:
            last = phrases[-1]
            phrases[-1] = Phrase(f"{last.text} {word.text}", last.left, max(last.right, word.right))
        else:
            phrases.append(Phrase(word.text, word.left, word.right))
    return phrases


def is_aligned(rows: Sequence[Row]) -> bool:
    """Whether columns were set with blanks: heads of the table, or two headings, stand apart in one line."""
    return any(_begins_table(rows, at) or _pair(row) for at, row in enumerate(rows))


def _pair(row: Row) -> bool:
    return len(row.phrases) > 1 and sum(bool(headings_in(phrase.text)) for phrase in row.phrases) > 1


def blocks_of(rows: Sequence[Row]) -> list[Block]:
    """Lines as blocks: the flow's table, the identity block's columns, and what is neither."""
    blocks: list[Block] = []
    at = 0
    while at < len(rows):
        end = _table_end(rows, at) if _begins_table(rows, at) else at
        if end > at:
            blocks.append(_table(rows[at:end]))
            at = end
            continue
        end = next((one for one in range(at, len(rows)) if _begins_table(rows, one)), len(rows))
        end = max(end, at + 1)
        blocks += _identity(rows[at:end])
        at = end
    return blocks


# --- the flow's table ---


def _begins_table(rows: Sequence[Row], at: int) -> bool:
    found = [column_of(phrase.text) for phrase in rows[at].phrases]
    if Column.ACTIVITY not in found or len(found) < 2:
        return False
    near = {column_of(phrase.text) for row in rows[at : at + MORE_HEADS] for phrase in row.phrases}
    return len(near & {*MEASURED, Column.GROUP}) > 1


def _table_end(rows: Sequence[Row], at: int) -> int:
    for one in range(at + 1, len(rows)):
        first = rows[one].phrases[0].text
        if _begins_table(rows, one) or CLOSING.match(first) or _pair(rows[one]):
            return one
    return len(rows)


def _table(rows: Sequence[Row]) -> Table:
    begins = next((at for at, row in enumerate(rows) if at and NUMBER.fullmatch(row.phrases[0].text)), len(rows))
    heads, body = rows[:begins], rows[begins:]
    edges = _edges(heads, body)
    named = [
        [phrase for row in heads for phrase in row.phrases if _slot(edges, phrase) == at and not _is_group(phrase)]
        for at in range(len(edges) + 1)
    ]
    kept = [at for at, phrases in enumerate(named) if phrases]
    head = tuple(" ".join(phrase.text for phrase in named[at]) for at in kept)
    groups = tuple("Mutu Baku" if column_of(cell) in MEASURED else "" for cell in head)
    parts, is_sure = _steps(body, edges)
    steps = [_cells(part, edges, kept) for part in parts]
    doubt = "" if is_sure else NO_BORDERS
    return Table((head, groups, *steps) if any(groups) else (head, *steps), doubt=doubt)


def _is_group(phrase: Phrase) -> bool:
    return column_of(phrase.text) is Column.GROUP


def _edges(heads: Sequence[Row], body: Sequence[Row]) -> list[float]:
    """Where one column ends and the next begins: in the middle of blanks that run down all lines, or nearly all."""
    spans = [(p.left, p.right) for row in (*heads, *body) for p in row.phrases if not _is_group(p)]
    events = sorted([(left, 1) for left, _ in spans] + [(right, -1) for _, right in spans])
    most = len(spans) // (MOST_CROSSING * 5)
    edges: list[float] = []
    over, begin = 0, None
    for place, change in events:
        was, over = over, over + change
        if over <= most < was or (over <= most and begin is None and change < 0):
            begin = place
        elif over > most >= was and begin is not None:
            if place - begin > 0.5:
                edges.append((begin + place) / 2)
            begin = None
    return edges


def _slot(edges: Sequence[float], phrase: Phrase) -> int:
    """The column of a phrase: the one in which most of it lies."""
    places = [phrase.left, *(edge for edge in edges if phrase.left < edge < phrase.right), phrase.right]
    widest = max(pairwise(places), key=lambda part: part[1] - part[0])
    middle = (widest[0] + widest[1]) / 2
    return sum(edge <= middle for edge in edges)


def _steps(body: Sequence[Row], edges: Sequence[float]) -> tuple[list[list[Row]], bool]:
    """The lines of each step, and whether they are certain: wider blanks part them, and each part has one number.

    Else they go from number to number, which may stand in the middle of its row.
    """
    bands: list[list[Row]] = []
    pitch = median([two.top - one.top for one, two in pairwise(body)] or [1.0])
    for row in body:
        if bands and row.top - bands[-1][-1].top <= 1.35 * pitch:
            bands[-1].append(row)
        else:
            bands.append([row])
    if len(bands) > 1 and all(sum(_numbered(row, edges) for row in band) == 1 for band in bands):
        return bands, True
    steps: list[list[Row]] = []
    for row in body:
        if _numbered(row, edges) or not steps:
            steps.append([row])
        else:
            steps[-1].append(row)
    return steps, all(len(step) == 1 for step in steps)


def _numbered(row: Row, edges: Sequence[float]) -> bool:
    first = row.phrases[0]
    return _slot(edges, first) == 0 and NUMBER.fullmatch(first.text) is not None


def _cells(rows: Sequence[Row], edges: Sequence[float], kept: Sequence[int]) -> tuple[str, ...]:
    cells: list[list[str]] = [[] for _ in kept]
    for row in rows:
        for phrase in row.phrases:
            slot = _slot(edges, phrase)
            at = max((position for position, column in enumerate(kept) if column <= slot), default=0)
            cells[at].append(phrase.text)
    return tuple("\n".join(cell) for cell in cells)


# --- the identity block ---


def _identity(rows: Sequence[Row]) -> list[Block]:
    """Lines with headings as rows; what follows them belongs to the heading's column that it stands under."""
    blocks: list[Block] = []
    table: list[tuple[str, ...]] = []
    anchors: list[float] = []
    for row in rows:
        heads = [phrase for phrase in row.phrases if headings_in(phrase.text)]
        is_apart = is_flow_title(row.text) or not (anchors or heads)
        if heads and len(row.phrases) > 1:
            anchors = [phrase.left for phrase in row.phrases]
            table.append(tuple(phrase.text for phrase in row.phrases))
        elif heads or is_apart:
            blocks += [Table(tuple(table))] if table else []
            table, anchors = [], []
            blocks.append(row.text)
        else:
            table.append(_under(row, anchors))
    return [*blocks, Table(tuple(table))] if table else blocks


def _under(row: Row, anchors: Sequence[float]) -> tuple[str, ...]:
    cells = [""] * len(anchors)
    for phrase in row.phrases:
        near = [at for at, anchor in enumerate(anchors) if anchor <= phrase.left + row.height]
        at = near[-1] if near else 0
        cells[at] = f"{cells[at]} {phrase.text}".strip()
    return tuple(cells)
