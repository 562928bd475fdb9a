"""The flow's table: its heads, which may stand in several rows and again on each page, and a row for every step."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sops.paper.columns import (
    MEASURED,
    NUMBER,
    Columns,
    cell_of,
    columns_of,
    guessed_columns,
    is_head,
    is_more_head,
    is_numbering,
    width_of,
)
from sops.paper.headings import Column
from sops.paper.text import letters, one_line
from sops.paper.times import is_time, span_of_time
from sops.paper.values import DRAWN, Block, Table

LEADING = re.compile(r"\(?(\d{1,3})[.)]\s*(?=\D)")
LIKE_ONE = ("l", "i", "|", "!", "l.", "i.", "|.")
"""What a reader of scans makes of a 1."""
TOTAL = re.compile(r"\W*(?:jumlah|total)\b", re.I)
AMOUNT = re.compile(r"\d{1,4}(?:[.,]\d{1,2})?")
LONGEST_CELL = 1_500
MORE_HEADS = 3
"""Rows of heads below the first."""
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


def flow_of(blocks: Sequence[Block]) -> tuple[Flow, int, int] | None:
    """The flow in the tables of a paper, with the first block of it and the one behind it; None where there is none."""
    reader, first, last = _Reader(), None, 0
    for at, block in enumerate(blocks):
        if isinstance(block, Table) and reader.takes(block):
            first, last = at if first is None else first, at + 1
    if first is None or not reader.flow.rows:
        return None
    return reader.flow, first, last


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
        width = width_of(rows)
        if self.columns is None:
            columns = guessed_columns(rows)
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
        width, numberless = width_of(rows[at:]), not any(self._number(row, 0) is not None for row in rows[at:])
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
        while end < len(rows) and end - at <= MORE_HEADS and is_more_head(rows[end], self._number(rows[end], 0)):
            end += 1
        columns = columns_of(rows[at:end], width)
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
                activity = cell_of(row, self.columns.first(Column.ACTIVITY))
                found = LEADING.match(activity)
                return int(found[1]) if found else None
        found = NUMBER.fullmatch(cell_of(row, column or 0))
        return int(found[1]) if found else None

    def _take_row(self, row: tuple[str, ...], at: int, *, is_numberless: bool) -> None:
        columns = self.columns
        if columns is None or not any(row) or is_numbering(row):
            return
        activity, number = cell_of(row, columns.first(Column.ACTIVITY)), self._number(row)
        expected = len(self.flow.rows) + 1
        said = cell_of(row, columns.first(Column.NUMBER))
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
        said = cell_of(row, self.columns.first(Column.NUMBER))
        return bool(activity) and (said.casefold() in LIKE_ONE or (activity[0].isupper() and self._is_whole(row)))

    def _is_whole(self, row: Sequence[str]) -> bool:
        """Whether a row without a number is a step that lost it: it stands for itself, as the one before does."""
        assert self.columns is not None
        is_marked = any(cell_of(row, at) for at in self.columns.roles)
        before = self.flow.rows[-1] if self.flow.rows else None
        if before and (
            not {Column.ACTIVITY, Column.NORM_TIME} <= before.cells.keys() or (is_marked and not before.marks)
        ):
            return False
        is_told = is_marked and cell_of(row, self.columns.first(Column.OUTPUTS))
        return bool(is_told) or is_time(cell_of(row, self.columns.first(Column.NORM_TIME)))

    def _fill(self, step: Row, row: tuple[str, ...], at: int, *, is_new: bool) -> None:
        """Put a row's cells to a step; where it has such a cell already, behind that."""
        assert self.columns is not None
        for place, kind in enumerate(self.columns.kinds):
            cell = cell_of(row, place)
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
        time = cell_of(row, at)
        beside = [cell_of(row, self.columns.first(kind)) for kind in (Column.INPUTS, Column.OUTPUTS, Column.REMARK)]
        if not is_time(time) and any(span is not None for span in map(span_of_time, (time, *beside))):
            return SHIFTED
        if any(
            WORDS.search(cell) and not DRAWN.search(cell) for at in self.columns.roles if (cell := cell_of(row, at))
        ):
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
