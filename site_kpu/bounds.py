"""How much one request to the desk may ask for: every number once. More is refused with it, before any view reads it.

What an upload may hold stands in ``files/content_checks.py``; what a visitor searches for is cut, not refused
(``search/query.py``), and how often one may ask is in the settings (``RATE_LIMITS``).
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.numberformat import format as with_points
from taggit.utils import parse_tags

from site_kpu.errors import error_page

DESK = re.compile(r"^/(?:admin|api)/")
API = "/api/"
SEARCHES = {"q", "search", "term"}
MOST_WORDS = 20
LONGEST_SEARCH = 200
LONGEST_PARAMETER = 2_000
MOST_PARAMETERS = 500
LONGEST_TEXT = 200_000
"""Characters of one field; of a formatted text with the marks of its format."""
LONGEST_REMARK = 5_000
"""Characters of a comment in the editor, as of a remark."""
COMMENT = re.compile(r"comments-\d+-(replies-\d+-)?text")
MOST_PARTS = 1_000
"""Paragraphs, and words or passages with a style or link, of one formatted text."""
DEEPEST_LIST = 10
MOST_ROWS = 500
"""Blocks, comments, attachments: of whatever a form has rows of."""
MOST_TAGS = 50
DEEPEST_JSON = 20
"""Brackets within brackets of what a program sends."""
ROWS = re.compile(r"(?:^|-)([A-Za-z_]+)(?:-\d+)?-(?:TOTAL_FORMS|INITIAL_FORMS|count)$")
BACK = "Kembali ke halaman sebelumnya (isian Anda masih ada), kurangi, lalu kirim lagi."


def within_bounds(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: 400 for what is beyond a bound of the desk."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not DESK.match(request.path_info):
            return get_response(request)
        too_much = next(_beyond(request), "")
        if not too_much:
            return get_response(request)
        if request.path_info.startswith(API):
            return JsonResponse({"detail": too_much}, status=400)
        return error_page(400, ("Melebihi batas", f"{too_much} {BACK}"))

    return middleware


def _beyond(request: HttpRequest) -> Iterator[str]:
    """What of a request is beyond a bound, a sentence each."""
    asked = [(name, value) for name in request.GET for value in request.GET.getlist(name)]
    if len(asked) > MOST_PARAMETERS:
        yield _more("Alamat", len(asked), "parameter", MOST_PARAMETERS)
    for name, value in asked:
        if name in SEARCHES:
            yield from _search(value)
        elif len(value) > LONGEST_PARAMETER:
            yield _more(f"Parameter «{name[:40]}»", len(value), "karakter", LONGEST_PARAMETER)
    if request.method in ("GET", "HEAD"):
        return
    if request.content_type == "application/json" or request.path_info.startswith(API):
        yield from _json(request)
        return
    for name in request.POST:
        for value in request.POST.getlist(name):
            yield from _field(name, value)


def _search(words: str) -> Iterator[str]:
    if (count := len(words.split())) > MOST_WORDS:
        yield _more("Kata pencarian", count, "kata", MOST_WORDS)
    if len(words) > LONGEST_SEARCH:
        yield _more("Kata pencarian", len(words), "karakter", LONGEST_SEARCH)


def _field(name: str, value: str) -> Iterator[str]:
    label = f"Isian «{name[:40]}»"
    longest = LONGEST_REMARK if COMMENT.fullmatch(name) else LONGEST_TEXT
    if len(value) > longest:
        yield _more("Komentar" if longest == LONGEST_REMARK else label, len(value), "karakter", longest)
    elif (rows := ROWS.search(name)) and value.isdecimal() and int(value) > MOST_ROWS:
        yield _more(f"Isian «{rows[1]}»", int(value), "baris", MOST_ROWS)
    elif name.rpartition("-")[2] == "tags" and (count := len(parse_tags(value))) > MOST_TAGS:
        yield _more("Tagar", count, "buah", MOST_TAGS)
    elif value.startswith("{"):
        yield from _formatted(label, value)


def _formatted(label: str, value: str) -> Iterator[str]:
    """What of a text as the editor's fields with formats send it is beyond a bound."""
    try:
        text = json.loads(value)
    except RecursionError:
        yield f"{label} bersusun terlalu dalam; paling banyak {DEEPEST_JSON} tingkat."
        return
    except ValueError:
        return  # words that begin with a bracket
    try:
        blocks = text.get("blocks", ())
        styled = sum(len(each.get(kind, ())) for each in blocks for kind in ("inlineStyleRanges", "entityRanges"))
        depth = max((int(each.get("depth", 0)) for each in blocks), default=0)
    except (ValueError, TypeError, AttributeError, OverflowError):  # of which nobody could say how much it asks for
        yield f"{label} bukan teks seperti yang dikirim penyunting."
    else:
        if max(len(blocks), styled) > MOST_PARTS:
            yield _more(label, max(len(blocks), styled), "paragraf atau bagian berformat", MOST_PARTS)
        if depth > DEEPEST_LIST:
            yield _more(f"Daftar dalam {label[:1].lower()}{label[1:]}", depth, "tingkat", DEEPEST_LIST)


def _json(request: HttpRequest) -> Iterator[str]:
    """Judged before it is parsed: brackets in texts count too, which no one's text comes near to."""
    deepest = depth = 0
    for bracket in re.findall(rb"[\[{\]}]", request.body):
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
    if deepest > DEEPEST_JSON:
        yield _more("Kiriman", deepest, "tingkat", DEEPEST_JSON)


def _more(what: str, count: int, unit: str, most: int) -> str:
    return f"{what} memuat {_number(count)} {unit}; paling banyak {_number(most)}."


def _number(value: Any) -> str:
    return with_points(value, ",", grouping=3, thousand_sep=".", force_grouping=True)
