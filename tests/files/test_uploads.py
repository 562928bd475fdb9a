"""Hostile and broken files, through the admin's own upload views: refused in a sentence, never a fault."""

import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.conf.global_settings import FILE_UPLOAD_MAX_MEMORY_SIZE
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from openpyxl import Workbook, load_workbook
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from files import content_checks
from files.forms import notes_of, taken_document, without_traces
from tests.conftest import person

pytestmark = pytest.mark.django_db
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **facts) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "red").save(out, kind, **facts)
    return out.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header promises a very large picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\x00")) + chunk(b"IEND", b"")


def archive(**members: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return out.getvalue()


def docx(**more: bytes) -> bytes:
    return archive(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>", **more})


def pdf(body: bytes = b"") -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "PDF")
    return out.getvalue() + body


def pdf_with(change: Callable[[pikepdf.Pdf], None], **how: Any) -> bytes:
    """A PDF of one page, changed and written so."""
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf())) as document:
        change(document)
        document.save(out, **how)
    return out.getvalue()


def opens_with(**action: Any) -> Callable[[pikepdf.Pdf], None]:
    def change(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = pikepdf.Dictionary(**action)

    return change


def with_a_file(document: pikepdf.Pdf) -> None:
    document.attachments["a.txt"] = pikepdf.AttachedFileSpec(document, b"isi", filename="a.txt")


def with_such_bytes(document: pikepdf.Pdf) -> None:
    """As any large picture holds by chance."""
    document.Root.Picture = document.make_stream(b"\x00/JS \x00/Launch \x00/ByteRange ")


def pdf_that_unpacks_to(megabytes: int) -> bytes:
    """A PDF of some kB whose objects stand in a stream of so many MB."""
    packing = zlib.compressobj()
    packed = packing.compress(b"4 0 <</Type/Catalog/Pages 1 0 R>> ")
    packed += b"".join(packing.compress(b" " * 1_000_000) for _ in range(megabytes)) + packing.flush()
    head = b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n" % len(packed)
    parts = {
        1: b"<</Type/Pages/Kids[2 0 R]/Count 1>>",
        2: b"<</Type/Page/Parent 1 0 R/MediaBox[0 0 100 100]>>",
        3: head + packed + b"\nendstream",
    }
    out, places = b"%PDF-1.5\n", {}
    for number, part in parts.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    rows = [b"\0" * 7, *(struct.pack(">BIH", 1, place, 0) for place in places.values()), struct.pack(">BIH", 2, 3, 0)]
    rows.append(struct.pack(">BIH", 1, len(out), 0))
    head = b"<</Type/XRef/Size 6/W[1 4 2]/Root 4 0 R/Length %d>>stream\n" % (7 * len(rows))
    return out + b"5 0 obj\n%b%b\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % (head, b"".join(rows), len(out))


BAD_PICTURES = {
    "empty.png": b"",
    "cut.png": picture()[:60],
    "cut.jpg": picture("JPEG", (400, 300))[:700],
    "cut.webp": picture("WEBP", (400, 300))[:80],
    "cut.gif": picture("GIF")[:30],
    "cut.avif": picture("AVIF", (64, 64))[:150],
    "text.png": b"bukan gambar",
    "page.png": b"<html><script>alert(1)</script></html>",
    "vector.png": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "bomb.png": png_that_claims(30_000, 30_000),
    "bomb2.png": png_that_claims(9_000, 9_000),
    "line.png": png_that_claims(12_001, 1),
    "huge-header.png": png_that_claims(2**31 - 1, 2**31 - 1),
    "zero.png": png_that_claims(0, 0),
    "vector.svg": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    "program.exe": b"MZ" + b"\x00" * 200,
    "cut.tif": picture("TIFF", (64, 64))[:600],
    "raw.jpg": b"II*\0\x10\0\0\0CR\2\0" + b"\0" * 200,
    "ico.png": picture("ICO", (16, 16)),
    "eps.png": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
}
BAD_DOCUMENTS = {
    "empty.pdf": b"",
    "text.pdf": b"bukan pdf",
    "page.pdf": b"<html><script>alert(1)</script></html>",
    "cut.pdf": b"%PDF-1.7\n1 0 obj",
    "script.pdf": pdf_with(opens_with(S=pikepdf.Name.JavaScript, JS="app.alert(1)")),
    "packed-script.pdf": pdf_with(
        opens_with(S=pikepdf.Name.JavaScript, JS="app.alert(1)"),
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    ),
    "veiled-script.pdf": pdf_with(opens_with(S=pikepdf.Name.Launch, F="cmd.exe")).replace(b"/Launch", b"/L#61unch"),
    "launch.pdf": pdf_with(opens_with(S=pikepdf.Name.Launch, F="cmd.exe")),
    "file.pdf": pdf_with(with_a_file),
    "bomb.pdf": pdf_that_unpacks_to(300),
    "eicar.txt": EICAR,
    "eicar.pdf": pdf(EICAR),
    "eicar.zip": archive(a=b"x") + EICAR,
    "not.zip": b"bukan arsip",
    "cut.zip": archive(a=b"x" * 999)[:40],
    "bomb.zip": archive(a=b"\x00" * 30_000_000),
    "many.zip": archive(**{f"{number}.txt": b"" for number in range(5_001)}),
    "up.zip": archive(**{"../../etc/passwd": b"x"}),
    "root.zip": archive(**{"/etc/passwd": b"x"}),
    "program.zip": archive(**{"Undangan.pdf.exe": b"MZ"}),
    "shortcut.zip": archive(**{"naskah.lnk": b"L"}),
    "macro.docx": docx(**{"word/vbaProject.bin": b"x"}),
    "zip.docx": archive(a=b"x"),
    "text.docx": b"bukan docx",
    "word.xlsx": docx(),
    "excel.pptx": archive(**{"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<x/>"}),
    "macro.odt": archive(mimetype=content_checks.OPEN_DOCUMENT["odt"], **{"Basic/Standard/script-lb.xml": b"x"}),
    "no-kind.odt": archive(**{"content.xml": b"x"}),
    "other.ods": archive(mimetype=content_checks.OPEN_DOCUMENT["odt"], **{"content.xml": b"x"}),
    "bytes.txt": b"\xff\xfe\x00\x01" * 20,
    "nul.csv": b"a,b\x00,c\n",
    "page.txt": b"<!DOCTYPE html><html><script>alert(1)</script></html>",
    "page.csv": b"  <svg onload=alert(1)>",
    "program.exe": b"MZ",
    "page.html": b"<html></html>",
}


def upload(name: str, content: bytes, *, document: bool):
    what = "documents" if document else "images"
    fields = {"title": "Berkas", "file": SimpleUploadedFile(name, content)}
    return person("root").client.post(f"/admin/{what}/add/", {**fields, "collection": 1})


def named(value: object) -> str | None:
    """A case is named by its file: an archive's bytes tell when it was made, so two processes would disagree."""
    return "" if isinstance(value, bytes) else None


@pytest.mark.parametrize(
    ("name", "content", "document"),
    [
        *((name, content, False) for name, content in BAD_PICTURES.items()),
        *((name, content, True) for name, content in BAD_DOCUMENTS.items()),
    ],
    ids=named,
)
def test_a_bad_file_is_refused_in_a_sentence(name, content, document):
    model = get_document_model() if document else get_image_model()
    before = model.objects.count()
    answer = upload(name, content, document=document)
    assert answer.status_code < 500
    assert 'class="error-message"' in answer.content.decode()
    assert model.objects.count() == before


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "AVIF", "TIFF"])
def test_sound_pictures_are_taken(kind):
    name = f"foto.{kind.lower()}".replace("jpeg", "jpg")
    assert upload(name, picture(kind, (64, 64)), document=False).status_code == 302
    assert get_image_model().objects.filter(title="Berkas").exists()


