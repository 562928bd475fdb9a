"""A clean copy: changes accepted as office programs do, hidden parts and their leftovers gone, the rest as it was."""

import zipfile
from io import BytesIO

import pytest
from docx import Document
from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from files import findings, metadata
from files.content_checks import OPEN_DOCUMENT, document_fault
from tests.files.test_uploads import archive

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def cleaned(content: bytes, kind: str) -> bytes:
    made = metadata.cleaned(BytesIO(content), kind)
    assert made is not None
    made.seek(0)
    copy = made.read()
    assert document_fault(BytesIO(copy), kind) == ""
    assert findings.found_in(BytesIO(copy), kind) == {}
    return copy


def whole(content: bytes) -> str:
    with zipfile.ZipFile(BytesIO(content)) as parts:
        return "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())


def word(*paragraphs: str) -> bytes:
    made = Document()
    for at, inner in enumerate(paragraphs):
        made.element.body.insert(at, etree.fromstring(f"<w:p xmlns:w='{WORD}'>{inner}</w:p>"))
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def said(text: str, kind: str = "t") -> str:
    return f"<w:r><w:{kind} xml:space='preserve'>{text}</w:{kind}></w:r>"


def test_changes_of_a_text_are_accepted():
    content = word(
        said("Jumlah ") + f"<w:del w:id='1' w:author='A'>{said('12', 'delText')}</w:del>"
        f"<w:ins w:id='2' w:author='A'>{said('13')}</w:ins>" + said(" orang."),
        f"<w:pPr><w:rPr><w:del w:id='3' w:author='A'/></w:rPr></w:pPr>{said('Satu ')}",
        f"{said('kalimat.')}<w:r><w:rPr><w:vanish/></w:rPr><w:t>rahasia</w:t></w:r>",
        f"<w:moveTo w:id='4' w:author='A'>{said('Pindah.')}</w:moveTo>",
        f"<w:moveFrom w:id='5' w:author='A'>{said('Pindah.')}</w:moveFrom>",
        "<w:pPr><w:jc w:val='center'/><w:pPrChange w:id='6' w:author='A'><w:pPr/></w:pPrChange></w:pPr>"
        + said("Tengah."),
    )
    copy = cleaned(content, "docx")
    texts = [one.text for one in Document(BytesIO(copy)).paragraphs if one.text]
    assert texts == ["Jumlah 13 orang.", "Satu kalimat.", "Pindah.", "Tengah."]
    assert "rahasia" not in whole(copy)


@pytest.fixture
def book() -> bytes:
    made = Workbook()
    made.remove(made.active)
    for title in ("Sembunyi", "Rekap", "Data"):
        made.create_sheet(title)
    made["Sembunyi"]["A1"] = "rahasia"
    made["Sembunyi"].sheet_state = "veryHidden"
    sheet = made["Rekap"]
    sheet["A1"], sheet["A2"], sheet["B3"], sheet["C3"] = "terbuka", "tertutup", "kolom", "akhir"
    sheet["A4"] = "=Sembunyi!A1"
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet["A1"].comment = Comment("catatan", "Budi Rahasiawan")
    made.defined_names["Rahasia"] = DefinedName("Rahasia", attr_text="Sembunyi!$A$1")
    made["Data"].print_area = "A1:B2"
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def test_hidden_parts_of_a_workbook_leave_nothing_behind(book):
    assert findings.counted(findings.found_in(BytesIO(book), "xlsx")) == (
        "1 komentar, 1 lembar tersembunyi, 1 baris tersembunyi, 1 kolom tersembunyi"
    )
    copy = cleaned(book, "xlsx")
    for gone in ("rahasia", "tertutup", "kolom", "catatan", "Sembunyi", "Rahasiawan"):
        assert gone not in whole(copy), gone
    made = load_workbook(BytesIO(copy))
    assert made.sheetnames == ["Rekap", "Data"]
    assert (made["Rekap"]["A1"].value, made["Rekap"]["C3"].value) == ("terbuka", "akhir")
    assert "A$1" in made["Data"].print_area or "A1" in made["Data"].print_area.replace("$", "")


