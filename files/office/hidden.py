"""What an office file holds that a reader doesn't see at once, counted; and the people it names."""

import re
from collections import Counter
from collections.abc import Iterator, Set
from typing import Any

from files.office.cells import OFF, blind_styles, column_of, hidden_columns, is_hidden_cell, is_shut
from files.office.package import Package, attribute, local
from files.picture_parts import PHOTO_ENDINGS, names_a_place

UNSEEN = {"del", "moveFrom", "Fallback", "tracked-changes", "annotation", "notes", "hidden-text", "hidden-paragraph"}
"""Elements whose text no reader sees; ``Fallback`` says once more what stands beside it."""
WORD_CHANGES = {"ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge"}
TABLE_CHANGES = {"cell-content-change", "insertion", "deletion", "movement"}
PROPERTIES = {"creator", "initial-creator", "lastModifiedBy", "printed-by", "Manager"}
PROPERTY_PARTS = ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml", "meta.xml")
PERSONAL = re.compile(
    "author|owner|editor|creator|manager|typist|checked by|recorded by|received from|forward to|e-?mail|"
    "penulis|pembuat|penyunting|pemilik|pemeriksa|pengetik|operator",
    re.I,
)
"""What properties that are nobody's standard are called when they name a person."""
NOBODY = {"", "anonim", "author", "unknown author", "penulis"}


def hidden(package: Package) -> Counter[str]:
    """How much of what: ``changes``, ``comments``, ``hidden_sheets``, ``hidden_rows``, ``hidden_columns``,
    ``hidden_cells``, ``hidden_slides``, ``notes``, ``hidden_text``, ``hidden_objects``, ``versions``, ``embedded``,
    ``places`` (photos that say where they were taken)."""
    of_kind = {"docx": _word, "xlsx": _sheets, "pptx": _slides}.get(package.kind, _open_document)
    return +Counter((*of_kind(package), *_places(package)))


def _places(package: Package) -> Iterator[str]:
    photos = (name for name in package.names if name.lower().endswith(PHOTO_ENDINGS))
    yield from ("places" for name in photos if names_a_place(package.read(name)))


def people(package: Package) -> set[str]:
    """Names of those who wrote, changed or remarked."""
    found = set()
    for name, tree in package.trees():
        for one in tree.iter():
            if is_name_of_person(name, one):
                found.add("".join(one.itertext()).strip())
            found |= set(_named(name, one))
    return {name for name in found if name.lower() not in NOBODY}


def is_name_of_person(part: str, one: Any) -> bool:
    """Whether a property of the document says who made it, also one that the office or its program has added."""
    kind = local(one)
    if part not in PROPERTY_PARTS or not kind or not "".join(one.itertext()).strip():
        return False
    own = attribute(one, "name") if kind in ("property", "user-defined") else ""
    return kind in PROPERTIES or bool(PERSONAL.search(own))


def _named(part: str, one: Any) -> Iterator[str]:
    kind = local(one)
    if kind == "author" and part.startswith("xl/comments"):
        yield (one.text or "").strip()
    elif kind in ("person", "cmAuthor", "author") and part.startswith(("xl/persons", "ppt/", "word/people")):
        yield attribute(one, "displayName") or attribute(one, "name") or attribute(one, "author")
    elif part.startswith("word/") and (author := attribute(one, "author")):
        yield author
    elif kind in ("creator", "sender-initials") and part in ("content.xml", "styles.xml") and one.text:
        yield one.text.strip()


def hiding_styles(package: Package) -> set[str]:
    """Names of a Word text's styles that hide what bears them, also by the style they are based on."""
    if "word/styles.xml" not in package.names:
        return set()
    styles = [one for one in package.tree("word/styles.xml") if local(one) == "style"]
    vanish = {attribute(one, "styleId"): _vanish(one) for one in styles}
    based = {
        attribute(one, "styleId"): attribute(child, "val")
        for one in styles
        for child in one
        if local(child) == "basedOn"
    }

    def hides(name: str, deep: int = 11) -> bool:
        said = vanish.get(name)
        return (bool(name) and deep > 0 and hides(based.get(name, ""), deep - 1)) if said is None else said

    return {name for name in vanish if hides(name)}


def _vanish(holder: Any) -> bool | None:
    """Whether the properties of a run or style hide it; None where they don't say."""
    for properties in holder:
        if local(properties) == "rPr":
            for one in properties:
                if local(one) == "vanish":
                    return attribute(one, "val").lower() not in OFF
    return None


def is_hidden_run(run: Any, covered: Set[str] = frozenset()) -> bool:
    """Whether a run of a Word text is hidden text, by itself or by one of these styles."""
    if (said := _vanish(run)) is not None:
        return said
    return bool(covered) and (
        _style_of(run, "rPr", "rStyle") in covered or _style_of(_paragraph(run), "pPr", "pStyle") in covered
    )


def _paragraph(run: Any) -> Any:
    return next((above for above in run.iterancestors() if local(above) == "p"), None)


def _style_of(holder: Any, properties: str, style: str) -> str:
    said = (one for each in holder if local(each) == properties for one in each) if holder is not None else ()
    return next((attribute(one, "val") for one in said if local(one) == style), "")


def _word(package: Package) -> Iterator[str]:
    covered = hiding_styles(package)
    for name, tree in package.trees("word/"):
        for one in tree.iter():
            kind = local(one)
            if _is_change(one, kind):
                yield "changes"
            elif kind == "comment" and name.startswith("word/comments"):
                yield "comments"
            elif kind == "r" and is_hidden_run(one, covered) and "".join(one.itertext()).strip():
                yield "hidden_text"
            elif is_hidden_object(one):
                yield "hidden_objects"
    yield from _embedded(package)


