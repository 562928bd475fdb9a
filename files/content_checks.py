"""Which documents may be uploaded: judged by content, not by name. Each check says what is wrong and what to do.

Limits keep a hostile file from costing more than its bytes: whatever is unpacked is unpacked by a program of its own.
"""

import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from files import kinds, texts
from files.isolation import Limits, Unreadable, answer_of, local_copy

MOST_PAGES = 2_000
MOST_MEMBERS = 5_000
MOST_UNPACKED = 300_000_000
"""Bytes all members of an archive may come to."""
MOST_RATIO = 200
"""Unpacked ÷ packed bytes of an archive; text packs 10 to 50 times."""
OFFICE_MEMBERS = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
OPEN_DOCUMENT = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
    "odp": b"application/vnd.oasis.opendocument.presentation",
}
OFFICE = (*OFFICE_MEMBERS, *OPEN_DOCUMENT)
TAKEN = (*OFFICE, "csv", "pdf", "txt", "zip")
KNOWN_BY_NAME = (kinds.PICTURES, kinds.NAMED_OLD, kinds.PACKED_OTHERWISE)
PACKED = b"PK\x03\x04"
OPEN_DOCUMENT_OF = b"application/vnd.oasis.opendocument."
HERE = Path(__file__).parent
PDF_PROGRAM, OFFICE_PROGRAM = HERE / "pdf_program.py", HERE / "office_program.py"
PDF_LIMITS = Limits(seconds=30, memory=512_000_000, largest=110_000_000)
OFFICE_LIMITS = Limits(seconds=30, memory=1_000_000_000, largest=110_000_000)
EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"

EMPTY = "Berkas kosong. Periksa berkas di komputer Anda, lalu unggah lagi."
VIRUS = "Berkas memuat tanda virus. Bersihkan komputer Anda dengan antivirus, lalu unggah berkas yang bersih."
TOO_MUCH = "Isi berkas terlalu besar bila dibuka. Kurangi isinya, lalu unggah lagi."
DAMAGED = "Berkas rusak atau terpotong. Buka di komputer Anda, simpan ulang, lalu unggah lagi."
NOT_ITS_KIND = "Isi berkas tidak sesuai dengan jenisnya (.{}). Simpan ulang dalam format yang benar, lalu unggah lagi."
PLAIN_TEXT = "Berkas ini sebenarnya teks biasa. Ganti akhiran namanya menjadi .csv atau .txt, lalu unggah lagi."
NOT_TAKEN = (
    "Berkas {} tidak diterima. Unggah sebagai PDF, .docx, .xlsx, .pptx, .odt, .ods, .odp, .csv, .txt, atau .zip."
)
PDF_HOLDS = {
    "script": "skrip (JavaScript)",
    "launch": "perintah yang menjalankan program",
    "submit": "formulir yang mengirim isian ke tempat lain",
    "other_file": "tautan yang membuka berkas lain",
    "local_link": "tautan ke berkas di komputer atau jaringan",
    "file": "berkas sisipan",
    "media": "suara, video, atau objek 3D",
}
PDF_REMEDIES = {
    "script": "Buat ulang PDF dari naskah asalnya tanpa skrip; bila naskah itu tidak ada, cetak ke PDF.",
    "launch": "Hapus perintah itu di naskah asalnya, lalu simpan ulang sebagai PDF.",
    "submit": "Hapus tombol pengirim formulirnya, lalu simpan ulang sebagai PDF.",
    "other_file": "Ganti tautan itu dengan alamat web atau hapus, lalu simpan ulang sebagai PDF.",
    "local_link": "Ganti tautan itu dengan alamat web atau hapus, lalu simpan ulang sebagai PDF.",
    "file": "Keluarkan sisipannya, unggah sebagai berkas tersendiri, lalu simpan ulang PDF tanpa sisipan.",
    "media": "Tautkan rekaman itu di halaman, lalu simpan ulang PDF tanpa rekaman.",
}
SIGNED_REMEDY = (
    "PDF ini bertanda tangan elektronik: mencetak ulang menghapus tanda tangannya. "
    "Mintalah penandatangan membuatnya tanpa bagian itu, lalu menandatanganinya lagi."
)
REMEDIES = {
    "makro": "Simpan tanpa makro (sebagai .docx atau .xlsx biasa), lalu unggah lagi.",
    "tautan ke buku kerja": "Di Excel pilih Data → Edit Tautan → Putuskan Tautan, simpan, lalu unggah lagi.",
    "sambungan": "Hapus sambungan datanya sehingga tinggal nilainya, simpan, lalu unggah lagi.",
    "tautan": "Hapus tautannya, simpan, lalu unggah lagi.",
    "templat": "Lepaskan templatnya (Pengembang → Templat Dokumen → Normal), simpan, lalu unggah lagi.",
    "rumus": "Ganti rumusnya dengan nilainya, simpan, lalu unggah lagi.",
    "medan": "Ganti medannya dengan teks biasa, simpan, lalu unggah lagi.",
    "nama berkas": "Kemas ulang isinya dari satu folder, lalu unggah lagi.",
    "berkas": "Keluarkan berkas itu, lalu unggah lagi.",
    "arsip": "Keluarkan arsip itu, atau sertakan isinya langsung, lalu unggah lagi.",
}
"""What to do, by how the name of a danger begins."""
OTHERWISE = "Ganti bagian itu dengan gambar atau teks biasa, simpan, lalu unggah lagi."