def test_slides_lose_notes_and_hidden_ones():
    slide = "<p:sld xmlns:p='p' xmlns:a='a'{}><a:p><a:r><a:t>{}</a:t></a:r></a:p></p:sld>"
    related = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = f"<Relationship Id='{{}}' Type='{related}/{{}}' Target='{{}}'/>"
    rels = "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>{}</Relationships>"
    content = archive(
        **{
            "[Content_Types].xml": b"<Types><Override PartName='/ppt/slides/slide2.xml' ContentType='x'/></Types>",
            "ppt/presentation.xml": f"<p:presentation xmlns:p='p' xmlns:r='{related}'><p:sldIdLst>"
            "<p:sldId id='1' r:id='a'/><p:sldId id='2' r:id='b'/></p:sldIdLst></p:presentation>",
            "ppt/_rels/presentation.xml.rels": rels.format(
                relation.format("a", "slide", "slides/slide1.xml") + relation.format("b", "slide", "slides/slide2.xml")
            ).encode(),
            "ppt/slides/slide1.xml": slide.format("", "isi").encode(),
            "ppt/slides/slide2.xml": slide.format(" show='0'", "rahasia").encode(),
            "ppt/slides/_rels/slide1.xml.rels": rels.format(
                relation.format("n", "notesSlide", "../notesSlides/notesSlide1.xml")
            ).encode(),
            "ppt/notesSlides/notesSlide1.xml": slide.format("", "rahasia").encode(),
        }
    )
    assert findings.counted(findings.found_in(BytesIO(content), "pptx")) == (
        "1 salindia tersembunyi, catatan pembicara pada 1 salindia"
    )
    copy = cleaned(content, "pptx")
    assert "isi" in whole(copy)
    for gone in ("rahasia", "slide2", "notesSlide"):
        assert gone not in whole(copy), gone


@pytest.mark.parametrize("kind", ["odt", "ods", "odp"])
def test_open_documents_lose_changes_remarks_and_hidden_parts(kind):
    body = (
        "<x xmlns:text='t' xmlns:table='b' xmlns:office='o' xmlns:style='s' xmlns:dc='d' xmlns:p='p' xmlns:draw='w'>"
        "<style:style style:name='T'><style:table-properties table:display='false'/></style:style>"
        "<style:style style:name='G'><style:drawing-page-properties p:visibility='hidden'/></style:style>"
        "<text:tracked-changes><text:changed-region><dc:creator>Budi</dc:creator><text:p>rahasia</text:p>"
        "</text:changed-region></text:tracked-changes>"
        "<text:p>isi<text:change/> utuh<office:annotation><dc:creator>Budi</dc:creator><text:p>rahasia</text:p>"
        "</office:annotation>.</text:p>"
        "<table:table table:name='S' table:style-name='T'><text:p>rahasia</text:p></table:table>"
        "<table:table table:name='R'><table:table-column/><table:table-column table:visibility='collapse'/>"
        "<table:table-row><table:table-cell table:formula='of:=[S.A1]'><text:p>nilai</text:p></table:table-cell>"
        "<table:table-cell><text:p>rahasia</text:p></table:table-cell></table:table-row>"
        "<table:table-row table:visibility='filter'><table:table-cell><text:p>rahasia</text:p></table:table-cell>"
        "</table:table-row></table:table>"
        "<draw:page draw:style-name='G'><text:p>rahasia</text:p></draw:page>"
        "<draw:page><p:notes><text:p>rahasia</text:p></p:notes></draw:page></x>"
    )
    content = archive(mimetype=OPEN_DOCUMENT[kind], **{"content.xml": body.encode()})
    told = findings.counted(findings.found_in(BytesIO(content), kind))
    assert told.startswith("1 perubahan terlacak, 1 komentar, 1 lembar tersembunyi, 1 baris tersembunyi, 1 kolom")
    copy = whole(cleaned(content, kind))
    assert "rahasia" not in copy
    assert "Budi" not in copy
    assert "isi utuh." in copy
    assert "nilai" in copy
    assert "[S.A1]" not in copy
