"""A flow's table that came in as running text: cell after cell, as programs write it that take the text out of a PDF.

Where they keep the borders of cells as blanks (a blank for each empty cell) the executors' empty columns show where
the activity ends; the time parts what is needed from what results.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sops.paper.columns import MEASURED
from sops.paper.headings import Column, column_of, headings_in
from sops.paper.table import Flow, Row
from sops.paper.text import letters, one_line
from sops.paper.times import span_of_time
from sops.paper.titles import parted_titles
from sops.paper.values import Block, Table

BEGINS = re.compile(r"\s*(\d{1,2})[.)](?:\s+(?P<rest>\S.*))?\s*")
BORDERS = re.compile(r"(?P<borders>\s{3,})")
LABEL = re.compile(r"(?<!\w)(?:ya|tidak)(?!\w)|[^\w\s.,;:()/&'\"-]", re.I)
CLOSING = re.compile(r"\s*(?:di(?:sahkan|tetapkan)\s+di|pada\s+tanggal|KETUA|SEKRETARIS|NIP)\b|\s*TTD\b")
MEASURE_WORDS = {"kelengkapan", "waktu", "output", "keterangan", "ket", "pelaksana", "mutu", "baku", "pendukung"}
MOST_HEAD_LINES = 60
MOST_LINES_OF_A_STEP = 40
NO_BORDERS = "Batas kolom pada baris ini tidak terbaca; periksa kegiatan, kelengkapan, dan outputnya."
NO_TIME = "Waktu tidak ditemukan pada baris ini, sehingga batas kelengkapan dan output tidak diketahui."
RUNNING = "Tabel terbaca sebagai teks berurutan tanpa batas kolom; periksa isinya."
ROLE_COUNT = "Judul kolom pelaksana tercetak berurutan; batas setiap judul dikenali dari kata jabatannya."


@dataclass
class _Cut:
    """The lines of one step, cut where the borders of cells show."""

    number: int
    lines: list[str] = field(default_factory=list)

    def parts(self) -> tuple[str, str | None, str]:
        """Activity, the blanks and labels of the executors' columns (None: no border shows), and what follows."""
        for at, line in enumerate(self.lines):
            found = re.match(r"\s+", line) if at else None
            found = found or BORDERS.search(line.rstrip())
            if found is None:
                continue
            before = [*self.lines[:at], line[: found.start()]]
            rest = line[found.start() :]
            marks = re.match(r"(?:\s|(?:ya|tidak)(?!\w)|[^\w\s.,;:()/&'\"-])*", rest, re.I)
            end = marks.end() if marks else 0
            return _joined(before), rest[:end], _joined([rest[end:], *self.lines[at + 1 :]])
        return _joined(self.lines), None, ""


def flow_of(blocks: Sequence[Block]) -> tuple[Flow, int, int] | None:
    """The flow in the lines of a paper, with the first line of it and the one behind it; None where there is none."""
    begins = next((at for at in range(len(blocks)) if _is_head(blocks, at)), None)
    if begins is None:
        return None
    heads, body = _heads(blocks, begins)
    steps, end = _steps(blocks, body)
    if not steps:
        return None
    flow = Flow()
    flow.rows = [_row(step) for step in steps]
    borders = _borders(steps)
    _name_roles(flow, heads, borders)
    if not borders:
        flow.doubts.append((RUNNING, ""))
        for row in flow.rows:
            _doubt_all(row, RUNNING)
    return flow, begins, end


def _line(blocks: Sequence[Block], at: int) -> str:
    block = blocks[at] if at < len(blocks) else ""
    return block if isinstance(block, str) else ""


def _is_head(blocks: Sequence[Block], at: int) -> bool:
    """Whether the heads begin here: "No. Kegiatan", and the measures within the next lines."""
    said = letters(_line(blocks, at))
    found = re.match(r"(?:no|nomor)\s+((?:uraian\s+)?\w+)", said)
    if not found or column_of(found[1]) is not Column.ACTIVITY:
        return False
    near = " ".join(letters(_line(blocks, one)) for one in range(at, at + MOST_HEAD_LINES))
    return len(MEASURE_WORDS & set(near.split())) >= 2


