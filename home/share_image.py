"""The picture a shared link shows: office, title, kind and date, drawn when first asked for.

Ink on paper with the site's own colours and no photograph: it says who speaks and what about, and it is
the same for every page that has no picture of its own.
"""

import unicodedata
from functools import cache, lru_cache
from io import BytesIO
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.views.decorators.http import require_safe
from PIL import Image, ImageDraw, ImageFont

from home.cache.dependencies import shows, site_tag
from home.models import Accent
from home.sharing import is_shareable, office_site

SIZE = (1200, 630)
"""Pixels; what Facebook, WhatsApp, Telegram and X crop to nothing less than."""
MARGIN = 80
PAPER, INK, QUIET, GOLD = "#fbfaf7", "#1d1b19", "#57514b", "#b58a2b"
ACCENTS = {
    Accent.MARUN: "#6b1220",
    Accent.BATA: "#7a2312",
    Accent.COKELAT: "#5a3512",
    Accent.HIJAU: "#124a2b",
    Accent.TOSKA: "#0d4a4d",
    Accent.BIRU: "#123f73",
    Accent.NILA: "#2f2f7a",
    Accent.UNGU: "#54206b",
}
"""As in static/css/site.css, where a picture can't read them."""
TITLE_SIZES = ((64, 3), (54, 4), (46, 5))
"""Font size in pixels and most lines: the largest in which the whole title fits; else the last, shortened."""
LONGEST_TITLE = 300
COLOURS = 32
KEPT_DRAWINGS = 128


@require_safe
def share_image(request: HttpRequest, pk: str) -> HttpResponse:
    """The picture of a live public page that informs; raises ``Http404`` for any other."""
    site = office_site(request)
    found = site.page(int(pk))
    page: Any = found.specific if found else None
    if not is_shareable(page):
        raise Http404("No public page has this number.")
    shows(site_tag(site.home.pk))
    kind = f"{page.content_kind.label} · {date_format(page.shown_date, 'j F Y')}"
    return HttpResponse(draw(site.home.title, page.title, kind, site.home.accent), content_type="image/png")


@lru_cache(maxsize=KEPT_DRAWINGS)
def draw(office: str, title: str, kind: str, accent: str = Accent.MARUN) -> bytes:
    """A PNG of ``SIZE``; the same texts are not drawn twice, whatever is appended to the address."""
    image = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(image)
    width, colour = SIZE[0] - 2 * MARGIN, ACCENTS[Accent(accent)]
    pen.rectangle((0, 0, SIZE[0], 20), fill=colour)
    pen.text((MARGIN, 62), "Situs resmi", QUIET, _font(28))
    names = _shortened(_wrapped(writable(office), _font(36), width), 2, _font(36), width)
    top = _write(pen, names, 102, 36, colour) + 14
    pen.line((MARGIN, top, SIZE[0] - MARGIN, top), fill=GOLD, width=3)
    size, lines = _title(writable(title)[:LONGEST_TITLE], width)
    _write(pen, lines, top + 34, size, INK)
    pen.text((MARGIN, SIZE[1] - 84), writable(kind), QUIET, _font(32))
    file = BytesIO()
    image.quantize(COLOURS).save(file, "PNG", optimize=True)
    return file.getvalue()


def writable(text: str) -> str:
    """The text on one line in characters the font has.

    A letter it lacks loses its accent, a long dash becomes a short one; other scripts and emoji are left out.
    """
    composed = unicodedata.normalize("NFC", text)
    return " ".join("".join(map(_nearest, composed)).split())


@lru_cache(maxsize=4096)
def _nearest(char: str) -> str:
    if _has_glyph(char):
        return char
    if unicodedata.category(char) == "Pd":
        return "-"
    bare = "".join(part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part))
    return bare if bare != char and all(map(_has_glyph, bare)) else " "


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    """The font that comes with Pillow: no file of this project, the same on every machine."""
    return cast(ImageFont.FreeTypeFont, ImageFont.load_default(size))


def _has_glyph(char: str) -> bool:
    if char.isspace():
        return True
    if not char.isprintable():
        return False
    font = _font(32)
    missing = font.getmask("\U0010ffff")
    drawn = font.getmask(char)
    return (drawn.size, bytes(drawn)) != (missing.size, bytes(missing))


def _title(text: str, width: int) -> tuple[int, list[str]]:
    for size, most in TITLE_SIZES:
        lines = _wrapped(text, _font(size), width)
        if len(lines) <= most:
            return size, lines
    return size, _shortened(lines, most, _font(size), width)


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Lines no wider than ``width`` pixels; a word that is wider is broken."""
    lines = [""]
    for word in text.split():
        for piece in _pieces(word, font, width):
            longer = f"{lines[-1]} {piece}".strip()
            if font.getlength(longer) <= width:
                lines[-1] = longer
            else:
                lines.append(piece)
    return lines if lines != [""] else []


def _pieces(word: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """The word, cut where it would not fit on a line of its own."""
    pieces = []
    while font.getlength(word) > width:
        fits = next(count for count in range(len(word), 0, -1) if font.getlength(word[:count]) <= width)
        pieces.append(word[:fits])
        word = word[fits:]
    return [*pieces, word]


def _shortened(lines: list[str], most: int, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """At most that many lines, the last ending in "…" if something is left out."""
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and font.getlength(f"{last}…") > width:
        last = last[:-1]
    return [*lines[: most - 1], f"{last.rstrip()}…"]


def _write(pen: ImageDraw.ImageDraw, lines: list[str], top: int, size: int, colour: str) -> int:
    """Writes the lines in faux bold (the font has one weight); returns where they end."""
    for line in lines:
        pen.text((MARGIN, top), line, colour, _font(size), stroke_width=1, stroke_fill=colour)
        top += round(size * 1.28)
    return top
