"""Two texts side by side, line by line and word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest

LONGEST_LINE = 1500
"""Words of a line that are still compared one by one; comparing takes their number squared."""
ALIKE = 0.4
"""Share of words two lines must have in common to stand in one row."""


class Change(StrEnum):
    """What happened to a row."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"

    @property
    def label(self) -> str:
        """The word beside the colour."""
        return {"same": "Tetap", "changed": "Diubah", "added": "Ditambahkan", "removed": "Dihapus"}[self]


@dataclass(frozen=True)
class Piece:
    """Some words of a line; ``changed`` where the other side has others."""

    text: str
    changed: bool = False


@dataclass(frozen=True)
class Row:
    """One line before and after; the side where it doesn't stand is empty."""

    change: Change
    before: tuple[Piece, ...] = ()
    after: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Gap:
    """Rows left out between changes, because nothing happened there."""

    skipped: int


def compare(before: Sequence[str], after: Sequence[str]) -> list[Row]:
    """The rows of both texts, in their order."""
    rows: list[Row] = []
    for what, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            rows += [Row(Change.SAME, (Piece(line),), (Piece(line),)) for line in before[i:j]]
        else:
            rows += _differing(before[i:j], after[k:m])
    return rows


def around_changes(rows: Sequence[Row], context: int = 1) -> list[Row | Gap]:
    """The changed rows with ``context`` rows around them; the rest as gaps."""
    changed = [number for number, row in enumerate(rows) if row.change is not Change.SAME]
    shown = {near for number in changed for near in range(number - context, number + context + 1)}
    found: list[Row | Gap] = []
    for number, row in enumerate(rows):
        if number in shown:
            found.append(row)
        elif found and isinstance(last := found[-1], Gap):
            found[-1] = Gap(last.skipped + 1)
        else:
            found.append(Gap(1))
    return found


def _differing(before: Sequence[str], after: Sequence[str]) -> Iterator[Row]:
    for old, new in zip_longest(before, after):
        if old is None:
            yield _added(new)
        elif new is None:
            yield _removed(old)
        else:
            yield from _changed(old, new)


def _added(line: str) -> Row:
    return Row(Change.ADDED, after=(Piece(line, True),))


def _removed(line: str) -> Row:
    return Row(Change.REMOVED, before=(Piece(line, True),))


def _changed(old: str, new: str) -> tuple[Row, ...]:
    """One row for two versions of a line, two for lines that have little in common."""
    olds, news = re.findall(r"\S+\s*", old), re.findall(r"\S+\s*", new)
    if max(len(olds), len(news)) > LONGEST_LINE:
        return (Row(Change.CHANGED, (Piece(old, True),), (Piece(new, True),)),)
    matcher = SequenceMatcher(None, [w.strip() for w in olds], [w.strip() for w in news], autojunk=False)
    if matcher.ratio() < ALIKE and max(len(olds), len(news)) > 3:
        return (_removed(old), _added(new))
    before: list[Piece] = []
    after: list[Piece] = []
    for what, i, j, k, m in matcher.get_opcodes():
        before += _piece(olds[i:j], what != "equal")
        after += _piece(news[k:m], what != "equal")
    return (Row(Change.CHANGED, tuple(before), tuple(after)),)


def _piece(words: list[str], changed: bool) -> list[Piece]:
    return [Piece("".join(words), changed)] if words else []
