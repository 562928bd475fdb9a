"""An uploaded PDF, as a program of its own (``files.isolation``): a stream of 300 kB may unpack to gigabytes.

``pdf_program.py judge PATH`` says what it is like, as JSON; ``pdf_program.py bare PATH`` writes it without its
writers' names, and nothing where it bears none or is signed. Both on stdout.
"""

import json
import re
import sys
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2

from files import addresses

ACTIONS = {
    "/JavaScript": "script",
    "/Launch": "launch",
    "/SubmitForm": "submit",
    "/ImportData": "submit",
    "/GoToR": "other_file",
    "/GoToE": "other_file",
    "/Movie": "media",
    "/Sound": "media",
    "/Rendition": "media",
    "/RichMediaExecute": "media",
    "/GoTo3DView": "media",
}
"""What is done when a reader presses, opens or prints, by the action's type; others only turn pages."""
ANNOTATIONS = {
    "/FileAttachment": "file",
    "/RichMedia": "media",
    "/3D": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/Screen": "media",
}
COMMENTS = {"/Text", "/Highlight", "/Underline", "/StrikeOut", "/Squiggly", "/Caret"}
REMARKS = COMMENTS | {"/FreeText", "/Ink", "/Stamp"}
"""Annotations that bear the name of whoever made them; the last three stand on the page like its text."""
XFA_ACTIVE = re.compile(rb"<\s*([^<>\s/:]*:)?(script|submit|wsdlConnection|execute)\b|<!ENTITY", re.I)
TELLING = re.compile(
    rb"/(JavaScript|JS|Launch|SubmitForm|ImportData|GoTo(R|E|3DView)|Movie|Sound|Rendition|RichMedia\w*|3D|Screen|FileAttachment|EF"
    rb"|EmbeddedFile|URI|XFA|Thread|Ref|OPI|ByteRange|Text|FreeText|Highlight|Underline|StrikeOut|Squiggly|Caret|Ink|Stamp)\b"
)
"""Names by which an object is worth a closer look: most of a hundred thousand aren't."""
NAMES = ("/Author", "/Manager")
XMP_NAMES = ("dc:creator", "pdf:Author", "xmp:Author")
DEEPEST = 60
"""Levels of directly nested objects that are looked at."""
PAGES_WITH_TEXT = 30
"""Pages that are asked for text before a document counts as a scan."""
AS_THEY_ARE: Any = {"compress_streams": False, "stream_decode_level": pikepdf.StreamDecodeLevel.none}
"""Streams are copied, not unpacked."""


def judge(path: str) -> None:
    try:
        told = what_it_is(path)
    except pikepdf.PasswordError:
        told = {"fault": "locked"}
    except Exception as fault:  # whatever a library says of a broken file is the answer
        told = {"fault": f"{type(fault).__name__}: {fault}"[:200]}
    sys.stdout.write(json.dumps(told))


def what_it_is(path: str) -> dict[str, Any]:
    """Its pages, what in its objects acts by itself or leads elsewhere, and what it says of people."""
    with pikepdf.open(path) as document:
        opened = pypdfium2.PdfDocument(path)
        pages = len(opened)
        has_text = any(_text_on(opened, number) for number in range(min(pages, PAGES_WITH_TEXT)))
        opened.close()
        found: set[str] = set()
        remarks: list[Any] = []
        signed = False
        for one in _all_dictionaries(document):
            found |= set(_dangers(one))
            signed = signed or "/ByteRange" in one
            if _name(one, "/Subtype") in REMARKS and "/Rect" in one:
                remarks.append(one)
        found |= set(_dangers_of_root(document))
        names = {str(document.docinfo[name]) for name in NAMES if name in document.docinfo}
        names |= {str(one["/T"]) for one in remarks if "/T" in one}
        return {
            "pages": pages,
            "active": sorted(found - {""}),
            "signed": signed,
            "names": sorted(name.strip() for name in names if name.strip())[:20],
            "comments": sum(_name(one, "/Subtype") in COMMENTS for one in remarks),
            "no_text": pages > 0 and not has_text,
        }


def _text_on(opened: Any, number: int) -> bool:
    page = opened[number]
    text = page.get_textpage()
    found = bool(text.get_text_bounded().strip())
    text.close()
    page.close()
    return found


