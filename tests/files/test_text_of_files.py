"""The text of what people attach, for the search: what a reader sees, and nothing else."""

from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from lxml import etree
from openpyxl import Workbook

from files.content_checks import OPEN_DOCUMENT
from search.files.reading import extract
from tests.files.test_uploads import archive

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CASES = Path(__file__).parent / "cases"


def word() -> bytes:
    made = Document()
    made.sections[0].header.paragraphs[0].text = "kepala"
    made.sections[0].footer.paragraphs[0].text = "kaki"
    made.add_table(1, 1).cell(0, 0).text = "tabel"
    made.add_paragraph("isi")
    body = made.element.body
    for inner in (
        "<w:ins w:id='1' w:author='A'><w:r><w:t>sisipan</w:t></w:r></w:ins>",
        "<w:del w:id='2' w:author='A'><w:r><w:delText>hapusan</w:delText></w:r></w:del>",
        "<w:moveFrom w:id='3' w:author='A'><w:r><w:t>pindahan</w:t></w:r></w:moveFrom>",
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>samaran</w:t></w:r>",
        "<w:sdt><w:sdtContent><w:r><w:t>kendali</w:t></w:r></w:sdtContent></w:sdt>",
        "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>kotak</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>",
    ):
        body.insert(0, etree.fromstring(f"<w:p xmlns:w='{WORD}'>{inner}</w:p>"))
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def book() -> bytes:
    made = Workbook()
    made.active.title = "Rekap"
    made.active["A1"], made.active["B1"] = "isi", 4321
    made.create_sheet("Rahasia")["A1"] = "samaran"
    made["Rahasia"].sheet_state = "veryHidden"
    made.active["A2"] = "samaran"
    made.active.row_dimensions[2].hidden = True
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def slides() -> bytes:
    slide = "<p:sld xmlns:p='p' xmlns:a='a'{}><a:p><a:r><a:t>{}</a:t></a:r></a:p></p:sld>"
    return archive(
        **{
            "[Content_Types].xml": b"<Types/>",
            "ppt/slides/slide1.xml": slide.format("", "isi").encode(),
            "ppt/slides/slide2.xml": slide.format(" show='0'", "samaran").encode(),
            "ppt/notesSlides/notesSlide1.xml": slide.format("", "catatan").encode(),
        }
    )


def open_text() -> bytes:
    content = (
        "<x xmlns:text='t' xmlns:table='b' xmlns:office='o' xmlns:style='s'><style:style style:name='T'>"
        "<style:table-properties table:display='false'/></style:style>"
        "<text:tracked-changes><text:p>hapusan</text:p></text:tracked-changes>"
        "<text:p>isi <text:span>sisipan</text:span>"
        "<office:annotation><text:p>catatan</text:p></office:annotation></text:p>"
        "<table:table table:style-name='T'><text:p>samaran</text:p></table:table>"
        "<table:table><table:table-row><text:p>tabel</text:p></table:table-row></table:table></x>"
    )
    return archive(mimetype=OPEN_DOCUMENT["odt"], **{"content.xml": content.encode()})


@pytest.mark.parametrize(
    ("content", "kind", "seen"),
    [
        (word(), "docx", "kepala kaki tabel isi sisipan kendali kotak"),
        (book(), "xlsx", "Rekap isi 4321"),
        (slides(), "pptx", "isi"),
        (open_text(), "odt", "isi sisipan tabel"),
        (open_text(), "ods", "isi tabel"),
        ("nama;José".encode("cp1252"), "csv", "nama;José"),
        ((CASES / "naskah-lacak-perubahan.docx").read_bytes(), "docx", ""),
        ((CASES / "rekap-lembar-tersembunyi.xlsx").read_bytes(), "xlsx", ""),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_reader_sees_is_found_and_nothing_else(content, kind, seen, tmp_path):
    path = tmp_path / "berkas"
    path.write_bytes(content)
    text, fault = extract(str(path), kind)
    assert fault == ""
    assert text.strip()
    for one in seen.split():
        assert text.split().count(one) == 1, one
    for unseen in ("hapusan", "pindahan", "samaran", "catatan"):
        assert unseen not in text
