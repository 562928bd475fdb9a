"""What is hidden by a style, a width, a condition or an older copy is hidden too: told, cleaned, never found."""

import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from lxml import etree
from openpyxl import Workbook
from PIL import ExifTags, Image

from files import findings
from files.content_checks import OPEN_DOCUMENT
from files.forms import taken_document
from search.files.reading import extract
from tests.files.test_cleaning import WORD, cleaned, said, whole, word
from tests.files.test_uploads import archive

SECRET = "Rahasiawan"
STYLE = f"<w:style xmlns:w='{WORD}' w:type='{{}}' w:styleId='{{}}'><w:name w:val='{{}}'/>{{}}</w:style>"
NAMESPACES = " ".join(f"xmlns:{name}='{name}'" for name in ("office", "text", "table", "style", "meta"))


def styled(kind: str, bearer: str) -> bytes:
    """A text whose style is based on one that hides."""
    made = Document()
    for name, inner in (("Dasar", "<w:rPr><w:vanish/></w:rPr>"), ("Turunan", "<w:basedOn w:val='Dasar'/>")):
        made.styles.element.append(etree.fromstring(STYLE.format(kind, name, name, inner)))
    made.element.body.insert(0, etree.fromstring(f"<w:p xmlns:w='{WORD}'>{bearer}</w:p>"))
    made.add_paragraph("Isi.")
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def book() -> bytes:
    made = Workbook()
    made.active["A1"], made.active["A2"], made.active["C1"] = "Isi", SECRET, SECRET
    made.active.row_dimensions[2].height, made.active.column_dimensions["C"].width = 11, 7
    out = BytesIO()
    made.save(out)
    return without(out.getvalue(), (b'ht="11"', b'ht="0"'), (b'width="7"', b'width="0"'))


def blind_book() -> bytes:
    """Numbers and texts under a format that shows nothing, and texts under one that shows no numbers only."""
    made = Workbook()
    made.active["A1"], made.active["A2"], made.active["A3"], made.active["A4"] = "Isi", SECRET, 1234, "Isi juga"
    made.active["A2"].number_format, made.active["A3"].number_format = "[Red];;;", ";;"
    made.active["A4"].number_format = ";;"
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def without(content: bytes, *pairs: tuple[bytes, bytes]) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as parts:
        held = {name: parts.read(name) for name in parts.namelist()}
    for before, after in pairs:
        held = {name: part.replace(before, after) for name, part in held.items()}
    return archive(**held)


def open_text(body: str, kind: str = "odt", **parts: bytes) -> bytes:
    content = f"<x {NAMESPACES}><office:body>{body}<text:p>Isi.</text:p></office:body></x>".encode()
    return archive(mimetype=OPEN_DOCUMENT[kind], **{"content.xml": content, **parts})


def slide() -> bytes:
    shape = f"<p:sp><p:nvSpPr><p:cNvPr id='2' name='x' hidden='1'/></p:nvSpPr><a:t>{SECRET}</a:t></p:sp>"
    return archive(
        **{
            "[Content_Types].xml": b"<Types/>",
            "ppt/presentation.xml": b"<p:presentation xmlns:p='p'/>",
            "ppt/slides/slide1.xml": f"<p:sld xmlns:p='p' xmlns:a='a'>{shape}<a:t>Isi.</a:t></p:sld>".encode(),
        }
    )


