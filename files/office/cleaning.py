"""A copy without what readers don't see: changes accepted, remarks, notes and hidden parts gone, nobody named."""

from collections.abc import Callable
from typing import Any

from files.office import names
from files.office.clean_slides import clean_slides
from files.office.clean_workbook import clean_workbook
from files.office.hidden import (
    hidden_styles,
    hiding_styles,
    is_deleted_part,
    is_hidden_object,
    is_hidden_run,
    is_hidden_section,
)
from files.office.package import Package, attribute, drop, local, unwrap

GONE_IN_WORD = {
    "del",
    "moveFrom",
    "commentRangeStart",
    "commentRangeEnd",
    "commentReference",
    "annotationRef",
    "docVars",
}
OF_BEFORE = ("docProps/thumbnail", "Thumbnails/", "Versions/", "VersionList.xml")
"""Parts that show what the document was: a picture of its first page, earlier versions."""
MARKS_IN_WORD = {f"moveFromRange{end}" for end in ("Start", "End")} | {f"moveToRange{end}" for end in ("Start", "End")}


def clean(package: Package) -> None:
    """Change the package in place."""
    of_kind: dict[str, Callable[[Package], None]] = {"docx": _word, "xlsx": clean_workbook, "pptx": clean_slides}
    for name in [name for name in package.names if names.SIGNED.search(name) or name.startswith(OF_BEFORE)]:
        package.remove(name)  # a changed file bears nobody's signature
    of_kind.get(package.kind, _open_document)(package)
    names.take_out(package)
    names.without_template_path(package)


def _word(package: Package) -> None:
    for name in [name for name in package.names if name.startswith(("word/comments", "word/people"))]:
        package.remove(name)
    covered = hiding_styles(package)
    for _, tree in package.trees("word/"):
        for one in list(tree.iter()):
            if local(one) == "r" and is_hidden_run(one, covered):
                drop(one)
            elif is_hidden_object(one):
                drop(next((above for above in one.iterancestors() if local(above) == "drawing"), one))
        _accept(tree)


def _accept(tree: Any) -> None:
    """What is deleted goes, what is inserted stays, as Word does when all changes are accepted."""
    for one in list(tree.iter()):
        kind = local(one)
        if kind == "tr" and is_deleted_part(one):
            drop(one)
        elif kind == "tc" and is_deleted_part(one):
            drop(one if one.getnext() is not None or one.getprevious() is not None else one.getparent())
        elif kind == "p" and _mark_is_deleted(one):
            _join_with_next(one)
    for one in list(tree.iter()):
        kind = local(one)
        if kind in GONE_IN_WORD | MARKS_IN_WORD or (kind.endswith("Change") and attribute(one, "author")):
            drop(one)
        elif kind in ("ins", "moveTo", "cellIns", "cellMerge") and one.getparent() is not None:
            unwrap(one)


def _mark_is_deleted(paragraph: Any) -> bool:
    properties = (one for one in paragraph if local(one) == "pPr")
    marks = (mark for one in properties for runs in one if local(runs) == "rPr" for mark in runs)
    return any(local(mark) in ("del", "moveFrom") for mark in marks)


def _join_with_next(paragraph: Any) -> None:
    following = paragraph.getnext()
    if following is None or local(following) != "p":
        return
    kept = [one for one in paragraph if local(one) != "pPr"]
    at = 1 if len(following) and local(following[0]) == "pPr" else 0
    for one in reversed(kept):
        following.insert(at, one)
    drop(paragraph)


def _open_document(package: Package) -> None:
    for part, tree in package.trees("content.xml", "styles.xml"):
        covered = hidden_styles(tree) if part == "content.xml" else set()
        gone = {"tracked-changes", "change", "change-start", "change-end", "annotation", "annotation-end"}
        gone |= {"hidden-text", "hidden-paragraph", "notes"}
        hidden_tables = [
            one for one in tree.iter() if local(one) == "table" and attribute(one, "style-name") in covered
        ]
        tables = {attribute(one, "name") for one in hidden_tables}
        for one in list(tree.iter()):
            kind = local(one)
            styled = kind in ("table", "page", "span", "p") and attribute(one, "style-name") in covered
            if kind in gone or styled or is_hidden_section(one):
                drop(one)
            elif kind == "table-row" and attribute(one, "visibility") in ("collapse", "filter"):
                _empty_cells(one)
                _forget(one, "visibility")
            elif kind == "table-cell" and any(table in attribute(one, "formula") for table in tables):
                _forget(one, "formula")  # its value stays
        for table in [one for one in tree.iter() if local(one) == "table"]:
            _empty_columns(table)


def _empty_cells(row: Any) -> None:
    for cell in row:
        _empty(cell)


def _empty(cell: Any) -> None:
    for key in list(cell.attrib):
        if key.rpartition("}")[2] not in ("style-name", "number-columns-repeated"):
            del cell.attrib[key]
    for child in list(cell):
        cell.remove(child)


def _forget(one: Any, name: str) -> None:
    for key in list(one.attrib):
        if key.rpartition("}")[2] == name:
            del one.attrib[key]


def _empty_columns(table: Any) -> None:
    covered: set[int] = set()
    at = 0
    for column in (one for one in table.iter() if local(one) == "table-column"):
        width = int(attribute(column, "number-columns-repeated") or 1)
        if attribute(column, "visibility") in ("collapse", "filter"):
            covered |= set(range(at, at + min(width, 16_384)))
            _forget(column, "visibility")
        at += width
    if not covered:
        return
    for row in (one for one in table.iter() if local(one) == "table-row"):
        at = 0
        for cell in row:
            width = int(attribute(cell, "number-columns-repeated") or 1)
            if covered & set(range(at, at + min(width, 16_384))):
                _empty(cell)
            at += width