def is_deleted_part(one: Any) -> bool:
    """Whether a table's row or cell is deleted, and the change not yet accepted."""
    marks = (mark for each in one if local(each) in ("trPr", "tcPr") for mark in each)
    return any(local(mark) in ("del", "cellDel") for mark in marks)


def is_hidden_object(one: Any) -> bool:
    """Whether it names a picture or shape that is not shown."""
    return local(one) in ("docPr", "cNvPr") and (one.get("hidden") or "0").lower() not in OFF


def _is_change(one: Any, kind: str) -> bool:
    if kind in WORD_CHANGES:  # some programs don't say whose
        return not _in_changed(one)
    return kind.endswith("Change") and bool(attribute(one, "author"))


def _in_changed(one: Any) -> bool:
    """Whether a change stands within another, as a run's mark within its paragraph's."""
    return any(local(above) in WORD_CHANGES for above in one.iterancestors())


def _embedded(package: Package) -> Iterator[str]:
    yield from ("embedded" for name in package.names if "/embeddings/" in name and not name.endswith("/"))


def _sheets(package: Package) -> Iterator[str]:
    if "xl/workbook.xml" in package.names:
        for one in package.tree("xl/workbook.xml").iter():
            if local(one) == "sheet" and one.get("state", "visible") != "visible":
                yield "hidden_sheets"
    blind = blind_styles(package)
    for _, tree in package.trees("xl/worksheets/"):
        yield from _hidden_cells(tree)
        yield from ("hidden_cells" for one in tree.iter() if is_hidden_cell(one, blind))
    for name, tree in package.trees("xl/comments", "xl/threadedComments"):
        threaded = "threaded" in name
        yield from ("comments" for one in tree.iter() if local(one) == ("threadedComment" if threaded else "comment"))
    yield from _embedded(package)


def _hidden_cells(sheet: Any) -> Iterator[str]:
    """Hidden rows and columns that hold something."""
    shown: set[int] = set()
    for one in (one for one in sheet.iter() if local(one) == "row"):
        filled = {column_of(cell.get("r", "")) for cell in one if len(cell)}
        if filled and is_shut(one):
            yield "hidden_rows"
        shown |= filled
    yield from ("hidden_columns" for _ in hidden_columns(sheet) & shown)


def _slides(package: Package) -> Iterator[str]:
    for _, tree in package.trees("ppt/slides/slide"):
        if (tree.get("show") or "1").lower() in OFF:
            yield "hidden_slides"
        yield from ("hidden_objects" for one in tree.iter() if is_hidden_object(one))
    for _, tree in package.trees("ppt/notesSlides/"):
        if noted(tree):
            yield "notes"
    for _, tree in package.trees("ppt/comments/"):
        yield from ("comments" for one in tree.iter() if local(one) == "cm")
    yield from _embedded(package)


def noted(tree: Any) -> bool:
    """Whether notes say anything beside the slide's number."""
    fields = {t for fld in tree.iter() if local(fld) == "fld" for t in fld.iter()}
    return any(local(one) == "t" and one not in fields and (one.text or "").strip() for one in tree.iter())


def _open_document(package: Package) -> Iterator[str]:
    yield from ("versions" for name in package.names if name.startswith("Versions/") and not name.endswith("/"))
    for _, tree in package.trees("content.xml", "styles.xml"):
        covered = hidden_styles(tree)
        for one in tree.iter():
            yield from _open_kinds(one, local(one), covered)


OPEN_SIMPLE = {
    "changed-region": "changes",
    "annotation": "comments",
    "hidden-text": "hidden_text",
    "hidden-paragraph": "hidden_text",
}
OPEN_STYLED = {"table": "hidden_sheets", "page": "hidden_slides", "span": "hidden_text", "p": "hidden_text"}
"""What it is that isn't seen when such an element bears a style that hides."""
OPEN_SHUT = {
    "table-row": ("hidden_rows", "number-rows-repeated"),
    "table-column": ("hidden_columns", "number-columns-repeated"),
}


def _open_kinds(one: Any, kind: str, covered: Set[str]) -> Iterator[str]:
    if kind in OPEN_SIMPLE:
        yield OPEN_SIMPLE[kind]
    elif kind in TABLE_CHANGES and local(one.getparent()) == "tracked-changes":
        yield "changes"
    elif is_hidden_section(one):
        yield "hidden_text"
    elif kind in OPEN_SHUT and attribute(one, "visibility") in ("collapse", "filter"):
        what, repeats = OPEN_SHUT[kind]
        yield from [what] * repeated(one, repeats)
    elif kind == "notes" and "".join(one.itertext()).strip():
        yield "notes"
    elif kind in OPEN_STYLED and attribute(one, "style-name") in covered and _shows(one, kind):
        yield OPEN_STYLED[kind]


def _shows(one: Any, kind: str) -> bool:
    """Whether there would be something to see: a sheet, a slide, words."""
    return kind in ("table", "page") or bool("".join(one.itertext()).strip())


def is_hidden_section(one: Any) -> bool:
    if local(one) != "section":
        return False
    return attribute(one, "display") == "none" or attribute(one, "is-hidden") == "true"


def repeated(one: Any, name: str) -> int:
    return min(int(attribute(one, name) or 1), 16_384)


def hidden_styles(tree: Any) -> set[str]:
    """Names of styles that hide what bears them: sheets, slides, words."""
    found = set()
    for style in tree.iter():
        if local(style) != "style":
            continue
        for one in style:
            if (
                (local(one) == "table-properties" and attribute(one, "display") == "false")
                or (local(one) == "drawing-page-properties" and attribute(one, "visibility") == "hidden")
                or (local(one) == "text-properties" and attribute(one, "display") == "none")
            ):
                found.add(attribute(style, "name"))
    return found
