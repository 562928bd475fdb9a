"""Pages of words and strokes as a paper: tables by their borders, else by the blanks between their columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sops.paper.aligned import Row, blocks_of, rows_of_page
from sops.paper.grids import Grid, Word, tables_on
from sops.paper.values import Block, Paper
from text.cleaning import clean

BETWEEN = 10_000.0
"""Points from the top of a page to the top of the next one."""


def paper_of(told: Mapping[str, Any], *, is_scan: bool = False) -> Paper:
    """The paper on pages as ``files.layout`` tells of them."""
    blocks: list[Block] = []
    open_rows: list[Row] = []
    for at, page in enumerate(told["pages"]):
        words = [Word(text, *place) for one in page["words"] if (text := clean(one[0]).strip()) for place in [one[1:5]]]
        grids, rest = tables_on(words, page["strokes"])
        for grid in grids:
            above = [word for word in rest if word.centre[1] < grid.top]
            rest = [word for word in rest if word.centre[1] >= grid.top]
            open_rows += rows_of_page(above, below=at * BETWEEN)
            blocks += [*blocks_of(open_rows), _block(grid)]
            open_rows = []
        open_rows += rows_of_page(rest, below=at * BETWEEN)
    return Paper((*blocks, *blocks_of(open_rows)), is_scan=is_scan, is_cut=bool(told.get("has_more")))


def _block(grid: Grid) -> Block:
    return grid.table
