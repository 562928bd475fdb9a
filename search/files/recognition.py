"""Text of scans, where Tesseract with Indonesian is installed; nowhere required, and never while anybody waits."""

from pathlib import Path
from typing import Any

from files.isolation import Limits, Unreadable, answer_of, stored_copy
from search.models import DocumentText

MOST_PAGES = 30
LIMITS = Limits(seconds=60, memory=2_000_000_000, largest=20_000_000)
"""For one page."""
PROGRAM = Path(__file__).parent / "recognise_page.py"


def is_scan(known: DocumentText) -> bool:
    """Whether a PDF could be read and holds no text."""
    return known.file_name.lower().endswith(".pdf") and not known.fault and not known.text.strip()


def recognise(document: Any) -> bool:
    """Read a scan's pages and keep their text; whether there is any. Never raises for a bad file."""
    pages = []
    try:
        with stored_copy(document) as path:
            for number in range(MOST_PAGES):
                pages.append(answer_of(PROGRAM, path, str(number), limits=LIMITS).decode("utf-8", "replace"))
                if not pages[-1]:  # behind the last page; Tesseract ends each with a form feed
                    break
    except Unreadable:
        pass  # what was read until then is kept
    text = "\n".join(pages).replace("\f", "").replace("\0", "").strip()
    if text:
        DocumentText.objects.filter(pk=document.pk, file_name=document.file.name).update(text=text)
    return bool(text)
