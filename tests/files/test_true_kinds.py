"""A file under another's name is called what it is, in one sentence, with what to do; a table's formulas are read."""

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from openpyxl import Workbook

from files import content_checks, kinds, pictures
from files.forms import notes_of, taken_document
from tests.files.test_uploads import archive, pdf

CASES = Path(__file__).parent / "cases"
TEMPLATE = b"application/vnd.oasis.opendocument.text-template"


def saved(made) -> bytes:
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def fault(name: str, content: bytes) -> str:
    return content_checks.document_fault(BytesIO(content), name.rpartition(".")[2])


WORD, BOOK = saved(Document()), saved(Workbook())
OLD = content_checks.kinds.COMPOUND + "WordDocument".encode("utf-16-le")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("surat.doc", WORD, "sebenarnya dokumen Word (.docx). Ganti akhiran namanya menjadi .docx"),
        ("rekap.xls", BOOK, "sebenarnya lembar kerja Excel (.xlsx). Ganti akhiran namanya menjadi .xlsx"),
        ("surat.doc", OLD, "Berkas ini dokumen Word lama (.doc). Buka di Word"),
        ("arsip.rar", b"Rar!\x1a\x07\0", "Berkas ini arsip RAR. Kemas ulang"),
        ("rekap.csv", BOOK, "sebenarnya lembar kerja Excel (.xlsx)"),
        ("surat.pdf", WORD, "sebenarnya dokumen Word (.docx)"),
        ("surat.zip", WORD, "sebenarnya dokumen Word (.docx)"),
        ("rekap.xls", b"<html><table><tr><td>1</td></tr></table>", "halaman web (HTML). Buka di Excel"),
        ("surat.doc", b"<html><p>isi</p></html>", "halaman web (HTML). Buka di Word"),
        (
            "a.xls",
            b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
            "Excel XML. Buka di Excel",
        ),
        ("a.fodt", b'<?xml version="1.0"?><office:document x="y"/>', "OpenDocument datar. Buka di LibreOffice"),
        ("a.odt", archive(mimetype=TEMPLATE, **{"content.xml": b"<x/>"}), "templat OpenDocument"),
        ("rekap.xlsx", b"nama;jumlah\nSerang;1\n", "sebenarnya teks biasa. Ganti akhiran namanya menjadi .csv"),
        ("rekap.xls", b"nama;jumlah\n", "Berkas .xls tidak diterima. Buka di Excel"),
        ("surat.docm", WORD, "Berkas .docm tidak diterima. Buka di Word"),
        ("surat.pages", archive(**{"Index/Document.iwa": b"x"}), "simpan sebagai PDF"),
        ("kosong.csv", b"\xef\xbb\xbf \r\n", "Berkas kosong"),
        ("foto.jpg", b"\xff\xd8\xff" + b"\0" * 90, "Berkas .jpg tidak diterima. Unggah lewat Gambar."),
        ("lagu.mp3", b"ID3\x03", "tautkan di halaman"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_document_is_called_what_it_is(name, content, said):
    assert said in fault(name, content)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("foto.nef", b"MM\0*" + b"\0" * 90, "foto mentah kamera"),
        ("foto.cr3", b"\0\0\0\x18ftypcrx " + b"\0" * 90, "foto mentah kamera"),
        ("bagan.emf", b"\x01\0\0\0" + b"\0" * 36 + b" EMF", "gambar vektor EMF"),
        ("bagan.bmp", b"BM" + b"\0" * 90, "gambar BMP. Simpan sebagai JPEG atau PNG, lalu unggah lagi."),
        ("foto.jpg", WORD, "dokumen Office atau arsip ZIP. Unggah lewat Dokumen"),
        ("surat.doc", (CASES / "surat-lama.doc").read_bytes(), "Word lama .+ Pilih gambar"),
        ("surat.rtf", b"{\\rtf1 a}", "RTF. Pilih gambar"),
        ("pasang.exe", b"MZ" + b"\0" * 90, "program Windows. Pilih gambar"),
        ("foto.rar", b"Rar!" + b"\0" * 90, "arsip RAR. Pilih gambar"),
        ("logo.eps", b"%!PS-Adobe", "lalu unggah lagi"),
        ("rapat.mp4", b"\0\0\0\x18ftypisom" + b"\0" * 90, "tautkan di halaman"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_picture_is_called_what_it_is(name, content, said):
    with pytest.raises(pictures.Refused, match=said):
        pictures.taken(SimpleUploadedFile(name, content), name.rpartition(".")[2])


def test_what_to_do_is_what_the_field_takes():
    """A picture that no browser shows is saved as another one, and goes where pictures go."""
    kinds_known = [*(kind for _, kind in kinds.BEGINS), *kinds.OLD_OFFICE.values(), *kinds.PACKED_OTHERWISE.values()]
    assert not [kind for kind in kinds_known if re.search(r"\.docx|\bPDF\b|ZIP", kind.picture_remedy)]
    assert not [kind for kind in kinds_known if re.search(r"(JPEG|PNG).*unggah lagi", kind.remedy)]
    assert "lalu unggah lewat Gambar." in fault("bagan.bmp", b"BM" + b"\0" * 90)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("nama;x\n=cmd|'/c calc'!A1;2\n", "rumus DDE"),
        ("nama\tx\n@SUM(cmd|' /C calc'!A0)\t2\n", "rumus DDE"),
        ('nama,x\n"=WEBSERVICE(""http://x.id"")",2\n', "WEBSERVICE"),
        ('nama;x\n"=HYPERLINK(""file://x/a.exe"";""klik"")";2\n', "tautan ke berkas"),
        ("nama|x\n+cmd|'/c calc'!A1|2\n", "rumus DDE"),
    ],
)
def test_a_table_as_text_brings_no_formula_that_acts(table, said):
    for encoding in ("utf-8", "utf-16"):
        assert said in fault("a.csv", table.encode(encoding))