@pytest.mark.parametrize(("name", "kind"), [("a.png", "JPEG"), ("a.jpg", "PNG"), ("a.webp", "GIF"), ("a.jpg", "WEBP")])
def test_a_picture_is_taken_as_what_it_is(name, kind):
    upload(name, picture(kind, (64, 64)), document=False)
    stored = get_image_model().objects.get(title="Berkas").file
    assert stored.name.endswith({"JPEG": ".jpg", "WEBP": ".webp"}.get(kind, ".png"))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("raw.jpg", "foto mentah kamera"),
        ("ico.png", "ikon"),
        ("vector.svg", "gambar vektor SVG"),
        ("program.exe", "program"),
    ],
)
def test_a_refusal_names_what_it_is(name, kind):
    answer = upload(name, BAD_PICTURES[name], document=False).content.decode()
    assert f"Berkas ini {kind}" in answer.replace("sebenarnya ", "")
    assert answer.count('class="error-message"') == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", pdf()),
        ("gambar.pdf", pdf_with(with_such_bytes, compress_streams=False)),
        ("a.txt", "Nama — tanggal\n".encode()),
        ("a.csv", "nama;jumlah\nSerang;1\n".encode("utf-8-sig")),
        ("a.zip", archive(**{"daftar.csv": b"a,b\n"})),
        ("a.docx", docx()),
        ("a.xlsx", archive(**{"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<x/>"})),
        ("a.odt", archive(mimetype=content_checks.OPEN_DOCUMENT["odt"], **{"content.xml": b"<x/>"})),
    ],
    ids=named,
)
def test_sound_documents_are_taken(name, content):
    assert upload(name, content, document=True).status_code == 302
    assert get_document_model().objects.filter(title="Berkas").exists()


