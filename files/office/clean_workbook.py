"""A workbook without its hidden sheets, rows, columns and cells, and without remarks; what its formulas gave stays."""

from collections.abc import Mapping
from typing import Any

from files.office.cells import OFF, blind_styles, column_of, hidden_columns, is_hidden_cell, is_shut
from files.office.package import Package, attribute, drop, local

GONE = ("xl/comments", "xl/threadedComments", "xl/persons", "xl/pivotCache/pivotCacheRecords", "xl/revisions/")


def clean_workbook(package: Package) -> None:
    book = package.tree("xl/workbook.xml")
    gone = _remove_sheets(package, book)
    for name in [name for name in package.names if name.startswith(GONE) or name == "xl/calcChain.xml"]:
        package.remove(name)
    _remove_drawn_remarks(package)
    used: set[int] = set()
    blind = blind_styles(package)
    for _, sheet in package.trees("xl/worksheets/sheet"):
        _empty_hidden(sheet, blind)
        for cell in (one for one in sheet.iter() if local(one) == "c"):
            used |= _settled(cell, gone)
    _forget_strings(package, used)
    _forget_titles(package)


def _remove_sheets(package: Package, book: Any) -> list[str]:
    """Take hidden sheets out; returns their names."""
    sheets = [one for one in book.iter() if local(one) == "sheet"]
    hidden = [n for n, one in enumerate(sheets) if one.get("state", "visible") != "visible"]
    targets = {one.element.get("Id"): one.target for one in package.relations if one.source == "xl/workbook.xml"}
    for number in hidden:
        drop(sheets[number])
        if (part := targets.get(attribute(sheets[number], "id"), "")) in package.names:
            package.remove(part)
    names = [sheets[n].get("name", "") for n in hidden]
    moved = {old: new for new, old in enumerate(n for n in range(len(sheets)) if n not in hidden)}
    for one in [one for one in book.iter() if local(one) in ("definedName", "workbookView")]:
        if local(one) == "workbookView":
            for key in ("activeTab", "firstSheet"):
                one.attrib.pop(key, None)
        elif _belongs_to_none(one, moved, names):
            drop(one)
        elif (at := one.get("localSheetId")) is not None:
            one.set("localSheetId", str(moved[int(at)]))
    for holder in [one for one in book.iter() if local(one) == "definedNames" and not len(one)]:
        drop(holder)
    return names


def _belongs_to_none(name: Any, moved: dict[int, int], gone: list[str]) -> bool:
    """Whether a defined name is hidden, or of a sheet that is gone."""
    at = name.get("localSheetId")
    lost = at is not None and int(at) not in moved
    return lost or _names_one(name.text or "", gone) or (name.get("hidden") or "0").lower() not in OFF


def _names_one(formula: str, sheets: list[str]) -> bool:
    return any(f"{name}!" in formula or f"{name}'!" in formula for name in sheets if name)


def _remove_drawn_remarks(package: Package) -> None:
    """The boxes of remarks stand in drawings of their own."""
    for relation in list(package.relations):
        if relation.kind == "vmlDrawing" and relation.source in package.names:
            for one in list(package.tree(relation.source).iter()):
                if local(one) == "legacyDrawing" and attribute(one, "id") == relation.element.get("Id"):
                    drop(one)
            if relation.target in package.names:
                package.remove(relation.target)


def _empty_hidden(sheet: Any, blind: Mapping[str, bool]) -> None:
    covered = hidden_columns(sheet)
    for row in [one for one in sheet.iter() if local(one) == "row"]:
        all_of_it = is_shut(row)
        for cell in list(row):
            if all_of_it or column_of(cell.get("r", "")) in covered or is_hidden_cell(cell, blind):
                row.remove(cell)


def _settled(cell: Any, gone: list[str]) -> set[int]:
    """A formula over sheets that are gone becomes what it gave; returns the shared string the cell shows, if any."""
    for one in list(cell):
        if local(one) == "f" and _names_one(one.text or "", gone):
            cell.remove(one)
    value = next((one.text for one in cell if local(one) == "v"), None)
    return {int(value)} if cell.get("t") == "s" and value and value.isdecimal() else set()


def _forget_strings(package: Package, used: set[int]) -> None:
    """Strings of all sheets lie together; those that no cell shows any more are emptied, for they are counted."""
    if "xl/sharedStrings.xml" not in package.names:
        return
    strings = package.tree("xl/sharedStrings.xml")
    for number, one in enumerate(each for each in list(strings) if local(each) == "si"):
        if number not in used:
            for child in list(one):
                one.remove(child)
            one.append(one.makeelement(f"{{{one.nsmap.get(None, '')}}}t" if None in one.nsmap else "t", {}))


def _forget_titles(package: Package) -> None:
    if "docProps/app.xml" in package.names:
        for one in list(package.tree("docProps/app.xml").iter()):
            if local(one) in ("HeadingPairs", "TitlesOfParts"):
                drop(one)
