"""Two texts side by side, line by line and word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from rapidfuzz.distance import Indel

LONGEST_LINE = 1500
"""Words of a line that are still compared one by one; comparing takes their number squared."""
ALIKE = 0.4
"""Share of words two lines must have in common to be two versions of one."""
SHORT = 3
"""Words of lines that stand in one row though they have little in common."""


class Change(StrEnum):
    """What happened to a row."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"

    @property
    def label(self) -> str:
        """The word beside the colour."""
        return _LABELS[self]


_LABELS = {
    Change.SAME: "Tetap",
    Change.CHANGED: "Diubah",
    Change.ADDED: "Baru",
    Change.REMOVED: "Dihapus",
    Change.MOVED: "Dipindahkan",
}


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
    """The rows of both texts, each side in its order.

    A line is held against the one it is most like, wherever that stands now: of a moved one, too, every changed word is
    marked.
    """
    rows: list[Row] = []
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    gone = [i for what, i, j, _, _ in blocks if what != "equal" for i in range(i, j)]
    come = [k for what, _, _, k, m in blocks if what != "equal" for k in range(k, m)]
    partner = _partners(before, gone, after, come)
    for what, i, j, k, m in blocks:
        if what == "equal":
            rows += [Row(Change.SAME, (Piece(line),), (Piece(line),)) for line in before[i:j]]
        else:
            rows += _block(before, range(i, j), after, range(k, m), partner)
    return rows


def _partners(before: Sequence[str], gone: list[int], after: Sequence[str], come: list[int]) -> dict[int, int]:
    """Which line of ``after`` each line of ``before`` has become, the most alike first; each stands in one pair."""
    olds, news = {i: _words(before[i]) for i in gone}, {k: _words(after[k]) for k in come}
    alike = sorted(
        (-likeness, abs(i - k), i, k)
        for i, old in olds.items()
        for k, new in news.items()
        if (likeness := Indel.normalized_similarity(old, new, score_cutoff=ALIKE)) >= ALIKE
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, i, k in alike:
        if i not in partner and k not in taken:
            partner[i] = k
            taken.add(k)
    return partner


def _block(
    before: Sequence[str], olds: range, after: Sequence[str], news: range, partner: dict[int, int]
) -> Iterator[Row]:
    """The rows of a stretch in which the texts differ: changed lines side by side, moved ones where they stand."""
    origin = {k: i for i, k in partner.items()}
    k = news.start
    for i in olds:
        if partner.get(i) in range(k, news.stop):
            yield from (_arrived(before, origin.get(new), after[new]) for new in range(k, partner[i]))
            yield _changed(before[i], after[partner[i]])
            k = partner[i] + 1
        elif i not in partner and k < news.stop and k not in origin and _is_short(before[i], after[k]):
            yield _changed(before[i], after[k])
            k += 1
        else:
            yield _left(before[i], after[partner[i]] if i in partner else None)
    yield from (_arrived(before, origin.get(new), after[new]) for new in range(k, news.stop))


def _left(old: str, new: str | None) -> Row:
    """A line that stands here no more."""
    if new is None:
        return Row(Change.REMOVED, before=(Piece(old, changed=True),))
    return Row(Change.MOVED, before=_changed(old, new).before)


def _arrived(before: Sequence[str], origin: int | None, new: str) -> Row:
    """A line that stood here not yet."""
    if origin is None:
        return Row(Change.ADDED, after=(Piece(new, changed=True),))
    return Row(Change.MOVED, after=_changed(before[origin], new).after)


def _is_short(old: str, new: str) -> bool:
    return max(len(_words(old)), len(_words(new))) <= SHORT


def _words(line: str) -> list[str]:
    return line.split()


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


def _changed(old: str, new: str) -> Row:
    """Two versions of a line, with the words marked that only one of them has there."""
    olds, news = re.findall(r"\S+\s*|\s+", old), re.findall(r"\S+\s*|\s+", new)
    if max(len(olds), len(news)) > LONGEST_LINE:
        return Row(Change.CHANGED, (Piece(old, changed=old != new),), (Piece(new, changed=old != new),))
    matcher = SequenceMatcher(None, [w.strip() for w in olds], [w.strip() for w in news], autojunk=False)
    before: list[Piece] = []
    after: list[Piece] = []
    for what, i, j, k, m in matcher.get_opcodes():
        before += _piece(olds[i:j], changed=what != "equal")
        after += _piece(news[k:m], changed=what != "equal")
    return Row(Change.CHANGED, tuple(before), tuple(after))


def _piece(words: list[str], *, changed: bool) -> list[Piece]:
    return [Piece("".join(words), changed=changed)] if words else []
