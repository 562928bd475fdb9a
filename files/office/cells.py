"""What of a workbook's cells nobody sees: rows and columns shut, formats that show nothing."""

import re
from collections.abc import Mapping
from typing import Any

from files.office.package import Package, local

OFF = {"0", "false", "off"}
NONE_LEFT = re.compile(r"0+(\.0*)?")
MOST_COLUMNS = 16_384
BESIDE_FORMAT = re.compile(r"\[[^]]*\]|\s")
"""What stands in a number format and shows nothing itself: colours, conditions."""
TEXT_CELLS = ("s", "str", "inlineStr")
CELL = re.compile(r"([A-Z]{1,3})\d+")


def blind_styles(package: Package) -> dict[str, bool]:
    """The numbers of a workbook's cell styles whose format shows no number, and whether it shows no text either."""
    if "xl/styles.xml" not in package.names:
        return {}
    tree = package.tree("xl/styles.xml")
    formats = {one.get("numFmtId"): _shown(one.get("formatCode", "")) for one in tree.iter() if local(one) == "numFmt"}
    styles = next((one for one in tree if local(one) == "cellXfs"), ())
    parts = {str(number): formats.get(one.get("numFmtId"), ["0"]) for number, one in enumerate(styles)}
    return {number: len(shown) == 4 for number, shown in parts.items() if len(shown) > 1 and not any(shown)}


def _shown(code: str) -> list[str]:
    """What each part of a number format shows: of what is positive, negative, nought, text (";;;": nothing of any)."""
    return [BESIDE_FORMAT.sub("", part) for part in code.split(";")]


def is_hidden_cell(one: Any, blind: Mapping[str, bool]) -> bool:
    """Whether a cell holds something that its number format doesn't show."""
    if local(one) != "c" or not len(one) or one.get("s", "0") not in blind:
        return False
    return blind[one.get("s", "0")] or one.get("t") not in TEXT_CELLS


def hidden_columns(sheet: Any) -> set[int]:
    """The numbers of a sheet's columns that nobody sees."""
    covered: set[int] = set()
    for one in sheet.iter():
        if local(one) == "col" and is_shut(one):
            covered |= set(range(int(one.get("min", 1)), min(int(one.get("max", 1)), MOST_COLUMNS) + 1))
    return covered


def is_shut(one: Any) -> bool:
    """Whether a row or column is hidden, or of no height or width."""
    return (one.get("hidden") or "0").lower() not in OFF or NONE_LEFT.fullmatch(
        one.get("ht") or one.get("width") or ""
    ) is not None


def column_of(reference: str) -> int:
    """The number of a cell's column: "AB12" → 28."""
    found, number = CELL.match(reference), 0
    for letter in found[1] if found else "":
        number = number * 26 + ord(letter) - 64
    return number
