"""Documents judged by their structure: PDF by its objects, office files by their parts, archives by what runs."""

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from docx import Document
from openpyxl import Workbook
from pikepdf import Array, Dictionary, Name

from files import content_checks, metadata
from files.content_checks import OPEN_DOCUMENT, PDF_HOLDS, PDF_REMEDIES
from files.kinds import COMPOUND
from tests.files.test_uploads import archive, docx, pdf, pdf_with

CASES = Path(__file__).parent / "cases"
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def fault(content: bytes, extension: str) -> str:
    return content_checks.document_fault(BytesIO(content), extension)


def on_page(document: pikepdf.Pdf, **annotation) -> None:
    one = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], **annotation)
    document.pages[0].Annots = document.make_indirect(Array([one]))


def linking(**action):
    return lambda document: on_page(document, A=Dictionary(**action))


def a_file_without_type(document: pikepdf.Pdf) -> None:
    spec = Dictionary(F="a.exe", EF=Dictionary(F=document.make_stream(b"MZ")))
    document.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=["a.exe", document.make_indirect(spec)]))


def a_form(script: bytes):
    def change(document: pikepdf.Pdf) -> None:
        document.Root.AcroForm = Dictionary(Fields=[], XFA=["template", document.make_stream(script)])

    return change


def movie(document: pikepdf.Pdf) -> None:
    one = Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=[0, 0, 9, 9])
    document.pages[0].Annots = Array([document.make_indirect(one)])


SOUND_AS_A_TAG = Dictionary(Type=Name.StructElem, S=Name.Sound)
HARMLESS_PDFS = {
    "words in a bookmark": lambda d: setattr(d.Root, "Outlines", Dictionary(First=Dictionary(Title="/Launch /JS"))),
    "words in a title": lambda d: d.docinfo.__setitem__("/Title", "Belajar /JavaScript dan /JS"),
    "words in a link": linking(S=Name.URI, URI="https://kpu.go.id/JavaScript/Launch?x=/JS/"),
    "a mail address": linking(S=Name.URI, URI="mailto:kpu@example.id"),
    "a place within": linking(S=Name.GoTo, D="bab-2"),
    "a structure": lambda d: setattr(
        d.Root, "StructTreeRoot", Dictionary(K=Dictionary(Type=Name.StructElem, S=Name.Sound))
    ),
    "a form without scripts": a_form(b"<template><field name='a'/></template>"),
}
HARMFUL_PDFS = {
    "script": (linking(S=Name.JavaScript, JS="app.alert(1)"), "skrip"),
    "launch": (linking(S=Name.Launch, F="cmd.exe"), "menjalankan program"),
    "next": (linking(S=Name.GoTo, D="a", Next=Dictionary(S=Name.Launch, F="x")), "menjalankan program"),
    "file": (a_file_without_type, "berkas sisipan"),
    "xfa": (a_form(b"<template><event><script>app.alert(1)</script></event></template>"), "skrip"),
    "submit": (linking(S=Name.SubmitForm, F="https://x.id"), "mengirim isian"),
    "remote": (linking(S=Name.GoToR, F="\\\\server\\a.pdf"), "membuka berkas lain"),
    "embedded": (linking(S=Name.GoToE, F="a.pdf"), "membuka berkas lain"),
    "unc": (linking(S=Name.URI, URI="\\\\server\\bagi"), "komputer atau jaringan"),
    "disk": (linking(S=Name.URI, URI="file:///C:/a.exe"), "komputer atau jaringan"),
    "movie": (movie, "suara, video"),
}


@pytest.mark.parametrize("name", HARMLESS_PDFS)
def test_a_pdf_is_not_refused_for_its_words(name):
    assert fault(pdf_with(HARMLESS_PDFS[name]), "pdf") == ""


@pytest.mark.parametrize("name", HARMFUL_PDFS)
def test_a_pdf_that_acts_or_leads_elsewhere_is_refused_by_name(name):
    change, named = HARMFUL_PDFS[name]
    said = fault(pdf_with(change), "pdf")
    assert named in said
    held = [one for one, what in PDF_HOLDS.items() if what in said]
    assert held
    assert all(PDF_REMEDIES[one] in said for one in held)


