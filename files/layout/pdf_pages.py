"""A PDF's pages: each word with its place, and the strokes drawn around them."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

MOST_PAGES = 30
MOST_CHARACTERS = 12_000
"""Of a page; a page of small print has six thousand."""
MOST_PATHS = 6_000
MOST_SEGMENTS = 40
"""Of a path that may be a table's border or a chart's shape."""
HYPHENS = {"\x02": "-", "\ufffe": "-", "\xad": "-"}
"""A hyphen that only the line's end needs, as pdfium tells it."""
Word = tuple[str, float, float, float, float]


def layout(path: str) -> dict[str, Any]:
    document = pypdfium2.PdfDocument(path)
    pages = [_page(document[number]) for number in range(min(len(document), MOST_PAGES))]
    return {"pages": pages, "has_more": len(document) > MOST_PAGES}


def _page(page: Any) -> dict[str, Any]:
    height = page.get_height()
    text = page.get_textpage()
    words = [(word, left, height - top, right, height - bottom) for word, left, bottom, right, top in _words(text)]
    text.close()
    strokes = [[(x, height - y, u, height - v) for x, y, u, v in path] for path in _paths(page)]
    page.close()
    return {"words": [_rounded(word) for word in words], "strokes": strokes}


def _rounded(word: Word) -> list[str | float]:
    return [word[0], *(round(one, 1) for one in word[1:])]


def _words(text: Any) -> Iterator[Word]:
    """Words with left, bottom, right and top; a line that stands upright, as in narrow heads, is one word."""
    word, box, is_upright = "", [0.0] * 4, False
    for at in range(min(text.count_chars(), MOST_CHARACTERS)):
        sign = chr(pdfium.FPDFText_GetUnicode(text.raw, at))
        sign = HYPHENS.get(sign, sign)
        place = _box(text, at)
        if sign.isspace() or sign == "\0" or place is None:
            if word and not is_upright:
                yield word, box[0], box[1], box[2], box[3]
                word = ""
            elif word:
                word += " "
            continue
        upright = _is_upright(pdfium.FPDFText_GetCharAngle(text.raw, at))
        if word and (upright != is_upright or _apart(box, place, is_upright=upright)):
            yield word.strip(), box[0], box[1], box[2], box[3]
            word = ""
        box = place if not word else [*map(min, box[:2], place[:2]), *map(max, box[2:], place[2:])]
        word, is_upright = word + sign, upright
    if word:
        yield word.strip(), box[0], box[1], box[2], box[3]


def _is_upright(angle: float) -> bool:
    """Whether a letter lies on its side, by its angle in radians (-1: unknown)."""
    return abs(math.sin(angle)) > 0.7 and angle >= 0


def _apart(word: list[float], letter: list[float], *, is_upright: bool) -> bool:
    """Whether a letter begins another word: it stands apart by half the height, or on another line."""
    if is_upright:
        width = word[2] - word[0]
        gap = max(letter[1] - word[3], word[1] - letter[3])
        return gap > width + 1 or abs(letter[2] - word[2]) > 0.7 * width + 1
    height = word[3] - word[1]
    return letter[0] - word[2] > 0.5 * height + 1 or abs(letter[1] - word[1]) > 0.7 * height + 1


def _box(text: Any, at: int) -> list[float] | None:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if not pdfium.FPDFText_GetCharBox(text.raw, at, left, right, bottom, top):
        return None
    return [left.value, bottom.value, right.value, top.value]


def _paths(page: Any) -> Iterator[list[tuple[float, float, float, float]]]:
    """The straight strokes of each drawn path, and the chords of its curves."""
    for one in islice(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=2), MOST_PATHS):
        if strokes := list(_strokes(one)):
            yield strokes


def _strokes(one: Any) -> Iterator[tuple[float, float, float, float]]:
    segments = pdfium.FPDFPath_CountSegments(one.raw)
    if not 1 < segments <= MOST_SEGMENTS:
        return
    matrix = one.get_matrix()
    start = before = (0.0, 0.0)
    x, y = ctypes.c_float(), ctypes.c_float()
    for at in range(segments):
        segment = pdfium.FPDFPath_GetPathSegment(one.raw, at)
        if not pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        point = matrix.on_point(x.value, y.value)
        if not all(map(math.isfinite, point)):
            return
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO:
            start = point
        else:
            yield _stroke(before, point)
        if pdfium.FPDFPathSegment_GetClose(segment) and point != start:
            yield _stroke(point, start)
        before = point


def _stroke(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float, float, float]:
    return round(one[0], 1), round(one[1], 1), round(other[0], 1), round(other[1], 1)
