"""The Lembar SOP as an accessible PDF (PDF/UA-1 and PDF/A-2a), A4 landscape, with the fonts of the typst wheel.

Every word travels as data; ``sheet.typ`` is the same for all sheets.
"""

import json
import unicodedata
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from workflows.core.living_row import Cell, LivingRow
from workflows.core.living_sheet import Sheet

SOURCE = Path(__file__).with_name("sheet.typ")
STANDARDS: list[Any] = ["ua-1", "a-2a"]
READABLE = (
    (0x20, 0x7E),
    (0xA0, 0x17F),  # Latin with its accents
    (0x391, 0x3A1),
    (0x3A3, 0x3C9),  # Greek
    (0x410, 0x44F),  # Cyrillic
    (0x2010, 0x2015),
    (0x2018, 0x201E),
    (0x2020, 0x2022),
    (0x2026, 0x2026),
    (0x2039, 0x203A),
    (0x20AC, 0x20AC),
    (0x2122, 0x2122),
    (0x2190, 0x2193),
    (0x2212, 0x2212),
    (0x2264, 0x2265),
)
"""Code points for which the wheel's fonts have a glyph: PDF/A allows no other."""
UNREADABLE = "?"


def sheet_pdf(sheet: Sheet, *, made_at: datetime) -> bytes:
    """The sheet as PDF; equal sheets made at the same moment give equal bytes."""
    data = json.dumps(_readable(_values(sheet)), ensure_ascii=False)
    return typst.compile(
        SOURCE,
        root=SOURCE.parent,
        font_paths=_fonts(),
        format="pdf",
        sys_inputs={"data": data},
        pdf_standards=STANDARDS,
        timestamp=int(made_at.timestamp()),
    )


@cache
def _fonts() -> typst.Fonts:
    """The wheel's own fonts and no others, so that every machine makes the same PDF."""
    return typst.Fonts(include_system_fonts=False)


def _values(sheet: Sheet) -> dict[str, Any]:
    document, trail = sheet.sop, sheet.trail
    heading = f"Lembar SOP: {trail.title}" if trail else f"SOP {document.name}"
    rows = f"{document.flow_title or 'Bagan alir'}: {len(sheet.rows)} langkah"
    return {
        "title": heading,
        "office": trail.office if trail else document.office,
        "name": document.name,
        "reference": document.reference,
        "item": sheet.item,
        "identity": sheet.identity,
        "foundations": sheet.foundations,
        "caption": rows + (f", {sheet.total} menurut waktu baku" if sheet.total else ""),
        "zone": trail.zone if trail else "",
        "roles": [role.name for role in document.roles],
        "rows": [_row(row, assumed=row.step.number in sheet.doubtful_steps) for row in sheet.rows],
        "duties": sheet.duties,
        "assumptions": [f"Langkah {note.step}: {note.text}" for note in sheet.open_readings],
        "confirmed": [f"Langkah {note.step}: {note.text} {note.confirmed}" for note in sheet.confirmed_readings],
    }


def _row(row: LivingRow, *, assumed: bool) -> dict[str, Any]:
    late = f" · {row.late}" if row.late else ""
    done = [
        "\n".join(
            filter(
                None,
                (
                    f"{one.done} · {one.late}" if one.late else one.done,
                    f"Alasan: {one.reason}" if one.reason else "",
                    f"«{one.remark}»" if one.remark else "",
                ),
            )
        )
        for one in row.passes
    ]
    return {
        "number": row.step.number,
        "activity": row.step.activity,
        "assumed": assumed,
        "points": row.step.checklist,
        "word": row.word,
        "here": row.state.is_here,
        "state": row.state,
        "cells": [_cell(cell) for cell in row.cells],
        "inputs": row.inputs,
        "time": row.plan.time,
        "spent": row.time + late,
        "outputs": row.outputs,
        "remarks": " ".join((*(f"{arrow}." for arrow in row.arrows), *row.plan.remarks)),
        "record": [*done, *row.notes],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    spoken = f"{cell.symbol.label}{f': {cell.word}' if cell.word else ''}" if cell.symbol else ""
    return {
        "symbol": cell.symbol,
        "spoken": spoken,
        "who": cell.who,
        "when": cell.when,
        "strokes": [
            {"x1": one.x1, "y1": one.y1, "x2": one.x2, "y2": one.y2, "back": one.back, "walked": one.walked}
            for one in cell.strokes
        ],
        "heads": [{"side": one.side, "back": one.back, "walked": one.walked} for one in cell.heads],
    }


def _readable(value: Any) -> Any:
    """The same values in characters that the fonts can show."""
    if isinstance(value, str):
        return "".join(map(_shown, unicodedata.normalize("NFC", value)))
    if isinstance(value, dict):
        return {key: _readable(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_readable(one) for one in value]
    return value


def _shown(char: str) -> str:
    if char == "\n":
        return char
    if any(first <= ord(char) <= last for first, last in READABLE):
        return char
    return " " if char.isspace() else "" if unicodedata.category(char) in ("Cf", "Mn") else UNREADABLE
