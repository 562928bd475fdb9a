"""The text of a file: ``extract.py PATH KIND``, a program of its own (``files.isolation``) → JSON on stdout.

What a reader sees is read: tracked insertions but not deletions, no remarks, no notes, nothing hidden.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Set
from pathlib import Path
from typing import Any

from files import texts
from files.office.cells import OFF, blind_styles, column_of, hidden_columns, is_hidden_cell, is_shut
from files.office.hidden import (
    UNSEEN,
    hidden_styles,
    hiding_styles,
    is_deleted_part,
    is_hidden_object,
    is_hidden_run,
    is_hidden_section,
)
from files.office.package import Package, attribute, local

MOST_PAGES = 400
MOST_CHARACTERS = 1_000_000
LINES = {"p", "h", "tr", "br", "tab", "line-break"}
"""Elements before which words end."""


def from_pdf(path: str) -> Iterator[str]:
    """The text of each page."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    for number in range(min(len(document), MOST_PAGES)):
        page = document[number]
        text = page.get_textpage()
        yield text.get_text_bounded()
        text.close()
        page.close()


def from_docx(path: str) -> Iterator[str]:
    """The text, then headers, footers and notes at the foot: each part's paragraphs."""
    package = _package(path, "docx")
    covered = hiding_styles(package)
    parts = ("word/document.xml", "word/header", "word/footer", "word/footnotes.xml", "word/endnotes.xml")
    for part in parts:
        for _, tree in package.trees(part):
            yield from _lines(tree, {"t"}, covered)


def from_xlsx(path: str) -> Iterator[str]:
    """Each row of each sheet that is shown, under the sheet's name."""
    package = _package(path, "xlsx")
    strings = [_words(one) for one in _tree(package, "xl/sharedStrings.xml") if local(one) == "si"]
    targets = {one.element.get("Id"): one.target for one in package.relations if one.source == "xl/workbook.xml"}
    blind = blind_styles(package)
    for sheet in package.tree("xl/workbook.xml").iter():
        if local(sheet) == "sheet" and sheet.get("state", "visible") == "visible":
            yield sheet.get("name", "")
            part = targets.get(attribute(sheet, "id"), "")
            if part in package.names:
                yield from _rows(package.tree(part), strings, blind)


def _rows(sheet: Any, strings: list[str], blind: Mapping[str, bool]) -> Iterator[str]:
    covered = hidden_columns(sheet)
    for row in (one for one in sheet.iter() if local(one) == "row" and not is_shut(one)):
        shown = (
            cell for cell in row if column_of(cell.get("r", "")) not in covered and not is_hidden_cell(cell, blind)
        )
        yield " ".join(filter(None, (_cell(cell, strings) for cell in shown)))


def _cell(cell: Any, strings: list[str]) -> str:
    value = next((one.text or "" for one in cell if local(one) == "v"), "")
    if cell.get("t") == "s":
        return strings[int(value)] if value.isdecimal() and int(value) < len(strings) else ""
    return _words(cell) if cell.get("t") == "inlineStr" else value


def from_pptx(path: str) -> Iterator[str]:
    """Each slide that is shown."""
    for _, tree in _package(path, "pptx").trees("ppt/slides/slide"):
        if (tree.get("show") or "1").lower() not in OFF:
            yield from _lines(tree, {"t"})


def from_open_document(path: str) -> Iterator[str]:
    """Paragraphs of the text, the tables or the slides, then headers and footers."""
    for _, tree in _package(path, "odt").trees("content.xml", "styles.xml"):
        yield from _lines(tree, None)


def from_text(path: str) -> Iterator[str]:
    yield texts.decoded(Path(path).read_bytes()) or ""


def _package(path: str, kind: str) -> Package:
    return Package(Path(path).read_bytes(), kind)


def _tree(package: Package, part: str) -> Any:
    return package.tree(part) if part in package.names else []


def _words(element: Any) -> str:
    """The text of a cell or string, without what is only there to be spoken."""
    return "".join(one.text or "" for one in element.iter() if local(one) == "t")


def _lines(tree: Any, holding: set[str] | None, covered: Set[str] = frozenset()) -> Iterator[str]:
    """Lines of text: of elements of these names, or of every element; of no style that hides."""
    covered, line = covered or hidden_styles(tree), list[str]()
    for event, words in _walk(tree, holding, covered):
        if event == "line":
            if line:
                yield "".join(line)
            line = []
        else:
            line.append(words)
    yield "".join(line)


def _walk(element: Any, holding: set[str] | None, covered: Set[str]) -> Iterator[tuple[str, str]]:
    kind = local(element)
    if not kind or kind in UNSEEN or (kind == "r" and is_hidden_run(element, covered)):
        return
    if kind in ("tr", "tc") and is_deleted_part(element):
        return
    if is_hidden_section(element) or any(is_hidden_object(one) for each in element for one in each):
        return
    if covered and attribute(element, "style-name") in covered:
        return
    if kind in LINES:
        yield "line", ""
    if element.text and (holding is None or kind in holding):
        yield "words", element.text
    for child in element:
        yield from _walk(child, holding, covered)
        if child.tail and holding is None:
            yield "words", child.tail
    if kind == "s":
        yield "words", " "


READERS: dict[str, Callable[[str], Iterator[str]]] = {
    "pdf": from_pdf,
    "docx": from_docx,
    "xlsx": from_xlsx,
    "pptx": from_pptx,
    **dict.fromkeys(("odt", "ods", "odp"), from_open_document),
    **dict.fromkeys(("csv", "txt"), from_text),
}


def main(path: str, kind: str) -> None:
    parts, size, fault = [], 0, ""
    try:
        for part in READERS[kind](path):
            parts.append(part)
            size += len(part) + 1
            if size > MOST_CHARACTERS:
                break
    except MemoryError:
        parts, fault = [], "terlalu besar"
    except Exception as error:  # whatever a library says of a broken file is the answer
        fault = f"{type(error).__name__}: {error}"
    text = "\n".join(parts)[:MOST_CHARACTERS]
    # JSON in ASCII: a file may hold half of a surrogate pair, which no encoding writes.
    sys.stdout.write(json.dumps({"text": text, "fault": fault[:200]}))


if __name__ == "__main__":
    main(*sys.argv[1:])
