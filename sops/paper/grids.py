"""A page's tables by the strokes around their cells, and the shapes of a flow chart drawn over them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sops.paper.values import Table

NEAR = 3.0
"""Points between strokes that are meant to meet."""
SHORTEST = 5.0
LEAST_SHARE = 0.25
"""The share of a table's height or width that the border of a column or row runs along; an arrow runs less."""
MOST_STROKES = 5_000
MOST_LINES = 120
"""Columns or rows of a table on one page."""
SHAPE_WIDTH, SHAPE_HEIGHT = (7.0, 140.0), (7.0, 100.0)
PROCESS, ENDS, DECISION = "▭", "⬭", "⬦"


class Word(NamedTuple):
    """A word, or a sign for a shape, with its place in points from the page's upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def centre(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


Stroke = tuple[float, float, float, float]
Path = list[Stroke]


class Line(NamedTuple):
    """A stroke along one axis: at a place of the other axis, from and to."""

    at: float
    begin: float
    end: float


class Grid(NamedTuple):
    """A table on a page: its upper and lower edge, and its rows."""

    top: float
    bottom: float
    left: float
    right: float
    table: Table


def tables_on(words: Sequence[Word], paths: Sequence[Path]) -> tuple[list[Grid], list[Word]]:
    """The tables of a page from top to bottom, and the words outside them."""
    borders, shapes = _parted(paths)
    down, across = _without_arrows(*_lines(borders))
    rest, grids = [*words, *shapes], []
    for columns, rows in _groups(down, across):
        xs, ys = _places(columns, _reach(rows)), _places(rows, _reach(columns))
        if len(xs) < 3 or len(ys) < 2 or max(len(xs), len(ys)) > MOST_LINES:
            continue  # a frame, not a table
        inside = [one for one in rest if xs[0] <= one.centre[0] <= xs[-1] and ys[0] <= one.centre[1] <= ys[-1]]
        rest = [one for one in rest if one not in set(inside)]
        table = _table(inside, xs, ys, columns, rows)
        grids.append(Grid(ys[0], ys[-1], xs[0], xs[-1], table))
    return sorted(grids, key=lambda grid: grid.top), [one for one in rest if one.text not in (PROCESS, ENDS, DECISION)]


def _parted(paths: Sequence[Path]) -> tuple[list[Path], list[Word]]:
    """Paths that may be borders, and signs for those that stand for themselves: boxes, diamonds, rounded boxes."""
    strokes = [(at, stroke) for at, path in enumerate(paths) for stroke in path][:MOST_STROKES]
    upright = sorted((x, min(y, v), max(y, v), at) for at, (x, y, u, v) in strokes if abs(x - u) < 1)
    level = sorted((y, min(x, u), max(x, u), at) for at, (x, y, u, v) in strokes if abs(y - v) < 1)
    borders, shapes = [], []
    for at, path in enumerate(paths):
        sign = _sign(path, at, upright, level)
        if sign is None:
            borders.append(path)
        elif sign:
            left, top, right, bottom = _box(path)
            shapes.append(Word(sign, left, top, right, bottom))
    return borders, shapes


def _box(path: Path) -> tuple[float, float, float, float]:
    xs = [x for stroke in path for x in (stroke[0], stroke[2])]
    ys = [y for stroke in path for y in (stroke[1], stroke[3])]
    return min(xs), min(ys), max(xs), max(ys)


def _sign(path: Path, at: int, upright: Sequence[tuple[float, ...]], level: Sequence[tuple[float, ...]]) -> str | None:
    """The sign of a shape; None of what may be a border, "" of what is neither."""
    left, top, right, bottom = _box(path)
    is_closed = len(path) > 2 and abs(path[0][0] - path[-1][2]) < 1 and abs(path[0][1] - path[-1][3]) < 1
    slanted = [one for one in path if abs(one[0] - one[2]) >= 1 and abs(one[1] - one[3]) >= 1]
    fits = SHAPE_WIDTH[0] < right - left < SHAPE_WIDTH[1] and SHAPE_HEIGHT[0] < bottom - top < SHAPE_HEIGHT[1]
    if slanted:
        if not is_closed or not fits:
            return ""
        return DECISION if len(slanted) == len(path) == 4 else ENDS
    if not is_closed or not fits:
        return None
    sides = (
        _is_shared(upright, left, top, bottom, at),
        _is_shared(upright, right, top, bottom, at),
        _is_shared(level, top, left, right, at),
        _is_shared(level, bottom, left, right, at),
    )
    return PROCESS if sum(sides) < 2 else None


def _is_shared(lines: Sequence[tuple[float, ...]], place: float, begin: float, end: float, own: int) -> bool:
    """Whether another path's stroke runs along a side."""
    return any(abs(at - place) < 1.5 and low < end and high > begin and path != own for at, low, high, path in lines)


def _lines(paths: Iterable[Path]) -> tuple[list[Line], list[Line]]:
    """The strokes that go down and those that go across; pieces of one border joined."""
    down, across = [], []
    for x, y, u, v in (stroke for path in paths for stroke in path):
        if abs(x - u) < 1 and abs(y - v) >= SHORTEST:
            down.append(Line((x + u) / 2, min(y, v), max(y, v)))
        elif abs(y - v) < 1 and abs(x - u) >= SHORTEST:
            across.append(Line((y + v) / 2, min(x, u), max(x, u)))
    return _joined(down[:MOST_STROKES]), _joined(across[:MOST_STROKES])


