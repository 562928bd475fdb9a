"""An uploaded paper into a draft: through the gate of every upload, read in a process of its own."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from files import recognition
from files.forms import extension_of, taken_upload
from files.isolation import Unreadable
from files.layout import reading as layouts
from sops.paper import pages, plain
from sops.paper.reading import read_paper
from sops.paper.values import Block, Paper, PaperReading, Refused, Table
from text.cleaning import clean_lines

PICTURES = ("jpg", "jpeg", "png", "tif", "tiff", "webp")
OTHER_KIND = (
    "Naskah SOP dibaca dari berkas Word (.docx), Excel (.xlsx), PDF, teks (.txt), atau gambar pindaian (.jpg, .png). "
    "Simpan naskahnya dalam salah satu bentuk itu, lalu unggah lagi."
)
NO_READER = (
    "Naskah ini pindaian (gambar tanpa teks), sedangkan pembaca pindaian (Tesseract, bahasa Indonesia) tidak terpasang "
    "di server ini. Unggah naskah aslinya (.docx, .xlsx, atau PDF berisi teks), atau mintalah pengelola memasangnya."
)
TOO_DEAR = (
    "Naskah ini terlalu besar untuk dibaca. Simpan halaman SOP-nya saja sebagai berkas tersendiri, lalu unggah lagi."
)
DAMAGED = "Naskah ini tidak terbaca. Buka di komputer Anda, simpan ulang, lalu unggah lagi."
NO_TEXT = "Naskah ini tidak memuat teks yang terbaca. Unggah naskah aslinya (.docx, .xlsx, atau PDF berisi teks)."


def paper_draft(upload: Any) -> PaperReading:
    """The draft in an uploaded paper (an ``UploadedFile``: DOCX, XLSX, PDF, plain text or a picture of a page).

    Raises ``ValidationError`` with an Indonesian sentence that says why it can't be read, and what to do.
    """
    extension = extension_of(upload)
    if extension not in (*layouts.KINDS, *PICTURES):
        raise ValidationError(OTHER_KIND)
    if extension in PICTURES and not recognition.is_installed():
        raise ValidationError(NO_READER)
    taken = taken_upload(upload)
    try:
        return read_paper(_paper(taken, extension))
    except Unreadable as fault:
        raise ValidationError(TOO_DEAR if fault.too_dear else DAMAGED) from fault
    except Refused as refusal:
        raise ValidationError(str(refusal)) from refusal


def _paper(file: Any, extension: str) -> Paper:
    if extension in PICTURES:
        return _scan(file)
    told = layouts.layout_of(file, extension)
    if extension == "txt":
        return plain.paper_of(told["blocks"][0])
    if extension != "pdf":
        return Paper(tuple(_blocks(told["blocks"])), is_exact=True)
    if not any(page["words"] for page in told["pages"]):
        if not recognition.is_installed():
            raise Refused(NO_READER)
        return _scan(file)
    return pages.paper_of(told)


def _scan(file: Any) -> Paper:
    told = layouts.scanned(file)
    if not any(page["words"] for page in told["pages"]):
        raise Refused(NO_TEXT)
    return pages.paper_of(told, is_scan=True)


def _blocks(told: list[Any]) -> list[Block]:
    """Blocks of an office file, cleaned."""
    blocks: list[Block] = []
    for one in told:
        if isinstance(one, str):
            line = clean_lines(one)
            blocks.append(Table((tuple(cell.strip() for cell in line.split("\t")),)) if "\t" in line else line)
        else:
            rows = tuple(tuple(clean_lines(cell or "").replace("\t", " ") for cell in row) for row in one)
            places = ((at, column) for at, row in enumerate(one) for column, cell in enumerate(row) if cell is None)
            blocks.append(Table(rows, frozenset(places)))
    return blocks
