"""``program.py PATH KIND [PAGE]``, a program of its own (``files.isolation``) → JSON on stdout.

``{"blocks": [LINE or [[CELL, …], …], …]}`` of a Word text, a workbook or a plain text (a cell that is one with the cell
above is null); ``{"pages": [{"words": [[TEXT,
LEFT, TOP, RIGHT, BOTTOM], …], "strokes": [[[X, Y, X, Y], …], …]}, …]}`` in points of a PDF, where each list of strokes
is one drawn path. ``scan`` is a PDF's or a picture's page, read by Tesseract; no page behind the last one.
"""

import json
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from files import texts

MOST_CHARACTERS = 1_000_000


def from_text(path: str) -> dict[str, Any]:
    return {"blocks": [(texts.decoded(Path(path).read_bytes()) or "")[:MOST_CHARACTERS]]}


def _of(module: str) -> Callable[..., dict[str, Any]]:
    """A reader that loads its libraries only when it is asked."""

    def read(*arguments: str) -> dict[str, Any]:
        told: dict[str, Any] = import_module(f"files.layout.{module}").layout(*arguments)
        return told

    return read


READERS: dict[str, Callable[..., dict[str, Any]]] = {
    "txt": from_text,
    "docx": _of("word_text"),
    "xlsx": _of("workbook"),
    "pdf": _of("pdf_pages"),
    "scan": _of("scan"),
}


def main(path: str, kind: str, *page: str) -> None:
    try:
        told = READERS[kind](path, *page)
    except MemoryError:
        raise
    except Exception as error:  # whatever a library says of a broken file is the answer
        told = {"fault": f"{type(error).__name__}: {error}"[:200]}
    # JSON in ASCII: a file may hold half of a surrogate pair, which no encoding writes.
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
