"""What one does to the rows of a draft: add, move, split, delete. Each gives a new draft."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Literal

from sops.studio.draft import Draft, Row, without

MOST_ROWS = {"roles": 40, "steps": 60}
"""Of each table; the longest SOP seen has ten steps and seven roles."""
Table = Literal["roles", "steps"]
NEW: Mapping[Table, Row] = {
    "roles": {"slug": "", "name": "", "superior": ""},
    "steps": {"activity": "", "kind": "prepare", "roles": [], "informs": [], "on_refusal": ""},
}


class TooMany(ValueError):
    """A table is as long as it may be."""


def added(draft: Draft, table: Table, after: str = "", **cells: Any) -> Draft:
    """A new row behind the one of that key, at the end without one. Raises ``TooMany``."""
    rows = getattr(draft, table)
    if len(rows) >= MOST_ROWS[table]:
        what = "langkah" if table == "steps" else "pelaksana"
        raise TooMany(f"Sudah ada {len(rows)} {what}, yang terbanyak. Hapus satu, lalu tambahkan yang baru.")
    new = {**NEW[table], **cells, "key": _free_key(rows, table[0])}
    place = _place(rows, after) + 1 if after else len(rows)
    return _with_rows(draft, table, (*rows[:place], new, *rows[place:]))


def split(draft: Draft, key: str) -> Draft:
    """A step becomes two of the same kind and roles, the second without its text. Raises ``TooMany``."""
    step = _row(draft.steps, key)
    return added(draft, "steps", key, kind=step.get("kind", ""), roles=[*step.get("roles", ())])


def moved(draft: Draft, key: str, by: int) -> Draft:
    """A row ``by`` places further down (up where negative), as far as there are places."""
    table = table_of(draft, key)
    rows = [*getattr(draft, table)]
    place = _place(rows, key)
    row = rows.pop(place)
    rows.insert(min(max(place + by, 0), len(rows)), row)
    return _with_rows(draft, table, rows)


def removed(draft: Draft, key: str) -> Draft:
    """The draft without a row, and without whatever named it. Raises ``KeyError`` for a row that is not there."""
    table_of(draft, key)
    return without(draft, key)


def table_of(draft: Draft, key: str) -> Table:
    """The table a row stands in. Raises ``KeyError`` for one that is not there."""
    for table in NEW:
        if any(row["key"] == key for row in getattr(draft, table)):
            return table
    raise KeyError(key)


def _with_rows(draft: Draft, table: Table, rows: Iterable[Row]) -> Draft:
    return replace(draft, roles=tuple(rows)) if table == "roles" else replace(draft, steps=tuple(rows))


def _place(rows: Iterable[Row], key: str) -> int:
    return [row["key"] for row in rows].index(key)


def _row(rows: Iterable[Row], key: str) -> Row:
    return next(row for row in rows if row["key"] == key)


def _free_key(rows: Iterable[Row], letter: str) -> str:
    """One more than the highest, so that no key is used again while its row is the last."""
    return f"{letter}{max((int(row['key'][1:]) for row in rows), default=0) + 1}"
