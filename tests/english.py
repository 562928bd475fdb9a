"""Finds English in what the admin shows: texts of HTML and JSON, held against the source catalogues."""

import json
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from django.utils import translation
from lxml import html as lxml_html

from tests.site_kpu.test_catalogue import SAME_IN_INDONESIAN, read_po

SITE_PACKAGES = Path(find_spec("wagtail").origin).parent.parent
SOURCES = (
    "wagtail",
    "django",
    "allauth",
    "taggit",
    "wagtail_modeladmin",
    "django_filters",
    "modelcluster",
    "treebeard",
    "laces",
)
NOT_USED = {"gis", "admindocs", "humanize", "postgres", "flatpages"}
SHOWN_ATTRIBUTES = ("title", "alt", "placeholder", "aria-label", "aria-description", "aria-roledescription")
NOT_TEXT = ("style", "code", "kbd", "textarea")
IDENTIFIER = re.compile(r"[a-z0-9_\-./:]*")

FUNCTION_WORDS = re.compile(
    r"\b(the|of|to|is|are|this|that|these|those|you|your|with|for|and|not|from|has|have|been|was|were|will|by|or|"
    r"cannot|can't|don't|what's|click|please|when|which|where|there|here|all|if)\b",
    re.IGNORECASE,
)
"""Words that English can't do without and Indonesian doesn't have."""
GAP = re.compile(r"%\(\w+\)[a-zA-Z]|%[sd]|\{\w*\}")
UNSAID = {
    *("None", "True", "False", "undefined", "null", "NaN"),
    *("Link text", "Email address", "Subject", "Body", "Phone number", "Url", "Anchor id", "Role", "Kind", "Is active"),
}
"""What a template, a form or a script shows of a value or a field nobody put into words."""
SAME = {"April", "September", "November", *SAME_IN_INDONESIAN}


@lru_cache
def catalogue() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """English texts of the packages that Indonesian writes otherwise: whole ones, and those with gaps as patterns."""
    whole, gaps = set(UNSAID), set()
    for package in SOURCES:
        for path in (SITE_PACKAGES / package).glob("**/locale/en/LC_MESSAGES/*.po"):
            if not NOT_USED & set(path.parts):
                for entry in read_po(path):
                    whole |= {text for text in _english(entry) if not GAP.search(text)}
                    gaps |= {text for text in _english(entry) if GAP.search(text)}
    patterns = [re.compile(".+".join(map(re.escape, GAP.split(text))), re.DOTALL) for text in gaps if _has_words(text)]
    return frozenset(whole), tuple(patterns)


def _english(entry: dict) -> set[str]:
    """The entry's texts as they stand on a screen, without those that Indonesian writes the same."""
    texts = {entry["msgid"], entry.get("msgid_plural") or entry["msgid"]} - SAME - {""}
    with translation.override("id"):
        same = translation.gettext(entry["msgid"]) == entry["msgid"] and "msgctxt" not in entry
    ours = same and not FUNCTION_WORDS.search(entry["msgid"]) and entry["msgid"][:1].islower()
    return set() if ours else {_plain(text) for text in texts}


def _has_words(text: str) -> bool:
    return len(re.findall(r"[a-zA-Z]{2,}", GAP.sub(" ", text))) >= 2


def _plain(text: str) -> str:
    return " ".join((lxml_html.fromstring(text).text_content() if "<" in text else text).split())


@cache
def is_english(text: str) -> bool:
    """Whether a text a person sees is English: from a source catalogue, or by its little words."""
    whole, gaps = catalogue()
    if not re.search(r"[a-zA-Z]{2}", text):
        return False
    if text in whole or text.rstrip(":… ") in whole or FUNCTION_WORDS.search(text):
        return True
    return any(gap.fullmatch(text) for gap in gaps)


def texts_of_html(source: str) -> Iterator[str]:
    """Every text and shown attribute, and the texts within JSON that scripts make the screen of."""
    for node in lxml_html.fromstring(source or "<p></p>").iter():
        if not isinstance(node.tag, str):
            yield from _said(node.tail)
            continue
        if node.tag == "script":
            if node.get("type", "").endswith("json"):
                yield from texts_of_json(node.text or "null")
        elif node.tag not in NOT_TEXT and "toggle__counter" not in node.get("class", ""):
            yield from _said(node.text)
        yield from _said(node.tail)
        for name, value in node.items():
            if name in SHOWN_ATTRIBUTES or (name == "value" and node.get("type") in ("submit", "button", "reset")):
                yield from _said(value)
            elif name.startswith("data-") and value[:1] in "[{":
                yield from texts_of_json(value)


def texts_of_json(source: str) -> Iterator[str]:
    """The strings of a JSON value, without names of things; HTML within them is read as such."""
    try:
        yield from _strings(json.loads(source))
    except ValueError:
        return


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        if "<" in value and ">" in value:
            yield from texts_of_html(value)
        elif not IDENTIFIER.fullmatch(value):
            yield from _said(value)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)


def _said(text: str | None) -> Iterator[str]:
    if said := " ".join((text or "").split()):
        yield said


def addresses(source: str) -> set[str]:
    """Admin addresses that a screen names, in whatever place."""
    plain = source.replace("\\u0026", "&").replace("&amp;", "&").replace("&quot;", '"')
    return set(re.findall(r"(?<![\w.])(/admin/[\w\-/.?=&;%]*)", plain))
