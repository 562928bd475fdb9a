"""The flow's table: its heads, which may stand in several rows and again on each page, and a row for every step."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sops.paper.headings import Column, column_of
from sops.paper.text import letters, one_line
from sops.paper.times import is_time, span_of_time
from sops.paper.values import DRAWN, Block, Table

NUMBER = re.compile(r"\W{0,2}(\d{1,3})\W{0,2}")
LEADING = re.compile(r"\(?(\d{1,3})[.)]\s*(?=\D)")
LIKE_ONE = ("l", "i", "|", "!", "l.", "i.", "|.")
"""What a reader of scans makes of a 1."""
TOTAL = re.compile(r"\W*(?:jumlah|total)\b", re.I)
AMOUNT = re.compile(r"\d{1,4}(?:[.,]\d{1,2})?")
UNIT = re.compile(r"\b(menit|jam|hari kerja|hari)\b", re.I)
LONGEST_CELL = 1_500
MORE_HEADS = 3
"""Rows of heads below the first."""
MEASURED = (Column.INPUTS, Column.NORM_TIME, Column.OUTPUTS)
WORDS = re.compile(r"[^\W\d_]{3,}\s+[^\W\d_]{3,}")
"""What no office writes into the column of an executor, unless in a shape."""
LIST_MARK = re.compile(r"[-–•*·]|\(?(?:\d{1,2}|[a-z])[.)]\s")
RESTARTS = "Naskah memuat lebih dari satu tabel alur; hanya yang pertama yang dibaca."
NO_HEADS = (
    "Kepala tabel tidak terbaca; kolomnya dikenali dari urutan baku (Kegiatan, Pelaksana, Kelengkapan, Waktu, Output, "
    "Keterangan). Periksa setiap kolom."
)
NO_NUMBERS = "Nomor langkah tidak tercetak; setiap baris yang memuat kegiatan dibaca sebagai satu langkah."
MERGED = "Sel ini menyatu dengan sel di atasnya; tentukan apakah isinya berlaku juga untuk langkah ini."
GOES_ON = "Sel ini berlanjut di baris lain tanpa nomor; periksa sambungannya."
SHIFTED = "Jumlah atau letak sel pada baris ini tidak sesuai dengan kepala tabelnya; periksa setiap kolom."
NO_NUMBER = "Satu baris tabel tanpa nomor dibaca sebagai langkah tersendiri; periksa batas langkah ini."
OTHER_NUMBER = "Nomor langkah pada naskah tertulis «{}» dan dibaca sebagai {}."


@dataclass
class Row:
    """A step as its cells."""

    number: int
    cells: dict[Column, str] = field(default_factory=dict)
    marks: dict[int, str] = field(default_factory=dict)
    """What stands in the columns of the executors, by their position."""
    doubts: dict[tuple[Column, str], str] = field(default_factory=dict)
    """Column and why it is uncertain, with what the paper says."""

    def doubt(self, column: Column, why: str, evidence: str = "") -> None:
        self.doubts.setdefault((column, why), evidence[:LONGEST_CELL])


@dataclass
class Flow:
    """The table of a paper: the heads of its executors' columns, and its steps."""

    roles: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    stacked: set[int] = field(default_factory=set)
    """Positions of executors whose head stood in several rows."""
    doubts: list[tuple[str, str]] = field(default_factory=list)
    """Why something about the whole table is uncertain, and what the paper says."""


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


def flow_of(blocks: Sequence[Block]) -> tuple[Flow, int, int] | None:
    """The flow in the tables of a paper, with the first block of it and the one behind it; None where there is none."""
    reader, first, last = _Reader(), None, 0
    for at, block in enumerate(blocks):
        if isinstance(block, Table) and reader.takes(block):
            first, last = at if first is None else first, at + 1
    if first is None or not reader.flow.rows:
        return None
    return reader.flow, first, last