def _all_dictionaries(document: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary of the file that may tell something, of streams what stands before them; each once."""
    for one in document.objects:
        is_stream = isinstance(one, pikepdf.Stream)
        head = one.stream_dict if is_stream else one
        if (is_stream and "/F" in head) or (
            isinstance(head, pikepdf.Object) and TELLING.search(head.unparse(resolved=True))
        ):
            yield from _dictionaries(one, DEEPEST)


def _dictionaries(one: Any, deep: int) -> Iterator[Any]:
    if isinstance(one, pikepdf.Stream):
        if "/F" in one.stream_dict:
            yield pikepdf.Dictionary(EF=pikepdf.Dictionary())  # its bytes are another file's
        one = one.stream_dict
    if isinstance(one, pikepdf.Dictionary):
        yield one
        inner = [one[key] for key in one.keys()]  # noqa: SIM118 - not a dict
    elif isinstance(one, pikepdf.Array):
        inner = list(one)  # type: ignore[call-overload]
    else:
        return
    for each in inner:
        if deep and isinstance(each, pikepdf.Object) and not each.is_indirect:
            yield from _dictionaries(each, deep - 1)


def _name(one: Any, key: str) -> str:
    value = one.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else ""


def _dangers(one: Any) -> Iterator[str]:
    if _name(one, "/Type") != "/StructElem":
        yield ACTIONS.get(_name(one, "/S"), "")
    yield ANNOTATIONS.get(_name(one, "/Subtype"), "") if "/Rect" in one else ""
    if "/EF" in one or _name(one, "/Type") == "/EmbeddedFile":
        yield "file"
    if _is_harmful(one.get("/URI")):
        yield "local_link"
    if _leads_to_file(one):
        yield "other_file"
    if "/XFA" in one:
        yield from _dangers_of_form(one["/XFA"])


def _is_harmful(link: Any) -> bool:
    """A link's text may be marked as UTF-16 or UTF-8; readers also take its bytes as they are."""
    if not isinstance(link, pikepdf.String):
        return False
    said = (str(link), bytes(link).decode("latin-1"))
    return any(addresses.is_local(one) or addresses.is_active(one) for one in said)


def _leads_to_file(one: Any) -> bool:
    """Whether it takes its thread of articles, its form or its picture from another file."""
    if _name(one, "/S") == "/Thread" and "/F" in one:
        return True
    pictures = one.get("/OPI")
    versions = [pictures[key] for key in pictures.keys()] if isinstance(pictures, pikepdf.Dictionary) else []  # noqa: SIM118 - not a dict
    return any(isinstance(each, pikepdf.Dictionary) and "/F" in each for each in [one.get("/Ref"), *versions])


def _dangers_of_root(document: pikepdf.Pdf) -> Iterator[str]:
    links = document.Root.get("/URI")
    if isinstance(links, pikepdf.Dictionary) and _is_harmful(links.get("/Base")):
        yield "local_link"
    names = document.Root.get("/Names")
    if isinstance(names, pikepdf.Dictionary) and "/JavaScript" in names:
        yield "script"
    if "/Collection" in document.Root:
        yield "file"


def _dangers_of_form(form: Any) -> Iterator[str]:
    """An XFA form is XML in one stream or in several, of which only the first tells the encoding.

    The names looked for are ASCII: without zeros they read alike in UTF-8, UTF-16 and UTF-32.
    """
    parts = list(form) if isinstance(form, pikepdf.Array) else [form]
    held = b"".join(part.read_bytes() for part in parts if isinstance(part, pikepdf.Stream))
    if XFA_ACTIVE.search(held.replace(b"\0", b"")):
        yield "script"


def bare(path: str) -> None:
    with pikepdf.open(path) as document:
        everything = list(_all_dictionaries(document))
        if any("/ByteRange" in one for one in everything):
            return  # signed
        told = [name for name in NAMES if name in document.docinfo]
        for name in told:
            del document.docinfo[name]
        for one in everything:
            if _name(one, "/Subtype") in REMARKS and "/Rect" in one and "/T" in one:
                del one["/T"]
                told.append("/T")
        if "/Metadata" in document.Root:
            with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as about:
                also = [name for name in XMP_NAMES if name in about]
                for name in also:
                    del about[name]
            told += also
        if told and not document.is_encrypted:  # what is closed to changes stays, as what is signed does
            document.save(sys.stdout.buffer, deterministic_id=True, **AS_THEY_ARE)


if __name__ == "__main__":
    {"judge": judge, "bare": bare}[sys.argv[1]](sys.argv[2])
