"""A workbook as a table for each sheet that is shown: what its cells show, and the shapes drawn over them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from files.layout.shapes import sign_of
from files.office.package import Package, local

MOST_ROWS, MOST_COLUMNS = 1_500, 64
"""Of a sheet."""
MOST_SHEETS = 20


def layout(path: str) -> dict[str, Any]:
    book = load_workbook(BytesIO(content := Path(path).read_bytes()), data_only=True)
    drawn = _shapes(Package(content, "xlsx"))
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"][:MOST_SHEETS]
    return {"blocks": [rows for sheet in sheets if (rows := list(_rows(sheet, drawn.get(sheet.title, []))))]}


def _rows(sheet: Any, shapes: list[tuple[int, int, str]]) -> Iterator[list[str | None]]:
    width, height = min(sheet.max_column, MOST_COLUMNS), min(sheet.max_row, MOST_ROWS)
    shut = [sheet.column_dimensions[get_column_letter(at + 1)].hidden for at in range(width)]
    over: dict[tuple[int, int], str] = {}
    for row, column, sign in shapes:
        over[row, column] = over.get((row, column), "") + sign
    below = {
        (row - 1, area.min_col - 1)
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row + 1, min(area.max_row, height) + 1)
    }
    for at, cells in enumerate(sheet.iter_rows(max_row=height, max_col=width, values_only=True)):
        if sheet.row_dimensions[at + 1].hidden:
            continue
        texts = (f"{_shown(value)}{over.get((at, column), '')}" for column, value in enumerate(cells))
        shown = ["" if is_shut else text for is_shut, text in zip(shut, texts, strict=True)]
        if any(map(str.strip, shown)):
            yield [None if not text and (at, column) in below else text for column, text in enumerate(shown)]


def _shown(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, datetime | date):
        return value.strftime("%d-%m-%Y")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("_x000D_", "").replace("\r", "")


def _shapes(package: Package) -> dict[str, list[tuple[int, int, str]]]:
    """Row, column and sign of the shapes of each sheet, by its name."""
    leads = {(one.source, one.element.get("Id")): one.target for one in package.relations if not one.is_external}
    found: dict[str, list[tuple[int, int, str]]] = {}
    for sheet in package.tree("xl/workbook.xml").iter():
        if local(sheet) != "sheet":
            continue
        reference = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        part = leads.get(("xl/workbook.xml", reference), "")
        drawings = [one.target for one in package.relations if one.source == part and one.kind == "drawing"]
        for drawing in map(posixpath.normpath, drawings):
            if drawing in package.names:
                found.setdefault(sheet.get("name", ""), []).extend(_anchored(package.tree(drawing)))
    return found


def _anchored(drawing: Any) -> Iterator[tuple[int, int, str]]:
    for anchor in drawing:
        shape = next((one for one in anchor.iter() if local(one) == "sp"), None)
        begins = _place(anchor, "from")
        if shape is None or begins is None:
            continue
        ends = _place(anchor, "to") or begins
        geometry = next((one.get("prst", "") for one in shape.iter() if local(one) == "prstGeom"), "")
        text = " ".join(one.text or "" for one in shape.iter() if local(one) == "t")
        if sign := sign_of(geometry, text).strip():
            yield (begins[0] + ends[0]) // 2, (begins[1] + ends[1]) // 2, f" {sign}"


def _place(anchor: Any, name: str) -> tuple[int, int] | None:
    held = next((one for one in anchor if local(one) == name), None)
    values = {local(one): one.text or "" for one in held} if held is not None else {}
    row, column = values.get("row", ""), values.get("col", "")
    return (int(row), int(column)) if row.isdecimal() and column.isdecimal() else None
