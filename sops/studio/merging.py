"""Several people write one draft: what each changed since what they saw is put together, cell by cell."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sops.studio.draft import Cell, Draft


class Merged(NamedTuple):
    """``draft``: both sides' work. ``over``: cells both had changed, with the value that stood there before."""

    draft: Draft
    over: Mapping[Cell, Any]


def merged(seen: Draft, mine: Draft, stored: Draft) -> Merged:
    """Lay what ``mine`` changed against ``seen`` over what is ``stored`` by now.

    A form of cells has no rows of its own: rows come, go and move by acts on the stored draft, so those stay.
    Where both changed a cell the last one stands, and the other value is told.
    """
    before, now, there = seen.cells(), mine.cells(), stored.cells()
    wanted = {cell: now.get(cell, "") for cell in {*before, *now} if now.get(cell, "") != before.get(cell, "")}
    over = {
        cell: there.get(cell, "")
        for cell, value in wanted.items()
        if there.get(cell, "") != before.get(cell, "") and there.get(cell, "") != value
    }
    looked_at = seen.marks.keys() - mine.marks.keys()
    return Merged(stored.with_cells(wanted).seen(looked_at), over)