def test_a_signed_pdf_is_not_sent_to_the_printer():
    def change(document: pikepdf.Pdf) -> None:
        document.Root.Sig = document.make_indirect(Dictionary(Type=Name.Sig, ByteRange=[0, 1, 2, 3]))
        linking(S=Name.JavaScript, JS="x")(document)

    said = fault(pdf_with(change), "pdf")
    assert "bertanda tangan elektronik" in said
    assert "cetak ke PDF" not in said


def test_a_locked_pdf_is_called_locked():
    locked = pdf_with(lambda d: None, encryption=pikepdf.Encryption(user="a", owner="b"))
    assert "terkunci dengan sandi" in fault(locked, "pdf")
    assert "rusak" in fault(pdf()[:300], "pdf")
    assert fault(pdf_with(lambda d: None, encryption=pikepdf.Encryption(user="", owner="b")), "pdf") == ""


def word(body: str = "", *relations: tuple[str, str]) -> bytes:
    """A DOCX whose text is that XML, and which leads to those (kind, target) outside."""
    told = "".join(
        f'<Relationship Id="r{n}" Type="{TYPES}/{kind}" Target="{target}" TargetMode="External"/>'
        for n, (kind, target) in enumerate(relations)
    )
    return docx(
        **{
            "word/document.xml": f"<w:document {WORD}><w:body><w:p>{body}</w:p></w:body></w:document>".encode(),
            "word/_rels/document.xml.rels": f"<Relationships {RELATIONS}>{told}</Relationships>".encode(),
        }
    )


def with_member(name: str, content: bytes = b"x") -> bytes:
    return docx(**{name: content})


HARMFUL_OFFICE = {
    "template": (word("", ("attachedTemplate", "https://x.id/a.dotm")), "templat dari luar (https://x.id"),
    "picture": (word("", ("image", "https://x.id/a.png")), "diambil dari luar"),
    "object": (word("", ("oleObject", "file:///a.xls")), "objek OLE"),
    "frame": (word("", ("frame", "https://x.id/")), "diambil dari luar"),
    "unc": (word("", ("hyperlink", "\\\\server\\a")), "jaringan"),
    "script": (word("", ("hyperlink", "javascript:x")), "menjalankan program"),
    "dde": (word("<w:r><w:instrText>DD</w:instrText></w:r><w:r><w:instrText>EAUTO c</w:instrText></w:r>"), "DDE"),
    "field": (word('<w:fldSimple w:instr="INCLUDETEXT &quot;https://x.id/a&quot;"/>'), "mengambil isi"),
    "program": (with_member("word/embeddings/a.exe"), "dijalankan"),
    "control": (with_member("word/activeX/activeX1.bin"), "kontrol ActiveX"),
    "stray control": (with_member("lain/ActiveX2.xml", b"<x/>"), "kontrol ActiveX"),
    "upwards": (with_member("word/../../a.txt"), "menuju ke luar foldernya (word/../../a.txt). Kemas ulang"),
}


@pytest.mark.parametrize("name", HARMFUL_OFFICE)
def test_an_office_file_that_acts_or_fetches_is_refused_by_name(name):
    content, named = HARMFUL_OFFICE[name]
    assert named in fault(content, "docx")


def test_links_to_the_web_and_the_writers_own_template_are_taken():
    content = word("", ("hyperlink", "https://kpu.go.id"), ("attachedTemplate", "file:///C:\\Users\\a\\Surat.dotx"))
    assert fault(content, "docx") == ""
    whole, book = BytesIO(), BytesIO()
    Document().save(whole)
    Workbook().save(book)
    assert fault(whole.getvalue(), "docx") == fault(book.getvalue(), "xlsx") == ""


def test_open_documents_are_asked_too():
    link = 'xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href'
    for body, named in (
        (f'<x xmlns:draw="d"><draw:image {link}="https://x.id/a.png"/></x>', "diambil dari luar"),
        (f'<x xmlns:t="t"><t:a {link}="file:///C:/a.exe"/></x>', "jaringan"),
        ('<x xmlns:t="t"><t:dde-connection-decl/></x>', "DDE"),
        ('<x xmlns:draw="d"><draw:object-ole/></x>', "ditanam"),
    ):
        content = archive(mimetype=OPEN_DOCUMENT["odt"], **{"content.xml": body.encode()})
        assert named in fault(content, "odt"), body


