"""What may be uploaded: judged by content, not by name. Each check says what is wrong and what to do instead.

Limits keep a hostile file from costing more than its bytes: pictures are decoded only below a number of pixels, and
by a program of their own; archives are read by their directory, not unpacked.
"""

import json
import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from workflows.isolation import Limits, Unreadable, answer_of, local_copy

MOST_PIXELS = 20_000_000
LONGEST_SIDE = 12_000
"""Pixels; decoders keep a pointer and more for every line, so that a narrow picture costs many times its pixels."""
MOST_PAGES = 2_000
MOST_MEMBERS = 5_000
MOST_UNPACKED = 300_000_000
"""Bytes all members of an archive may come to."""
MOST_RATIO = 200
"""Unpacked ÷ packed bytes of an archive; text packs 10 to 50 times."""
FORMATS = {"avif": "AVIF", "gif": "GIF", "jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}
"""What a picture's extension promises, as Pillow names it."""
OFFICE_MEMBERS = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
OPEN_DOCUMENT = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
}
RUNS = re.compile(r"\.(apk|bat|cmd|com|dll|exe|hta|html?|jar|js|jse|lnk|msi|ps1|scr|sh|svg|vbe|vbs|wsf|xhtml)$", re.I)
"""Names of members that a double click would run."""
MACROS = re.compile(r"(vbaproject\.bin|(^|/)(basic|scripts)/)", re.I)
PDF_PROGRAM = Path(__file__).parent / "uploaded_pdf.py"
PICTURE_PROGRAM = Path(__file__).parent / "uploaded_picture.py"
PICTURE_LIMITS = Limits(seconds=20, memory=900_000_000, largest=110_000_000)
PDF_LIMITS = Limits(seconds=30, memory=512_000_000, largest=110_000_000)
MARKUP = re.compile(rb"<\s*(html|script|svg|iframe|!doctype)", re.I)
EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"

TOO_MUCH = "Isi berkas terlalu besar bila dibuka. Kurangi isinya, lalu unggah lagi."
DAMAGED = "Berkas rusak atau terpotong. Buka di komputer Anda, simpan ulang, lalu unggah lagi."
NOT_ITS_KIND = "Isi berkas tidak sesuai dengan jenisnya (.{}). Simpan ulang dalam format yang benar, lalu unggah lagi."


def picture_fault(file: Any, extension: str) -> str:
    """What is wrong with an uploaded picture of one of ``FORMATS``; "" when nothing is."""
    try:
        picture = Image.open(file)  # reads its head only
        width, height = picture.size
        if max(width, height) > LONGEST_SIDE:
            return (
                f"Gambar {width} × {height} piksel terlalu panjang. Potong hingga sisinya paling banyak 12.000 piksel."
            )
        if width * height > MOST_PIXELS:
            return f"Gambar {width} × {height} piksel terlalu besar. Perkecil hingga paling banyak 20 megapiksel."
        if picture.format != FORMATS[extension]:
            return NOT_ITS_KIND.format(extension)
        with local_copy(file) as path:
            answer_of(PICTURE_PROGRAM, "judge", path, limits=PICTURE_LIMITS)
    except Exception:  # decoders raise what they like on hostile bytes
        return DAMAGED
    finally:
        file.seek(0)
    return ""


def document_fault(file: Any, extension: str) -> str:
    """What is wrong with an uploaded document; "" when nothing is."""
    content: bytes = file.read()
    file.seek(0)
    if not content:
        return "Berkas kosong. Periksa berkas di komputer Anda, lalu unggah lagi."
    if EICAR in content:
        return "Berkas memuat tanda virus. Bersihkan komputer Anda dengan antivirus, lalu unggah berkas yang bersih."
    return _OF_KIND.get(extension, _archive)(content, extension)


def _pdf(content: bytes, extension: str) -> str:
    if content.lstrip()[:5] != b"%PDF-":
        return NOT_ITS_KIND.format(extension)
    try:
        with local_copy(BytesIO(content)) as path:
            told = json.loads(answer_of(PDF_PROGRAM, "judge", path, limits=PDF_LIMITS))
    except Unreadable:
        return TOO_MUCH
    if "fault" in told:
        return "PDF rusak atau terkunci dengan sandi. Simpan ulang tanpa sandi, lalu unggah lagi."
    if told["pages"] > MOST_PAGES:
        return f"PDF memuat {told['pages']} halaman. Bagi menjadi beberapa berkas, paling banyak 2.000 halaman."
    if told["active"]:
        return "PDF memuat skrip atau berkas sisipan. Cetak ke PDF biasa, lalu unggah hasilnya."
    return ""


def _text(content: bytes, extension: str) -> str:
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return f"Teks .{extension} harus berpengodean UTF-8. Simpan ulang sebagai UTF-8, lalu unggah lagi."
    if b"\x00" in content or MARKUP.search(content[:4096]):
        return NOT_ITS_KIND.format(extension)
    return ""


def _archive(content: bytes, extension: str) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
            names = [member.filename for member in members]
            kind = archive.read("mimetype") if extension in OPEN_DOCUMENT and "mimetype" in names[:1] else b""
    except Exception:  # as above
        return DAMAGED
    unpacked = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * len(content):
        return TOO_MUCH
    if any(name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) for name in names):
        return DAMAGED
    if any(MACROS.search(name) for name in names):
        return "Berkas memuat makro. Simpan tanpa makro (misalnya sebagai .docx atau .xlsx biasa), lalu unggah lagi."
    if any(RUNS.search(name) for name in names):
        return "Arsip memuat berkas yang dapat dijalankan. Keluarkan berkas itu, lalu unggah lagi."
    office = OFFICE_MEMBERS.get(extension)
    if office and not ("[Content_Types].xml" in names and any(name.startswith(office) for name in names)):
        return NOT_ITS_KIND.format(extension)
    if extension in OPEN_DOCUMENT and kind != OPEN_DOCUMENT[extension]:
        return NOT_ITS_KIND.format(extension)
    return ""


_OF_KIND: dict[str, Callable[[bytes, str], str]] = {"pdf": _pdf, "txt": _text, "csv": _text}