def test_place_and_camera_are_taken_out_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Kamera X", 6  # maker; turned by 90 degrees
    exif.get_ifd(0x8825)[1] = "S"  # where
    upload("foto.jpg", picture("JPEG", (40, 30), exif=exif), document=False)
    stored = Image.open(get_image_model().objects.get(title="Berkas").file)
    assert not stored.getexif()
    assert stored.size == (30, 40)


def test_a_picture_without_traces_is_kept_byte_for_byte():
    content = picture("PNG")
    upload("foto.png", content, document=False)
    assert get_image_model().objects.get(title="Berkas").file.read() == content


def written_by(name: str) -> dict[str, bytes]:
    """Documents that tell who wrote them, as common programs write them."""
    word, sheet, page = Document(), Workbook(), pikepdf.new()
    word.add_paragraph("Isi keputusan.")
    word.core_properties.author = word.core_properties.last_modified_by = name
    sheet.active["A1"] = "Isi keputusan."
    sheet.properties.creator = sheet.properties.lastModifiedBy = name
    page.add_blank_page()
    with page.open_metadata() as about:
        about["dc:creator"], about["dc:title"] = [name], "Isi keputusan."
    page.docinfo["/Author"], page.docinfo["/Title"] = name, "Isi keputusan."
    made = {}
    for extension, save in (("docx", word.save), ("xlsx", sheet.save), ("pdf", page.save)):
        out = BytesIO()
        save(out)
        made[extension] = out.getvalue()
    about = (
        '<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:dc="'
        'http://purl.org/dc/elements/1.1/" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"><office:meta>'
        f"<meta:initial-creator>{name}</meta:initial-creator><dc:creator>{name}</dc:creator>"
        "<dc:title>Isi keputusan.</dc:title></office:meta></office:document-meta>"
    )
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as text:
        text.writestr("mimetype", content_checks.OPEN_DOCUMENT["odt"], zipfile.ZIP_STORED)
        text.writestr("meta.xml", about, zipfile.ZIP_DEFLATED)
        text.writestr("content.xml", b"<x>Isi keputusan.</x>", zipfile.ZIP_DEFLATED)
    return {**made, "odt": out.getvalue()}


def told(content: bytes) -> bytes:
    """All that a document holds, unpacked."""
    if content.startswith(b"%PDF"):
        with pikepdf.open(BytesIO(content)) as document:
            return repr((dict(document.docinfo), document.Root.Metadata.read_bytes())).encode()
    with zipfile.ZipFile(BytesIO(content)) as members:
        return b"".join(members.read(name) for name in members.namelist())


def stored(name: str, content: bytes) -> bytes:
    upload(name, content, document=True)
    return get_document_model().objects.get(title="Berkas").file.read()


@pytest.mark.parametrize("extension", ["docx", "xlsx", "odt", "pdf"])
def test_names_are_taken_out_of_documents_and_nothing_else(extension):
    content = written_by("Budi Santoso")[extension]
    assert b"Budi Santoso" in told(content)
    kept = stored(f"a.{extension}", content)
    assert b"Budi Santoso" not in told(kept)
    assert b"Isi keputusan." in told(kept)
    assert content_checks.document_fault(BytesIO(kept), extension) == ""
    if extension == "docx":
        assert Document(BytesIO(kept)).paragraphs[0].text == "Isi keputusan."
    if extension == "xlsx":
        assert load_workbook(BytesIO(kept)).active["A1"].value == "Isi keputusan."
    if extension == "odt":
        assert kept[30:60].startswith(b"mimetypeapplication/vnd.oasis")


@pytest.mark.parametrize("extension", ["docx", "xlsx", "odt", "pdf"])
def test_the_same_file_is_kept_as_the_same_bytes(extension):
    """Else it is stored a second time without a word."""
    content = written_by("Budi Santoso")[extension]
    once, again = (without_traces(SimpleUploadedFile(f"a.{extension}", content)).read() for _ in range(2))
    assert once == again != content