def is_head(row: Sequence[str], following: Sequence[str] = ()) -> bool:
    """Whether a row begins the heads of a flow: the activity and one more of its heads."""
    found = {column_of(cell) for cell in row if cell}
    below = {column_of(cell) for cell in following if cell}
    if Column.ACTIVITY not in found:
        return False
    return bool((found | below) & {*MEASURED, Column.GROUP}) and bool(found - {Column.ACTIVITY, None})


class _Reader:
    """Reads one table after the other into a flow."""

    def __init__(self) -> None:
        self.flow = Flow()
        self.columns: Columns | None = None
        self.width = 0
        self.closed = False
        self.heads = 0
        self.table = Table(())
        self.is_stripped = False
        """Whether the empty cells at the end of rows were left out."""
        self.places: dict[int, int] = {}

    def takes(self, table: Table) -> bool:
        """Read a table where it is the flow's, or goes on with it; whether it was."""
        rows, self.table = table.rows, table
        self.is_stripped = all(row[-1:] != ("",) for row in rows)
        begins = next(
            (at for at in range(len(rows)) if is_head(rows[at], rows[at + 1] if at + 1 < len(rows) else ())), None
        )
        if begins is None:
            return self._takes_headless(rows)
        before = len(self.flow.rows)
        self._take(rows, begins)
        return len(self.flow.rows) > before or self.heads > 0

    def _takes_headless(self, rows: Sequence[tuple[str, ...]]) -> bool:
        if self.closed:
            return False
        width = _width(rows)
        if self.columns is None:
            columns = _guessed(rows)
            if columns is None:
                return False
            self.columns, self.width = columns, width
            self.flow.doubts.append((NO_HEADS, " · ".join(filter(None, rows[0]))))
        elif self.width != width or not self._goes_on(rows):
            return False
        self._take(rows, 0)
        return True

    def _goes_on(self, rows: Sequence[tuple[str, ...]]) -> bool:
        """Whether a table without heads is the next page of the flow."""
        numbers = [number for row in rows if (number := self._number(row)) is not None]
        return bool(numbers) and numbers[0] in (len(self.flow.rows), len(self.flow.rows) + 1)

    def _take(self, rows: Sequence[tuple[str, ...]], at: int) -> None:
        width, numberless = _width(rows[at:]), not any(self._number(row, 0) is not None for row in rows[at:])
        is_first = True
        while at < len(rows) and not self.closed:
            if is_head(rows[at], rows[at + 1] if at + 1 < len(rows) else ()):
                at = self._take_heads(rows, at, width)
                if is_first:
                    numberless, is_first = self._is_numberless(rows[at:]), False
                continue
            self._take_row(rows[at], at, is_numberless=numberless)
            at += 1

    def _take_heads(self, rows: Sequence[tuple[str, ...]], at: int, width: int) -> int:
        """Read the heads that begin here; the position of the row behind them."""
        end = at + 1
        while end < len(rows) and end - at <= MORE_HEADS and _is_more_head(rows[end], self._number(rows[end], 0)):
            end += 1
        columns = _columns(rows[at:end], width)
        self.heads += 1
        self.columns, self.width = columns, len(columns.kinds)
        if not self.flow.rows:
            self.flow.roles = []
        self.places = self._places(columns)
        return end

    def _places(self, columns: Columns) -> dict[int, int]:
        """The executor of each column, by its position in the flow; a later page may have its columns otherwise."""
        known = [letters(name) for name in self.flow.roles]
        is_same = len(known) == len(columns.roles)
        places = {}
        for ordinal, (at, name) in enumerate(columns.roles.items()):
            if letters(name) in known and letters(name):
                places[at] = known.index(letters(name))
            elif is_same:
                places[at] = ordinal
            else:
                places[at] = len(self.flow.roles)
                self.flow.roles.append(name)
                self.flow.stacked |= {places[at]} if at in columns.stacked else set()
        return places

    def _is_numberless(self, rows: Sequence[tuple[str, ...]]) -> bool:
        missing = not any(self._number(row) is not None for row in rows)
        if missing and rows and not self.flow.rows:
            self.flow.doubts.append((NO_NUMBERS, ""))
        return missing

    def _number(self, row: Sequence[str], column: int | None = None) -> int | None:
        """The number in the row's column of numbers, or before its activity."""
        if column is None and self.columns:
            column = self.columns.first(Column.NUMBER)
            if column is None:
                activity = _cell(row, self.columns.first(Column.ACTIVITY))
                found = LEADING.match(activity)
                return int(found[1]) if found else None
        found = NUMBER.fullmatch(_cell(row, column or 0))
        return int(found[1]) if found else None

    def _take_row(self, row: tuple[str, ...], at: int, *, is_numberless: bool) -> None:
        columns = self.columns
        if columns is None or not any(row) or _is_numbering(row):
            return
        activity, number = _cell(row, columns.first(Column.ACTIVITY)), self._number(row)
        expected = len(self.flow.rows) + 1
        said = _cell(row, columns.first(Column.NUMBER))
        if TOTAL.match(activity) or (not activity and TOTAL.match(said)):
            return
        if number == 1 and expected > 2 and activity:
            self.flow.doubts.append((RESTARTS, activity))
            self.closed = True
        elif self._begins(number, row, activity, is_numberless=is_numberless):
            self.flow.rows.append(begun := Row(expected))
            if not is_numberless and number != expected:
                begun.doubt(Column.NUMBER, OTHER_NUMBER.format(said or "tidak ada", expected), said)
            self._fill(begun, row, at, is_new=True)
            if number is None and not is_numberless:
                for step in self.flow.rows[-2:]:
                    _doubt(step, NO_NUMBER)
        elif self.flow.rows:
            self._fill(self.flow.rows[-1], row, at, is_new=False)

    def _begins(self, number: int | None, row: Sequence[str], activity: str, *, is_numberless: bool) -> bool:
        """Whether a row begins a step, and does not go on with the one before."""
        assert self.columns is not None
        if is_numberless:
            return bool(activity) and not (self.flow.rows and activity[:1].islower())
        if number is not None:
            return number != len(self.flow.rows) or not self.flow.rows
        said = _cell(row, self.columns.first(Column.NUMBER))
        return bool(activity) and (said.casefold() in LIKE_ONE or (activity[0].isupper() and self._is_whole(row)))

    def _is_whole(self, row: Sequence[str]) -> bool:
        """Whether a row without a number is a step that lost it: it stands for itself, as the one before does."""
        assert self.columns is not None
        is_marked = any(_cell(row, at) for at in self.columns.roles)
        before = self.flow.rows[-1] if self.flow.rows else None
        if before and (
            not {Column.ACTIVITY, Column.NORM_TIME} <= before.cells.keys() or (is_marked and not before.marks)
        ):
            return False
        is_told = is_marked and _cell(row, self.columns.first(Column.OUTPUTS))
        return bool(is_told) or is_time(_cell(row, self.columns.first(Column.NORM_TIME)))

    def _fill(self, step: Row, row: tuple[str, ...], at: int, *, is_new: bool) -> None:
        """Put a row's cells to a step; where it has such a cell already, behind that."""
        assert self.columns is not None
        for place, kind in enumerate(self.columns.kinds):
            cell = _cell(row, place)
            if kind in (*MEASURED, Column.REMARK) and is_new and (at, place) in self.table.merged:
                step.doubt(kind, MERGED)
            if not cell or kind in (None, Column.NUMBER):
                continue
            if kind is Column.ROLE:
                position = self.places.get(place, -1)
                step.marks[position] = f"{step.marks.get(position, '')} {cell}".strip()
            elif kind is not None:
                self._put(step, kind, cell, is_new=is_new)
        if why := self._misplaced(row):
            _doubt(step, why, " · ".join(filter(None, row)))
        if self.columns.first(Column.NUMBER) is None and Column.ACTIVITY in step.cells:
            step.cells[Column.ACTIVITY] = LEADING.sub("", step.cells[Column.ACTIVITY], count=1)

    def _misplaced(self, row: Sequence[str]) -> str:
        """Why a row's cells may not be those of their columns; "" where nothing says so."""
        assert self.columns is not None
        at = self.columns.first(Column.NORM_TIME)
        time = _cell(row, at)
        beside = [_cell(row, self.columns.first(kind)) for kind in (Column.INPUTS, Column.OUTPUTS, Column.REMARK)]
        if not is_time(time) and any(span is not None for span in map(span_of_time, (time, *beside))):
            return SHIFTED
        if any(WORDS.search(cell) and not DRAWN.search(cell) for at in self.columns.roles if (cell := _cell(row, at))):
            return SHIFTED
        is_short = len(row) < self.width and not (self.is_stripped and at is not None and is_time(time))
        return SHIFTED if len(row) > self.width or is_short else ""

    def _put(self, step: Row, kind: Column, cell: str, *, is_new: bool) -> None:
        assert self.columns is not None
        if kind is Column.NORM_TIME and self.columns.unit and AMOUNT.fullmatch(cell):
            cell = f"{cell} {self.columns.unit}"
        before = step.cells.get(kind, "")
        step.cells[kind] = continued(before, cell)
        if not is_new:
            step.doubt(kind, GOES_ON, step.cells[kind])
        elif self.table.doubt:
            step.doubt(kind, self.table.doubt, cell)


