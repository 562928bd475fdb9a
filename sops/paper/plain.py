"""A plain text as a paper: lines, and tables where tabs, upright strokes or blanks part the cells."""

import re

from sops.paper.aligned import blocks_of, is_aligned, rows_of_text
from sops.paper.text import without_form
from sops.paper.values import LONGEST, TOO_LONG, Block, Paper, Refused, Table
from text.cleaning import clean_lines

PIPED = re.compile(r"\s*\|.*\|\s*")
RULE = re.compile(r"[\s|:=-]+")


def paper_of(text: str) -> Paper:
    """A text as a paper: lines with tabs or upright strokes between them are rows. Raises ``Refused`` when too long."""
    if len(text) > LONGEST:
        raise Refused(TOO_LONG)
    lines = clean_lines(text).split("\n")
    if "\t" not in text and is_aligned(rows := rows_of_text(lines)):
        return Paper(tuple(blocks_of(rows)))
    return Paper(tuple(_blocks(lines)))


def _blocks(lines: list[str]) -> list[Block]:
    blocks: list[Block] = []
    rows: list[tuple[str, ...]] = []
    for line in [*lines, ""]:
        if (cells := _cells(line)) is not None:
            rows += [cells] if any(cells) else []
            continue
        if rows:
            blocks.append(Table(tuple(rows)))
            rows = []
        blocks += [one for one in without_form(line).split("\n") if one.strip()]
    return blocks


def _cells(line: str) -> tuple[str, ...] | None:
    """The cells of a row; None of a line without any."""
    if "\t" in line:
        return tuple(without_form(cell).strip() for cell in line.split("\t"))
    if PIPED.fullmatch(line):
        cells = line.strip().strip("|").split("|")
        return () if RULE.fullmatch(line) else tuple(without_form(cell).strip() for cell in cells)
    return None
