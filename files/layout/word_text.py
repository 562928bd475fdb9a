"""A Word text as its lines and tables, as a reader sees them: numbers that Word counts, shapes, nothing hidden."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Set
from pathlib import Path
from typing import Any

from files.layout.shapes import OF_OLD_TYPE, sign_of
from files.office.hidden import UNSEEN, hiding_styles, is_deleted_part, is_hidden_object, is_hidden_run
from files.office.package import Package, attribute, local

Cells = list[str | None]
MOST_ROWS = 3_000
MOST_CELLS = 64
"""Of a row."""
SHIFTED = range(0xF000, 0xF100)
"""Where Word puts the signs of Symbol and Wingdings."""


def layout(path: str) -> dict[str, Any]:
    package = Package(Path(path).read_bytes(), "docx")
    reader = _Reader(package)
    body = next(one for one in package.tree("word/document.xml") if local(one) == "body")
    return {"blocks": list(reader.blocks(body))}


class _Reader:
    def __init__(self, package: Package) -> None:
        self.covered: Set[str] = hiding_styles(package)
        self.numbering = _Numbering(package)
        self.rows = 0

    def blocks(self, holder: Any) -> Iterator[str | list[Cells]]:
        for one in holder:
            kind = local(one)
            if kind == "p":
                yield from filter(str.strip, self.paragraph(one).split("\n"))
            elif kind == "tbl":
                yield list(self.table(one))
            elif kind not in UNSEEN:  # what is bound to data, inserted or marked
                yield from self.blocks(one)

    def table(self, table: Any) -> Iterator[Cells]:
        for row in _inner(table, "tr", within="tbl"):
            self.rows += 1
            if self.rows <= MOST_ROWS and not is_deleted_part(row):
                cells: Cells = [""] * _number(_property(row, "trPr", "gridBefore"))
                for cell in _inner(row, "tc", within="tr"):
                    if not is_deleted_part(cell):
                        cells += [self.cell(cell), *[""] * (_number(_property(cell, "tcPr", "gridSpan"), 1) - 1)]
                yield cells[:MOST_CELLS]

    def cell(self, cell: Any) -> str | None:
        merged = _property(cell, "tcPr", "vMerge")
        if merged is not None and attribute(merged, "val") != "restart":
            return None  # goes on with the cell above
        parts = (part if isinstance(part, str) else _flat(part) for part in self.blocks(cell))
        return "\n".join(part.strip() for part in parts if part.strip())

    def paragraph(self, paragraph: Any) -> str:
        text = "".join(self.words(paragraph))
        return self.numbering.mark(paragraph) + text.strip(" ") if text.strip() or _in_cell(paragraph) else ""

    def words(self, element: Any) -> Iterator[str]:
        kind = local(element)
        if kind in UNSEEN or kind in ("pPr", "rPr", "pic") or (kind == "r" and is_hidden_run(element, self.covered)):
            return
        if any(is_hidden_object(one) for each in element for one in each):
            return
        if kind in SIGNS:
            yield SIGNS[kind]
        elif kind == "t":
            yield element.text or ""
        elif kind == "sym":
            yield _symbol(element)
        elif kind in ("wsp", "shape"):
            yield self.shape(element)
        else:
            for child in element:
                if kind == "txbxContent":
                    yield " "
                yield from self.words(child)

    def shape(self, shape: Any) -> str:
        geometry = next((one.get("prst", "") for one in shape.iter() if local(one) == "prstGeom"), "")
        inner = (one for one in shape.iter() if local(one) == "txbxContent")
        text = "".join("".join(self.words(one)) for one in inner)
        return OF_OLD_TYPE.get(shape.get("type", "").lstrip("#"), "") + sign_of(geometry, text)


SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def _symbol(element: Any) -> str:
    """A sign of a font of symbols: only that one is there."""
    try:
        code = int(attribute(element, "char") or "0", 16)
    except ValueError:
        return ""
    return "●" if code in SHIFTED else chr(code) if 0x20 < code < 0xD800 else ""


def _flat(table: list[Cells]) -> str:
    return "\n".join(" ".join(filter(None, row)) for row in table)


def _inner(holder: Any, wanted: str, *, within: str) -> Iterator[Any]:
    """Rows or cells of a table, also those bound to data, but none of a table within."""
    for one in holder:
        kind = local(one)
        if kind == wanted:
            yield one
        elif kind in ("sdt", "sdtContent", "ins", "moveTo", "customXml"):
            yield from _inner(one, wanted, within=within)


def _property(holder: Any, properties: str, name: str) -> Any:
    found = (one for each in holder if local(each) == properties for one in each if local(one) == name)
    return next(found, None)


def _number(property_: Any, otherwise: int = 0) -> int:
    said = "" if property_ is None else attribute(property_, "val")
    return min(int(said), MOST_CELLS) if said.isdecimal() else otherwise


def _in_cell(paragraph: Any) -> bool:
    above = paragraph.getparent()
    return above is not None and local(above) == "tc"


class _Numbering:
    """Counts the paragraphs that Word numbers by itself."""

    def __init__(self, package: Package) -> None:
        self.counted: Counter[tuple[str, int]] = Counter()
        self.formats: dict[tuple[str, str], str] = {}
        self.styles: dict[str, Any] = {}
        if "word/numbering.xml" in package.names:
            self._read(package.tree("word/numbering.xml"))
        if "word/styles.xml" in package.names:
            for style in package.tree("word/styles.xml"):
                if local(style) == "style" and (told := _property_in(style, "numPr")) is not None:
                    self.styles[attribute(style, "styleId")] = told

    def _read(self, tree: Any) -> None:
        kinds: dict[tuple[str, str], str] = {}
        for one in tree:
            if local(one) == "abstractNum":
                for level in (each for each in one if local(each) == "lvl"):
                    said = next((attribute(each, "val") for each in level if local(each) == "numFmt"), "decimal")
                    kinds[attribute(one, "abstractNumId"), attribute(level, "ilvl")] = said
        for one in tree:
            if local(one) == "num":
                abstract = next((attribute(each, "val") for each in one if local(each) == "abstractNumId"), "")
                of = {level: said for (number, level), said in kinds.items() if number == abstract}
                self.formats |= {(attribute(one, "numId"), level): said for level, said in of.items()}

    def mark(self, paragraph: Any) -> str:
        """What Word sets before a paragraph; "" before one that it doesn't number."""
        told = _property_in(paragraph, "numPr")
        if told is None and (style := _property_in(paragraph, "pStyle")) is not None:
            told = self.styles.get(attribute(style, "val"))
        if told is None:
            return ""
        values = {local(one): attribute(one, "val") for one in told}
        number, level = values.get("numId", "0"), values.get("ilvl", "0")
        if number == "0" or not level.isdecimal():
            return ""
        return self._next(number, int(level))

    def _next(self, number: str, level: int) -> str:
        said = self.formats.get((number, str(level)), "decimal")
        self.counted[number, level] += 1
        for deeper in range(level + 1, 10):
            self.counted.pop((number, deeper), None)
        count = self.counted[number, level]
        if said == "decimal":
            return f"{count}. "
        if said in ("lowerLetter", "upperLetter") and count <= 26:
            return f"{chr(ord('a') + count - 1)}. "
        return "- " if said != "none" else ""


def _property_in(holder: Any, name: str) -> Any:
    return _property(holder, "pPr", name)