def _heads(blocks: Sequence[Block], at: int) -> tuple[list[str], int]:
    """The lines between the heads over several columns and the measures, and where the steps begin."""
    lines: list[str] = []
    for one in range(at, min(at + MOST_HEAD_LINES, len(blocks))):
        line = _line(blocks, one)
        if (found := BEGINS.fullmatch(line)) and found[1] == "1":
            return lines, one
        lines.append(line)
    return lines, len(blocks)


def _steps(blocks: Sequence[Block], at: int) -> tuple[list[_Cut], int]:
    steps: list[_Cut] = []
    in_heads = False
    while at < len(blocks):
        block = blocks[at]
        if isinstance(block, Table) or (steps and _ends(block)):
            break
        found = BEGINS.fullmatch(block)
        if found and int(found[1]) == len(steps) + 1:
            steps.append(_Cut(int(found[1]), [found["rest"]] if found["rest"] else []))
            in_heads = False
        elif _is_head(blocks, at):  # the next page repeats them
            in_heads = True
        elif steps and not in_heads and not _repeats_heads(block):
            steps[-1].lines.append(block)
        at += 1
    return steps, at


def _ends(line: str) -> bool:
    return CLOSING.match(line) is not None or any(one.is_bare or not one.rest for one in headings_in(line))


def _repeats_heads(line: str) -> bool:
    said = letters(line).split()
    return len(said) > 1 and set(said) <= MEASURE_WORDS


def _row(step: _Cut) -> Row:
    row = Row(step.number)
    activity, marks, rest = step.parts()
    if marks is None:
        _take_apart(row, activity)
        return row
    row.cells[Column.ACTIVITY] = activity
    if found := LABEL.findall(marks):
        row.marks = dict.fromkeys([-1], " ".join(found))
    time = span_of_time(rest)
    if time is None:
        row.cells[Column.INPUTS] = rest
        for column in MEASURED:
            row.doubt(column, NO_TIME, rest)
        return row
    row.cells |= {
        Column.INPUTS: rest[: time[0]].strip(),
        Column.NORM_TIME: rest[slice(*time)],
        Column.OUTPUTS: rest[time[1] :].strip(),
    }
    return row


def _take_apart(row: Row, text: str) -> None:
    """A step without borders: the time parts what results; the rest is left with the activity, and doubted."""
    time = span_of_time(text)
    row.cells[Column.ACTIVITY] = text[: time[0]].strip() if time else text
    if time:
        row.cells |= {Column.NORM_TIME: text[slice(*time)], Column.OUTPUTS: text[time[1] :].strip()}
    _doubt_all(row, NO_BORDERS)


def _doubt_all(row: Row, why: str) -> None:
    for column in (Column.ACTIVITY, *MEASURED):
        row.doubt(column, why, row.cells.get(column, ""))


def _borders(steps: Sequence[_Cut]) -> int:
    """How many columns the executors have by the blanks that most steps have for them; 0 where no number stands out."""
    counted = Counter(len(marks) for step in steps if (marks := step.parts()[1]) is not None and not marks.strip())
    number, times = counted.most_common(1)[0] if counted else (0, 0)
    return number if number > 1 and times > 1 and times * 3 >= len(steps) else 0


def _name_roles(flow: Flow, heads: list[str], borders: int) -> None:
    text = one_line(" ".join(heads))
    for pattern in (
        r"^\W*no\w*\W+(?:uraian\s+)?\w+",
        r"\b(?:pelaksana|mutu baku|kelengkapan|waktu|output|keterangan|ket)\b",
    ):
        text = re.sub(pattern, " ", text, flags=re.I)
    flow.roles = parted_titles(one_line(text))
    if flow.roles:
        why = ROLE_COUNT
        if borders and borders != len(flow.roles):
            why += f" Naskah memiliki {borders} kolom pelaksana, tetapi {len(flow.roles)} judul yang dikenali."
        flow.doubts.append((why, text))


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(line.strip() for line in lines if line.strip())