@pytest.mark.parametrize(
    "name",
    ["a.exe.", "a.exe ", "a.pif", "a.iso", "a.url", "a.lnk", "a.pdf\u202e.exe", "a.docm", "x/a.EXE", "a.exe:b", "a.7z"],
)
def test_an_archive_with_what_runs_is_refused_with_its_name(name):
    said = fault(archive(**{name: b"x", "b.txt": b"x"}), "zip")
    assert "Arsip memuat" in said
    assert name[-5:].strip() in said


@pytest.mark.parametrize(
    "content",
    [
        archive(**{"dalam.zip": archive(**{"a.exe": b"MZ"})}),
        archive(**{"gambar.jpg": b"MZ" + b"\0" * 99}),
        archive(**{"a.docx": HARMFUL_OFFICE["dde"][0]}),
        archive(**{"a.pdf": pdf_with(HARMFUL_PDFS["script"][0])}),
        archive(**{"1.zip": archive(**{"2.zip": archive(**{"3.zip": archive(a=b"x")})})}),
    ],
    ids=["nested", "renamed", "office", "pdf", "deep"],
)
def test_an_archive_is_looked_into(content):
    assert fault(content, "zip").startswith("Arsip memuat")


@pytest.mark.parametrize("name", ["../../a.txt", "/etc/a.txt", "x/../../a.txt", "..\\a.txt", "C:\\a.txt", "../x/"])
def test_a_name_that_leads_out_of_an_archive_is_called_so(name):
    outside = archive(**{"b.txt": b"x", name: b""})
    for content in (outside, archive(**{"dalam.zip": outside})):
        said = fault(content, "zip")
        assert said.startswith(f"Arsip memuat nama berkas yang menuju ke luar foldernya ({name})")
        assert "Kemas ulang" in said
    assert fault(archive(**{"a..b/c...txt": b"x"}), "zip") == ""


def test_a_sound_archive_is_taken():
    whole = BytesIO()
    Document().save(whole)
    assert fault(archive(**{"a.docx": whole.getvalue(), "b.pdf": pdf(), "c.zip": archive(a=b"x")}), "zip") == ""


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("surat-lama.doc", (CASES / "surat-lama.doc").read_bytes(), "dokumen Word lama (.doc).*simpan sebagai .docx"),
        ("surat.docx", COMPOUND + b"\0" * 90_000 + "WordDocument".encode("utf-16-le"), "dokumen Word lama (.doc)"),
        ("surat.rtf", b"{\\rtf1 a}", "dokumen RTF.*simpan sebagai .docx"),
        ("surat.wps", COMPOUND + b"\0" * 600, "dokumen WPS"),
        ("rekap.xls", COMPOUND + "Workbook".encode("utf-16-le"), "Excel lama.*.xlsx"),
        ("a.docx", COMPOUND + "EncryptedPackage".encode("utf-16-le"), "terkunci sandi"),
        ("foto.pdf", b"\xff\xd8\xff" + b"\0" * 99, "gambar JPEG.*Gambar"),
        ("naskah.docx", pdf(), "PDF.*akhiran namanya menjadi .pdf"),
        ("naskah.xlsx", word(), "dokumen Word .*menjadi .docx"),
        ("naskah", b"isi", "tidak diterima"),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else str(value)[:20],
)
def test_a_refusal_names_the_true_kind_and_what_to_do(name, content, said):
    extension = name.rpartition(".")[2] if "." in name else ""
    assert re.search(said.replace("(", r"\(").replace(")", r"\)"), fault(content, extension))


def test_members_keep_their_bytes_where_only_names_are_taken_out():
    whole = BytesIO()
    made = Document()
    made.core_properties.author = "Budi Rahasiawan"
    made.add_paragraph("Isi.")
    made.save(whole)
    bare = metadata.taken_out(whole, "docx")
    bare.seek(0)
    with zipfile.ZipFile(whole) as before, zipfile.ZipFile(bare) as after:
        same = [name for name in before.namelist() if before.read(name) == after.read(name)]
        assert len(same) == len(before.namelist()) - 1