def test_a_pdf_closed_to_changes_is_kept_byte_for_byte_and_its_names_told():
    out = BytesIO()
    with pikepdf.open(BytesIO(written_by("Budi Santoso")["pdf"])) as document:
        document.save(out, encryption=pikepdf.Encryption(user="", owner="b"))
    taken = taken_document(SimpleUploadedFile("a.pdf", out.getvalue()))
    taken.seek(0)
    assert taken.read() == out.getvalue()
    assert "Budi Santoso" in " ".join(notes_of(taken))


def test_names_are_taken_out_of_a_document_that_waits_on_disk():
    with pikepdf.open(BytesIO(written_by("Budi Santoso")["pdf"])) as page:
        page.pages[0].obj["/X"] = pikepdf.Stream(page, random.randbytes(FILE_UPLOAD_MAX_MEMORY_SIZE))
        out = BytesIO()
        page.save(out)
    kept = stored("a.pdf", out.getvalue())
    assert b"Budi Santoso" not in told(kept)
    assert len(kept) > FILE_UPLOAD_MAX_MEMORY_SIZE


def test_a_signed_document_is_kept_byte_for_byte():
    out = BytesIO()
    with pikepdf.open(BytesIO(written_by("Budi Santoso")["pdf"])) as document:
        signature = pikepdf.Dictionary(Type=pikepdf.Name.Sig, ByteRange=[0, 840, 960, 240], Contents=b"\0" * 60)
        field = document.make_indirect(pikepdf.Dictionary(FT=pikepdf.Name.Sig, V=document.make_indirect(signature)))
        document.Root.AcroForm = pikepdf.Dictionary(SigFlags=3, Fields=[field])
        document.save(out)
    assert stored("a.pdf", out.getvalue()) == out.getvalue()


def test_a_signed_office_document_is_kept_byte_for_byte():
    out = BytesIO(written_by("Budi Santoso")["docx"])
    with zipfile.ZipFile(out, "a") as members:
        members.writestr("_xmlsignatures/sig1.xml", b"<Signature/>")
    assert stored("a.docx", out.getvalue()) == out.getvalue()


def test_a_document_that_names_nobody_is_kept_byte_for_byte():
    content = docx()
    assert stored("a.docx", content) == content


@pytest.mark.parametrize("properties", [b"<not xml", b"", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'])
def test_properties_that_nobody_can_read_are_no_fault(properties):
    content = docx(**{"docProps/core.xml": properties})
    assert stored("a.docx", content) == content


def about(name: str) -> bytes:
    return f'<a xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{name}</dc:creator></a>'.encode()


def with_a_locked_member(content: bytes) -> bytes:
    """Its last member claims to want a password."""
    at = content.rindex(b"PK\x01\x02") + 8
    return content[:at] + b"\x01" + content[at + 1 :]


def with_a_spoilt_member(content: bytes) -> bytes:
    at = content.index(b"docProps/core.xml") + len("docProps/core.xml")
    return content[:at] + bytes(byte ^ 0xFF for byte in content[at : at + 40]) + content[at + 40 :]


@pytest.mark.parametrize("spoil", [with_a_locked_member, with_a_spoilt_member])
def test_a_member_that_nobody_can_read_is_refused(spoil):
    """What a scanner can't look into may be anything."""
    content = spoil(docx(**{"docProps/core.xml": about("Budi Santoso")}))
    with pytest.raises(get_document_model().DoesNotExist):
        stored("a.docx", content)


def test_properties_as_large_as_a_bomb_are_not_read():
    content = docx(**{"docProps/core.xml": about("Budi" * 500_000), "word/media/a.bin": random.randbytes(100_000)})
    assert stored("a.docx", content) == content


@pytest.mark.parametrize("document", [True, False])
def test_too_much_is_refused_in_indonesian(document, settings):
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 100
    name, content = ("a.txt", b"x" * 101) if document else ("foto.png", picture(size=(400, 300)))
    assert "terlalu besar" in upload(name, content, document=document).content.decode()


def test_the_multiple_upload_refuses_too():
    answer = person("root").client.post(
        "/admin/images/multiple/add/",
        {"files[]": SimpleUploadedFile("cut.png", BAD_PICTURES["cut.png"]), "collection": 1, "title": "Berkas"},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )
    assert answer.status_code == 200
    assert answer.json()["success"] is False