def document_fault(file: Any, extension: str) -> str:
    """What is wrong with an uploaded document; "" when nothing is."""
    content: bytes = file.read()
    file.seek(0)
    if not content:
        return EMPTY
    if EICAR in content:
        return VIRUS
    kind = _true_kind(content, extension)
    if kind is not None and kind.extension != extension:
        return f"{kind.said(extension)} {_remedy(kind, extension)}"
    if extension not in TAKEN:
        return _not_taken(extension)
    return _OF_KIND.get(extension, _archive)(content, extension)


def _true_kind(content: bytes, extension: str) -> kinds.Kind | None:
    """What it is by its content; None where that says nothing, as of plain text."""
    if content.startswith(PACKED):
        return None if extension in kinds.PACKED_OTHERWISE else _packed_kind(content)
    return kinds.kind_of(content if content.startswith(kinds.COMPOUND) else content[: kinds.HEAD], extension)


def _packed_kind(content: bytes) -> kinds.Kind | None:
    """The kind of an office file by the parts it is packed from; None of another archive."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
            with archive.open("mimetype") if "mimetype" in names[:1] else BytesIO() as told:
                said = told.read(200)
    except Exception:  # whatever the library says of a broken file
        return None
    if said.startswith(OPEN_DOCUMENT_OF) and said.endswith(b"-template"):
        return kinds.OPEN_TEMPLATE
    if "[Content_Types].xml" in names:
        found = [one for one, folder in OFFICE_MEMBERS.items() if any(name.startswith(folder) for name in names)]
        return kinds.PACKED[found[0]] if len(found) == 1 else None
    return next((kinds.PACKED[extension] for extension, kind in OPEN_DOCUMENT.items() if kind == said), None)


def _not_taken(extension: str) -> str:
    known = next((of[extension] for of in KNOWN_BY_NAME if extension in of), None)
    if known:
        return f"Berkas .{extension} tidak diterima. {known.remedy}"
    return NOT_TAKEN.format(f".{extension}" if extension else "tanpa akhiran")


def _remedy(kind: kinds.Kind, extension: str) -> str:
    if kind.extension in TAKEN:
        return f"Ganti akhiran namanya menjadi .{kind.extension}, lalu unggah lagi."
    return kind.remedy


def judged(file: Any, extension: str) -> dict[str, Any]:
    """What the program of its kind says of a PDF or an office file; empty for others. Raises ``Unreadable``."""
    if extension == "pdf":
        with local_copy(file) as path:
            return json.loads(answer_of(PDF_PROGRAM, "judge", path, limits=PDF_LIMITS))
    if extension in (*OFFICE, "csv", "zip"):
        with local_copy(file) as path:
            return json.loads(answer_of(OFFICE_PROGRAM, "judge", path, extension, limits=OFFICE_LIMITS))
    return {}


def _pdf(content: bytes, extension: str) -> str:
    if content.lstrip()[:5] != b"%PDF-":
        return NOT_ITS_KIND.format(extension)
    try:
        told = judged(BytesIO(content), extension)
    except Unreadable:
        return TOO_MUCH
    if told.get("fault") == "locked":
        return "PDF terkunci dengan sandi. Buka dengan sandinya, simpan tanpa sandi, lalu unggah lagi."
    if "fault" in told:
        return "PDF rusak atau terpotong. Minta atau buat ulang berkasnya, lalu unggah lagi."
    if told["pages"] > MOST_PAGES:
        return f"PDF memuat {told['pages']} halaman. Bagi menjadi beberapa berkas, paling banyak 2.000 halaman."
    if told["active"]:
        held = ", ".join(PDF_HOLDS[one] for one in told["active"])
        return f"PDF memuat {held}. {SIGNED_REMEDY if told['signed'] else _pdf_remedy(told['active'])}"
    return ""


def _pdf_remedy(found: list[str]) -> str:
    """What to do about each finding; where two are mended alike, once."""
    return " ".join(dict.fromkeys(PDF_REMEDIES[one] for one in found)) + " Unggah hasilnya."


def _text(content: bytes, extension: str) -> str:
    text = texts.decoded(content)
    if text is None:
        return f"Pengodean teks .{extension} ini tidak dikenali. Simpan ulang sebagai UTF-8, lalu unggah lagi."
    if texts.is_binary(text):
        return NOT_ITS_KIND.format(extension)
    if not text.strip():
        return EMPTY
    return _inside(content, extension) if extension == "csv" else ""


def _archive(content: bytes, extension: str) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
    except Exception:  # whatever the library says of a broken file
        text = None if content.startswith(PACKED) else texts.decoded(content)
        return DAMAGED if text is None or texts.is_binary(text) else PLAIN_TEXT
    unpacked = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * len(content):
        return TOO_MUCH
    if extension != "zip" and _packed_kind(content) is None:
        return NOT_ITS_KIND.format(extension)
    return _inside(content, extension)


def _inside(content: bytes, extension: str) -> str:
    try:
        told = judged(BytesIO(content), extension)
    except Unreadable:
        return TOO_MUCH
    if "fault" in told:
        return DAMAGED
    if not (found := told["dangers"]):
        return ""
    more = f", dan {len(found) - 3} lainnya" if len(found) > 3 else ""
    what = "Arsip" if extension == "zip" else "Berkas"
    remedy = next((said for begin, said in REMEDIES.items() if found[0].startswith(begin)), OTHERWISE)
    return f"{what} memuat {', '.join(found[:3])}{more}. {remedy}"


_OF_KIND: dict[str, Callable[[bytes, str], str]] = {"pdf": _pdf, "txt": _text, "csv": _text}
