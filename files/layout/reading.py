"""Asking how a file is laid out: one process each, bounded in time, memory and output."""

import json
from pathlib import Path
from typing import Any

from files.isolation import Limits, Unreadable, answer_of, local_copy

KINDS = ("docx", "xlsx", "pdf", "txt")
LIMITS = Limits(seconds=20, memory=1_000_000_000, largest=16_000_000)
SCAN_LIMITS = Limits(seconds=20, memory=2_000_000_000, largest=4_000_000)
"""For one page."""
MOST_SCANNED = 6
"""Pages of a scan: somebody waits while they are read."""
_PROGRAM = Path(__file__).parent / "program.py"


def layout_of(file: Any, kind: str) -> dict[str, Any]:
    """The blocks or pages of an open file of one of ``KINDS`` (``program``). Raises ``Unreadable``."""
    with local_copy(file) as path:
        return _told(path, kind, limits=LIMITS)


def scanned(file: Any) -> dict[str, Any]:
    """The pages of a scan, a PDF or a picture; needs Tesseract (``files.recognition``). Raises ``Unreadable``."""
    pages: list[Any] = []
    with local_copy(file) as path:
        for number in range(MOST_SCANNED):
            more = _told(path, "scan", str(number), limits=SCAN_LIMITS)["pages"]
            pages += more
            if not more:
                break
    return {"pages": pages, "has_more": len(pages) == MOST_SCANNED}


def _told(path: str, kind: str, *page: str, limits: Limits) -> dict[str, Any]:
    try:
        told: dict[str, Any] = json.loads(answer_of(_PROGRAM, path, kind, *page, limits=limits))
    except ValueError:
        raise Unreadable("pembaca tidak memberi jawaban") from None
    if "fault" in told:
        raise Unreadable(told["fault"])
    return told