DELETED = f"<w:del w:id='1'>{said(SECRET, 'delText')}</w:del>"
CELLS = (
    f"<w:tbl><w:tr><w:tc><w:tcPr><w:cellDel w:id='1'/></w:tcPr><w:p>{said(SECRET)}</w:p></w:tc>"
    f"<w:tc><w:p>{said('Isi.')}</w:p></w:tc></w:tr></w:tbl>"
)
SECTION = f"<text:section text:display='none'><text:p>{SECRET}</text:p></text:section>"
CHANGE = f"<table:cell-content-change><text:p>{SECRET}</text:p></table:cell-content-change>"
TRACKED = f"<table:tracked-changes>{CHANGE}</table:tracked-changes>"
HIDDEN = {
    "letters of a style": (
        styled("character", f"<w:r><w:rPr><w:rStyle w:val='Turunan'/></w:rPr><w:t>{SECRET}</w:t></w:r>"),
        "docx",
        "1 potong teks tersembunyi",
    ),
    "paragraph of a style": (
        styled("paragraph", f"<w:pPr><w:pStyle w:val='Turunan'/></w:pPr>{said(SECRET)}"),
        "docx",
        "1 potong teks tersembunyi",
    ),
    "deleted by nobody": (word(DELETED, said("Isi.")), "docx", "1 perubahan terlacak"),
    "deleted cell": (
        without(word("<w:proofErr/>"), (b"<w:proofErr/>", CELLS.encode())),
        "docx",
        "1 perubahan terlacak",
    ),
    "row and column without room": (book(), "xlsx", "1 baris tersembunyi, 1 kolom tersembunyi"),
    "format that shows nothing": (blind_book(), "xlsx", "2 sel yang isinya tidak tampil"),
    "section": (open_text(SECTION), "odt", "1 potong teks tersembunyi"),
    "earlier version": (open_text("", **{"Versions/Version1": SECRET.encode()}), "odt", "1 versi lama"),
    "changed cell": (open_text(TRACKED, "ods"), "ods", "1 perubahan terlacak"),
    "shape": (slide(), "pptx", "1 objek tersembunyi"),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_it_is_told_cleaned_and_never_found(name, tmp_path):
    content, kind, told = HIDDEN[name]
    assert findings.counted(findings.found_in(BytesIO(content), kind)) == told
    copy = whole(cleaned(content, kind))
    assert SECRET not in copy
    assert "Isi" in copy
    path = tmp_path / "berkas"
    path.write_bytes(content)
    text, fault = extract(str(path), kind)
    assert (fault, SECRET in text, "Isi" in text) == ("", False, True)


def test_a_run_that_says_it_is_shown_is_shown():
    shown = "<w:r><w:rPr><w:rStyle w:val='Turunan'/><w:vanish w:val='0'/></w:rPr><w:t>Isi.</w:t></w:r>"
    assert findings.counted(findings.found_in(BytesIO(styled("character", shown)), "docx")) == ""


def test_a_clean_copy_keeps_no_picture_of_what_the_document_was():
    hidden = open_text(SECTION, **{"Thumbnails/thumbnail.png": b"gambar halaman pertama"})
    assert "halaman pertama" not in whole(cleaned(hidden, "odt"))


def test_properties_that_an_office_has_added_name_nobody():
    meta = f"<x {NAMESPACES}><meta:user-defined meta:name='Pemeriksa'>{SECRET}</meta:user-defined></x>".encode()
    taken = taken_document(SimpleUploadedFile("a.odt", open_text("", **{"meta.xml": meta})))
    taken.seek(0)
    assert SECRET not in whole(taken.read())


def photo(*, place: bool) -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "Kamera"
    if place:
        exif.get_ifd(ExifTags.IFD.GPSInfo).update({ExifTags.GPS.GPSLatitudeRef: "S", ExifTags.GPS.GPSLongitudeRef: "E"})
    out = BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def with_photos(path: str) -> bytes:
    return archive(**{f"{path}1.jpg": photo(place=True), f"{path}2.JPG": photo(place=False), f"{path}3.png": b"bukan"})


@pytest.mark.parametrize("kind", ["zip", "docx", "odt"])
def test_where_photos_were_taken_is_told(kind):
    made = with_photos("foto")
    if kind != "zip":
        whole_file = word(said("Isi.")) if kind == "docx" else open_text("")
        folder = "word/media/" if kind == "docx" else "Pictures/"
        with zipfile.ZipFile(BytesIO(whole_file)) as parts, zipfile.ZipFile(BytesIO(with_photos(folder))) as photos:
            made = archive(**{name: each.read(name) for each in (parts, photos) for name in each.namelist()})
    found = findings.found_in(BytesIO(made), kind)
    assert findings.counted(found) == "1 foto yang menyebut tempat pemotretannya"
    assert not findings.is_cleanable(found, kind)