def _doubt(step: Row, why: str, evidence: str = "") -> None:
    """Mark every cell of a step, empty ones too."""
    for kind in dict.fromkeys((Column.ACTIVITY, *MEASURED, *step.cells)):
        step.doubt(kind, why, evidence)


def continued(before: str, cell: str) -> str:
    """A cell that goes on in another row: a list's item begins a line of its own."""
    if not before:
        return cell
    if len(before) > LONGEST_CELL:
        return before  # no row goes on so long
    return f"{before}\n{cell}" if LIST_MARK.match(cell) else one_line(f"{before}\n{cell}")


def _cell(row: Sequence[str], at: int | None) -> str:
    return row[at].strip() if at is not None and at < len(row) else ""


def _width(rows: Sequence[Sequence[str]]) -> int:
    """The number of cells that most rows have."""
    return Counter(map(len, rows)).most_common(1)[0][0] if rows else 0


def _is_numbering(row: Sequence[str]) -> bool:
    """Whether it numbers the columns: (1) (2) (3) …"""
    said = [NUMBER.fullmatch(cell.strip()) for cell in row if cell.strip()]
    numbers = [int(one[1]) for one in said if one]
    return len(said) == len(numbers) > 3 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _is_more_head(row: Sequence[str], number: int | None) -> bool:
    """Whether a row below the heads still belongs to them: it has neither number nor activity, and words."""
    if number is not None:
        return False
    if any(column_of(cell) in (*MEASURED, Column.REMARK) for cell in row if cell):
        return True
    begins = [cell.strip() for cell in row[:2]]
    return not any(begins) and any(re.search(r"[^\W\d_]{2}", cell) for cell in row)


def _columns(heads: Sequence[Sequence[str]], width: int) -> Columns:
    """What the columns hold by their heads; a column between the activity and the measures is an executor's."""
    heads = [_aligned(heads, width)] if _is_shifted(heads, width) else [list(row) for row in heads]
    width = max(width, *map(len, heads))
    kinds: list[Column | None] = []
    named: dict[int, str] = {}
    unit, stacked = "", set()
    for at in range(width):
        said = [cell for row in heads if (cell := _cell(row, at))]
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


def _guessed(rows: Sequence[tuple[str, ...]]) -> Columns | None:
    """The columns of a table without heads: it is numbered, and a column of times stands between two others."""
    width = _width(rows)
    numbers = [NUMBER.fullmatch(_cell(row, 0)) for row in rows]
    counted = [int(number[1]) for number in numbers if number]
    if width < 5 or len(counted) < 2 or counted != list(range(1, len(counted) + 1)):
        return None
    timed = Counter(at for row in rows for at in range(2, min(width, 64)) if is_time(_cell(row, at)))
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


def iter_rows(blocks: Sequence[Block]) -> Iterator[tuple[str, ...]]:
    for block in blocks:
        yield from block.rows if isinstance(block, Table) else ((block,),)
