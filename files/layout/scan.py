"""One page of a scan, drawn from a PDF or a picture by itself, read by Tesseract within the same limits."""

from __future__ import annotations

import io
import subprocess
from typing import Any

DOTS_PER_INCH = 200
MOST_PIXELS = 12_000_000
MOST_WORDS = 4_000
LEAST_SURE = 30
"""Below it (0 to 100) Tesseract has taken dirt or a stroke for a word."""


def layout(path: str, page: str) -> dict[str, Any]:
    drawn = _drawn(path, int(page))
    if drawn is None:
        return {"pages": []}
    read = subprocess.run(
        ["tesseract", "stdin", "stdout", "-l", "ind", "--psm", "4", "tsv"],
        input=drawn,
        stdout=subprocess.PIPE,
        check=True,
    )
    return {"pages": [{"words": _words(read.stdout.decode("utf-8", "replace")), "strokes": []}]}


def _drawn(path: str, number: int) -> bytes | None:
    """The page as a PNG; None behind the last one."""
    with open(path, "rb") as file:
        is_pdf = file.read(1024).lstrip()[:5] == b"%PDF-"
    image = _of_pdf(path, number) if is_pdf else _of_picture(path, number)
    if image is None:
        return None
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _of_pdf(path: str, number: int) -> Any:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    if number >= len(document):
        return None
    page = document[number]
    width, height = page.get_size()
    scale = min(DOTS_PER_INCH / 72, (MOST_PIXELS / max(width * height, 1)) ** 0.5)
    return page.render(scale=scale, grayscale=True).to_pil()


def _of_picture(path: str, number: int) -> Any:
    from PIL import Image

    if number:
        return None
    image = Image.open(path)
    if image.width * image.height > 4 * MOST_PIXELS:
        raise ValueError("too many pixels")
    grey = image.convert("L")
    grey.thumbnail((4_200, 4_200))
    return grey


def _words(table: str) -> list[list[Any]]:
    """Words and places from Tesseract's table: level, page, block, paragraph, line, word, left, top, width, height,
    how sure it is, and the text."""
    words = []
    for line in table.splitlines()[1:]:
        cells = line.split("\t")
        if len(cells) < 12 or cells[0] != "5" or not cells[11].strip() or float(cells[10]) < LEAST_SURE:
            continue
        left, top, width, height = map(int, cells[6:10])
        words.append([cells[11].strip(), left, top, left + width, top + height])
    return words[:MOST_WORDS]
