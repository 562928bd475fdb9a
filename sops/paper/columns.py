"""The columns of the flow's table: what each holds, by its head or, where heads are lost, by the order of the form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from sops.paper.headings import Column, column_of
from sops.paper.text import one_line
from sops.paper.times import is_time

NUMBER = re.compile(r"\W{0,2}(\d{1,3})\W{0,2}")
UNIT = re.compile(r"\b(menit|jam|hari kerja|hari)\b", re.I)
MEASURED = (Column.INPUTS, Column.NORM_TIME, Column.OUTPUTS)


class Columns(NamedTuple):
    """What each column of a table holds, and the heads of the executors' columns by position."""

    kinds: tuple[Column | None, ...]
    roles: dict[int, str]
    stacked: frozenset[int] = frozenset()
    """Columns whose heads stand in several rows: the upper one may be over other columns too."""
    unit: str = ""
    """The unit of all times, where their head says it."""

    def first(self, kind: Column) -> int | None:
        return self.kinds.index(kind) if kind in self.kinds else None


def is_head(row: Sequence[str], following: Sequence[str] = ()) -> bool:
    """Whether a row begins the heads of a flow: the activity and one more of its heads."""
    found = {column_of(cell) for cell in row if cell}
    below = {column_of(cell) for cell in following if cell}
    if Column.ACTIVITY not in found:
        return False
    return bool((found | below) & {*MEASURED, Column.GROUP}) and bool(found - {Column.ACTIVITY, None})


def cell_of(row: Sequence[str], at: int | None) -> str:
    return row[at].strip() if at is not None and at < len(row) else ""


def width_of(rows: Sequence[Sequence[str]]) -> int:
    """The number of cells that most rows have."""
    return Counter(map(len, rows)).most_common(1)[0][0] if rows else 0


def is_numbering(row: Sequence[str]) -> bool:
    """Whether it numbers the columns: (1) (2) (3) …"""
    said = [NUMBER.fullmatch(cell.strip()) for cell in row if cell.strip()]
    numbers = [int(one[1]) for one in said if one]
    return len(said) == len(numbers) > 3 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def is_more_head(row: Sequence[str], number: int | None) -> bool:
    """Whether a row below the heads still belongs to them: it has neither number nor activity, and words."""
    if number is not None:
        return False
    if any(column_of(cell) in (*MEASURED, Column.REMARK) for cell in row if cell):
        return True
    begins = [cell.strip() for cell in row[:2]]
    return not any(begins) and any(re.search(r"[^\W\d_]{2}", cell) for cell in row)


def columns_of(heads: Sequence[Sequence[str]], width: int) -> Columns:
    """What the columns hold by their heads; a column between the activity and the measures is an executor's."""
    heads = [_aligned(heads, width)] if _is_shifted(heads, width) else [list(row) for row in heads]
    width = max(width, *map(len, heads))
    kinds: list[Column | None] = []
    named: dict[int, str] = {}
    unit, stacked = "", set()
    for at in range(width):
        said = [cell for row in heads if (cell := cell_of(row, at))]
        found = [column_of(cell) for cell in said]
        kinds.append(next((one for one in found if one not in (None, Column.GROUP)), None))
        names = [cell for cell, column in zip(said, found, strict=True) if column is None]
        named[at] = one_line("\n".join(names))
        stacked |= {at} if len(names) > 1 else set()
        if kinds[at] is Column.NORM_TIME and (told := UNIT.search(" ".join(said))):
            unit = told[1].lower()
    return _with_roles(kinds, named)._replace(unit=unit, stacked=frozenset(stacked))


def _with_roles(kinds: list[Column | None], named: dict[int, str]) -> Columns:
    begin = kinds.index(Column.ACTIVITY) + 1 if Column.ACTIVITY in kinds else 0
    ends = [at for at, kind in enumerate(kinds) if at >= begin and kind in (*MEASURED, Column.REMARK)]
    end = ends[0] if ends else len(kinds)
    roles = {at: named.get(at, "") for at in range(begin, end) if kinds[at] is None}
    return Columns(tuple(Column.ROLE if at in roles else kind for at, kind in enumerate(kinds)), roles)


def _is_shifted(heads: Sequence[Sequence[str]], width: int) -> bool:
    """Whether heads over several columns were written as one cell, so that the row below begins too far left."""
    if len(heads) != 2 or not heads[1]:
        return False
    return len(_aligned(heads, width)) == width and bool(heads[1][0].strip()) and max(map(len, heads)) < width


def _aligned(heads: Sequence[Sequence[str]], width: int) -> list[str]:
    """Both rows as one: the lower one between what stands left and right of the heads over several columns."""
    upper = [cell for cell in heads[0] if cell.strip()]
    groups = [at for at, cell in enumerate(upper) if column_of(cell) is Column.GROUP]
    if not groups:
        return []
    return [*upper[: groups[0]], *heads[1], *upper[groups[-1] + 1 :]]


def guessed_columns(rows: Sequence[tuple[str, ...]]) -> Columns | None:
    """The columns of a table without heads: it is numbered, and a column of times stands between two others."""
    width = width_of(rows)
    numbers = [NUMBER.fullmatch(cell_of(row, 0)) for row in rows]
    counted = [int(number[1]) for number in numbers if number]
    if width < 5 or len(counted) < 2 or counted != list(range(1, len(counted) + 1)):
        return None
    timed = Counter(at for row in rows for at in range(2, min(width, 64)) if is_time(cell_of(row, at)))
    if not timed:
        return None
    time, count = timed.most_common(1)[0]
    if count * 2 < len(counted) or time < 3 or time + 1 >= width:
        return None
    kinds: list[Column | None] = [None] * width
    kinds[0], kinds[1] = Column.NUMBER, Column.ACTIVITY
    kinds[time - 1], kinds[time], kinds[time + 1] = MEASURED
    if time + 2 < width:
        kinds[time + 2] = Column.REMARK
    return _with_roles(kinds, {})