@pytest.mark.parametrize(
    "table",
    [
        "nama,telp\nA,+6281234\nB,-5\n",
        'nama;x\n"=HYPERLINK(""http://x.id"";""klik"")";=SUM(A1:A2)\n',
        "pilihan;jumlah\n- ya | tidak!;3\n-;-\n",
        'nama;"tanpa penutup\n=1;2\n',
    ],
)
def test_a_table_of_words_numbers_and_sums_is_taken(table):
    assert fault("a.csv", table.encode()) == ""


def test_what_documents_in_an_archive_hold_is_told():
    cases = {
        name: (CASES / name).read_bytes() for name in ("naskah-lacak-perubahan.docx", "rekap-lembar-tersembunyi.xlsx")
    }
    taken = taken_document(SimpleUploadedFile("a.zip", archive(**{"dalam.zip": archive(**cases), "b.pdf": pdf()})))
    assert "2 perubahan terlacak, 1 komentar, 1 lembar tersembunyi" in notes_of(taken)[0]
    assert "Budi Rahasiawan" in notes_of(taken)[1]


def test_an_old_office_file_in_an_archive_brings_no_macro_and_no_object():
    old = (CASES / "surat-lama.doc").read_bytes()
    assert fault("a.zip", archive(**{"a.doc": old})) == ""
    assert "makro (a.doc)" in fault("a.zip", archive(**{"a.doc": old + "_VBA_PROJECT".encode("utf-16-le")}))
    assert "objek yang ditanam (a.rtf)" in fault("a.zip", archive(**{"a.rtf": b"{\\rtf1 {\\object\\objdata 01}}"}))


def test_the_kind_of_a_packed_file_is_told_without_unpacking_it():
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", b"\0" * 50_000_000)
    assert "terlalu besar" in fault("a.odt", out.getvalue())
