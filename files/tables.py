"""Tables as text: a spreadsheet takes a cell that begins as a formula for one."""

import csv
from collections.abc import Iterator
from io import StringIO

from files.office import formulas

BETWEEN_CELLS = ";,\t|"
BEGINS_FORMULA = tuple("=+-@")
LONGEST_CELL = 1_000_000
"""Characters; no spreadsheet shows as many."""


def dangers(text: str) -> list[str]:
    """Names of what its formulas may not do, whatever sign stands between the cells."""
    csv.field_size_limit(LONGEST_CELL)
    found = (name for sign in BETWEEN_CELLS if sign in f";{text}" for cell in _formulas(text, sign) for name in cell)
    return list(dict.fromkeys(found))


def _formulas(text: str, between: str) -> Iterator[Iterator[str]]:
    rows = csv.reader(StringIO(text, newline=""), delimiter=between)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:  # no table by this sign
            continue
        for cell in row:
            formula = cell.strip()
            if formula.startswith(BEGINS_FORMULA) and ("(" in formula or "|" in formula):
                yield formulas.dangers(formula.lstrip("=+-@ "))
