"""What a text may hold: letters, signs and spaces that a reader sees or that a script needs. Plain Python.

Pasted text brings more: a slide's line break (U+000B), halves of surrogate pairs, spaces that don't break, letters
without width, and signs that turn the direction of what follows. Cleaning a clean text changes nothing.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

_LAST_OF_PLANES = (f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
NOTHING = "\ufdd0-\ufdef" + "".join(_LAST_OF_PLANES)
"""What Unicode says is no character."""
CONTROLS = "\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ufff9-\ufffc"
WITHOUT_WIDTH = "\xad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0"
WITHOUT_WIDTH += "\U000e0000-\U000e0fff"
TURNS = "\u202a-\u202e\u2066-\u2069"
"""Embeddings, overrides and isolates of direction: with them what is read is not what is stored."""

TURNED = re.compile(f"[{TURNS}]")
UNSEEN = re.compile(f"[{CONTROLS}{NOTHING}{WITHOUT_WIDTH}]")
PAIRS = re.compile("[\ud800-\udbff][\udc00-\udfff]")
"""One character that a program has written as two."""
HALVES = re.compile("[\ud800-\udfff]")
LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
"""What some program takes for the end of a line."""
BREAKS = re.compile(r"(?<! ) *[\t\n][ \t\n]*")
SPACES = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
JOINERS = re.compile("[\u200c\u200d]")
MARKS = re.compile("[\u061c\u200e\u200f]")
"""Marks of direction, of use only beside letters that are written from the right."""
FROM_THE_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
FIRST_JOINED = 0x0600
"""Below it lie the scripts whose letters need no joiner: Latin, Greek, Cyrillic, Armenian, Hebrew."""
UNPRINTED = frozenset({"\u2800"})
"""A pattern of braille without a dot."""


def clean(text: str, *, lines: bool = False, keep_turns: bool = False) -> str:
    """The text without what no reader sees, in one Unicode form (NFC).

    ``lines``: line breaks and tabs stay; else each run of them becomes a space. ``keep_turns`` leaves signs of
    direction for whoever refuses them.
    """
    if text.isascii() and text.isprintable():
        return text
    text = PAIRS.sub(_joined, text)
    text = HALVES.sub("", LINE_ENDS.sub("\n", text))
    if not lines:
        text = BREAKS.sub(" ", text)
    text = SPACES.sub(" ", UNSEEN.sub("", text))
    if not keep_turns:
        text = TURNED.sub("", text)
    if not FROM_THE_RIGHT.search(text):
        text = MARKS.sub("", text)
    return unicodedata.normalize("NFC", JOINERS.sub(_needed, text))


def clean_lines(text: str) -> str:
    """As ``clean``, of a text that may have lines."""
    return clean(text, lines=True)


def clean_all(value: Any, of: Callable[[str], str] = clean_lines) -> Any:
    """A tree of plain values (JSON, TOML, claims) with every text in it cleaned."""
    if isinstance(value, str):
        return of(value)
    if isinstance(value, dict):
        return {clean_all(key, of): clean_all(part, of) for key, part in value.items()}
    return [clean_all(part, of) for part in value] if isinstance(value, list | tuple) else value


def without_width(text: str) -> str:
    """The text without what takes no room and so hides a word from whoever looks for it."""
    return JOINERS.sub("", UNSEEN.sub("", text))


def is_blank(text: str) -> bool:
    """Whether a reader sees nothing of it: spaces, or accents and fillers without a letter."""
    return all(unicodedata.category(sign)[0] in "ZCM" or sign in UNPRINTED for sign in clean(text, lines=True))


def is_wordless(text: str) -> bool:
    """Whether it has no letter and no digit, as "." or "– –"."""
    return not any(unicodedata.category(sign)[0] in "LN" for sign in clean(text, lines=True))


def turns(text: str) -> bool:
    """Whether signs in it turn the direction of reading."""
    return not text.isascii() and TURNED.search(text) is not None


def _joined(pair: re.Match[str]) -> str:
    return pair[0].encode("utf-16", "surrogatepass").decode("utf-16")


def _needed(joiner: re.Match[str]) -> str:
    """A joiner behind a letter or picture of a script that has use for it; nothing elsewhere."""
    before = joiner.string[: joiner.start()][-1:]
    joins = before and ord(before) >= FIRST_JOINED and unicodedata.category(before)[0] in "LMS"
    return joiner[0] if joins else ""
