"""Reading stored files: one process each, bounded in time and memory, the result kept."""

import json
import logging
import re
from pathlib import Path
from typing import Any

from files.isolation import Limits, Unreadable, answer_of, stored_copy
from search.models import DocumentText
from text.cleaning import clean_lines
from text.outlets import UNWRITABLE

logger = logging.getLogger("search.files")

READABLE = ("pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "csv", "txt")
LIMITS = Limits(seconds=60, memory=1_000_000_000, largest=8_000_000)
CUT = re.compile("[\xad\x02\ufffe](?:\r?\n)?")
"""A hyphen that only a line's end needs, as authors set it and as pdfium tells it."""
_PROGRAM = Path(__file__).parent / "extract.py"


def is_current(document: Any, known: DocumentText | None) -> bool:
    """Whether what is known of a document was read from the file it has now."""
    return known is not None and known.file_name == document.file.name


def read_document(document: Any) -> DocumentText:
    """Read a document's file and keep the text, or the reason why there is none. Never raises for a bad file."""
    text, fault = _text_of(document)
    facts = {
        "file_name": document.file.name,
        "file_hash": document.file_hash,
        "text": readable(text),
        "fault": UNWRITABLE.sub(" ", fault)[:200],
    }
    if fault:
        logger.warning("document %s can't be searched: %s", document.pk, fault)
    known, _ = DocumentText.objects.update_or_create(pk=document.pk, defaults=facts)
    return known


def readable(text: str) -> str:
    """A file's text as it can be found: words that a line's end cut are whole again."""
    return clean_lines(UNWRITABLE.sub(" ", CUT.sub("", text)))


def _text_of(document: Any) -> tuple[str, str]:
    kind = document.file_extension.lower()
    if kind not in READABLE:
        return "", f"jenis {kind or 'tanpa akhiran'} tidak dibaca"
    try:
        with stored_copy(document) as path:
            return extract(path, kind)
    except Unreadable as reason:
        return "", str(reason)


def extract(path: str, kind: str, *, limits: Limits = LIMITS) -> tuple[str, str]:
    """Text and fault (one of them empty) of a local file, read by a process of its own."""
    try:
        answer = json.loads(answer_of(_PROGRAM, path, kind, limits=limits))
        return answer["text"], answer["fault"]
    except Unreadable as reason:
        return "", str(reason)
    except (ValueError, KeyError):
        return "", "pembaca tidak memberi jawaban"
