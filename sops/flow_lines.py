"""The arrows between the symbols of the official table, cut into strokes that lie within one cell each.

A medium that knows only its own cells can draw them: x is per cent of the cell's width, y a level of the row.
"""

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum

from sops.document import Sop


class Level(StrEnum):
    """Heights within a row: its upper edge, where lines turn, the symbol's top and middle, the lower edge."""

    EDGE = "edge"
    TURN = "turn"
    TOP = "top"
    MIDDLE = "middle"
    END = "end"


class Side(StrEnum):
    """Where an arrow meets its symbol."""

    TOP = "top"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True)
class Stroke:
    """A straight line in a cell; ``back`` for the way of a Tidak, ``walked`` where an item has gone it."""

    x1: int
    y1: Level
    x2: int
    y2: Level
    back: bool = False
    walked: bool = False


@dataclass(frozen=True)
class Head:
    """An arrowhead at the symbol of a cell."""

    side: Side
    back: bool = False
    walked: bool = False


@dataclass
class Lines:
    """What lies in one cell."""

    strokes: dict[Stroke, None]
    heads: dict[Head, None]

    def add(self, x1: int, y1: Level, x2: int, y2: Level, *, back: bool = False, walked: bool = False) -> None:
        self.strokes[Stroke(x1, y1, x2, y2, back, walked)] = None


CENTRE, FIRST_LANE, LANE_WIDTH = 50, 88, 5
Grid = dict[tuple[int, int], Lines]
"""Lines by (row, column), both counted from 0."""


def lines(sop: Sop, passed: frozenset[int] = frozenset(), returned: frozenset[int] = frozenset()) -> Grid:
    """Every arrow of the document; ``passed`` and ``returned`` are the steps an item went on or back from."""
    grid: Grid = defaultdict(lambda: Lines({}, {}))
    for row, step in enumerate(sop.steps[1:], start=1):
        before = sop.steps[row - 1]
        _onward(grid, row, _columns(sop, before.roles), _columns(sop, step.roles), walked=before.number in passed)
    lanes: dict[int, list[range]] = defaultdict(list)
    for row, step in enumerate(sop.steps):
        if isinstance(step.on_refusal, int):
            target = next(i for i, earlier in enumerate(sop.steps) if earlier.number == step.on_refusal)
            way = _nearest(_columns(sop, step.roles), _columns(sop, sop.steps[target].roles))
            _back(grid, row, target, way, lanes[way[0]], walked=step.number in returned)
    return grid


def _columns(sop: Sop, roles: tuple[str, ...]) -> list[int]:
    return [column for column, role in enumerate(sop.roles) if role.slug in roles]


def _nearest(sources: list[int], targets: list[int]) -> tuple[int, int]:
    return min(((source, target) for source in sources for target in targets), key=lambda way: abs(way[0] - way[1]))


def _onward(grid: Grid, row: int, sources: list[int], targets: list[int], *, walked: bool) -> None:
    """From the symbols of the row above down to this row's, turning at the upper edge."""
    for column in sources:
        grid[row - 1, column].add(CENTRE, Level.MIDDLE, CENTRE, Level.END, walked=walked)
        grid[row, column].add(CENTRE, Level.EDGE, CENTRE, Level.TURN, walked=walked)
    for column in targets:
        grid[row, column].add(CENTRE, Level.TURN, CENTRE, Level.TOP, walked=walked)
        grid[row, column].heads[Head(Side.TOP, walked=walked)] = None
    first, last = min(sources + targets), max(sources + targets)
    for column in range(first, last + 1):
        left, right = CENTRE if column == first else 0, CENTRE if column == last else 100
        if left != right:
            grid[row, column].add(left, Level.TURN, right, Level.TURN, walked=walked)


def _back(grid: Grid, row: int, target: int, way: tuple[int, int], lanes: list[range], *, walked: bool) -> None:
    """From a decision to the right, up a lane of its column, and across to the step that is done again."""
    source, goal = way
    span = range(target, row + 1)
    lane = FIRST_LANE + LANE_WIDTH * sum(1 for other in lanes if set(other) & set(span))
    lanes.append(span)
    grid[row, source].add(CENTRE, Level.MIDDLE, lane, Level.MIDDLE, back=True, walked=walked)
    grid[row, source].add(lane, Level.EDGE, lane, Level.MIDDLE, back=True, walked=walked)
    for between in range(target + 1, row):
        grid[between, source].add(lane, Level.EDGE, lane, Level.END, back=True, walked=walked)
    grid[target, source].add(lane, Level.MIDDLE, lane, Level.END, back=True, walked=walked)
    for column in range(min(source, goal), max(source, goal) + 1):
        left, right = (0, 100)
        if column == source:
            left, right = (lane, 100) if goal > source else (0, lane)
        if column == goal:
            left, right = (0, CENTRE) if goal > source else (CENTRE, lane if goal == source else 100)
        grid[target, column].add(left, Level.MIDDLE, right, Level.MIDDLE, back=True, walked=walked)
    side = Side.LEFT if goal > source else Side.RIGHT
    grid[target, goal].heads[Head(side, back=True, walked=walked)] = None