def _without_arrows(down: list[Line], across: list[Line]) -> tuple[list[Line], list[Line]]:
    """Borders: they end at other borders, or run far; an arrow ends at a shape, or in the middle of a cell."""
    far = max((line.end - line.begin for line in across), default=0.0) / 2  # a table may be open at its sides
    return (
        [line for line in down if _is_border(line, across)],
        [line for line in across if line.end - line.begin > far or _is_border(line, down)],
    )


def _is_border(line: Line, others: list[Line]) -> bool:
    return _ends_at(line.begin, line.at, others) and _ends_at(line.end, line.at, others)


def _ends_at(end: float, at: float, others: list[Line]) -> bool:
    return any(abs(other.at - end) <= NEAR and other.begin - NEAR <= at <= other.end + NEAR for other in others)


def _joined(lines: list[Line]) -> list[Line]:
    found: list[Line] = []
    for cluster in _clusters(lines):
        at = cluster[0].at
        begin = end = None
        for line in sorted(cluster, key=lambda one: one.begin):
            if begin is None or end is None:
                begin, end = line.begin, line.end
            elif line.begin <= end + NEAR:
                end = max(end, line.end)
            else:
                found.append(Line(at, begin, end))
                begin, end = line.begin, line.end
        if begin is not None and end is not None:
            found.append(Line(at, begin, end))
    return found


def _clusters(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Lines at the same place, or nearly."""
    cluster: list[Line] = []
    for line in sorted(lines):
        if cluster and line.at - cluster[0].at > NEAR:
            yield cluster
            cluster = []
        cluster.append(line)
    if cluster:
        yield cluster


def _groups(down: list[Line], across: list[Line]) -> Iterator[tuple[list[Line], list[Line]]]:
    """The lines of each table: those that touch each other."""
    left = set(range(len(across)))
    free = set(range(len(down)))
    while left:
        rows, columns, fresh = set[int](), set[int](), {left.pop()}
        while fresh:
            rows |= fresh
            touched = {at for at in free if any(_meet(down[at], across[row]) for row in fresh)}
            columns |= touched
            free -= touched
            fresh = {row for row in left if any(_meet(down[at], across[row]) for at in touched)}
            left -= fresh
        yield [down[at] for at in columns], [across[row] for row in rows]


def _meet(down: Line, across: Line) -> bool:
    return across.begin - NEAR <= down.at <= across.end + NEAR and down.begin - NEAR <= across.at <= down.end + NEAR


def _reach(lines: Sequence[Line]) -> float:
    """How far the lines of the other axis lie apart."""
    places = [line.at for line in lines]
    return max(places) - min(places) if places else 0.0


def _places(lines: Sequence[Line], reach: float) -> list[float]:
    """Where borders run: along a good part of the table."""
    return [
        cluster[0].at
        for cluster in _clusters(lines)
        if sum(line.end - line.begin for line in cluster) >= LEAST_SHARE * reach
    ]


def _table(words: Sequence[Word], xs: list[float], ys: list[float], columns: list[Line], rows: list[Line]) -> Table:
    """The table's rows; what stands in cells that no border parts belongs to the first of them."""
    held: dict[tuple[int, int], list[Word]] = {}
    places = [(row, column) for row in range(len(ys) - 1) for column in range(len(xs) - 1)]
    leaders = {place: _leader(place, xs, ys, columns, rows) for place in places}
    for word in words:
        x, y = word.centre
        held.setdefault(leaders[_slot(ys, y), _slot(xs, x)], []).append(word)
    texts = {place: text_of(inside) for place, inside in held.items()}
    lines = tuple(tuple(texts.get((row, at), "") for at in range(len(xs) - 1)) for row in range(len(ys) - 1))
    return Table(lines, frozenset(place for place, leader in leaders.items() if leader[0] < place[0]))


def _slot(places: list[float], at: float) -> int:
    return max(0, min(sum(place <= at for place in places) - 1, len(places) - 2))


def _leader(
    place: tuple[int, int], xs: list[float], ys: list[float], columns: list[Line], rows: list[Line]
) -> tuple[int, int]:
    row, column = place
    while column and not _covers(columns, xs[column], (ys[row] + ys[row + 1]) / 2):
        column -= 1
    while row and not _covers(rows, ys[row], (xs[column] + xs[column + 1]) / 2):
        row -= 1
    return row, column


def _covers(lines: list[Line], at: float, place: float) -> bool:
    return any(abs(line.at - at) <= NEAR and line.begin - NEAR <= place <= line.end + NEAR for line in lines)


def lines_of(words: Sequence[Word]) -> list[list[Word]]:
    """Words line by line, each from left to right."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda one: (one.centre[1], one.left)):
        line = lines[-1] if lines else []
        if line and abs(word.centre[1] - line[0].centre[1]) <= 0.5 * max(1.0, min(word.bottom - word.top, 40.0)):
            line.append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda one: one.left) for line in lines]


def text_of(words: Sequence[Word]) -> str:
    """Words as the lines they stand in."""
    return "\n".join(" ".join(word.text for word in line) for line in lines_of(words))
