"""Words as a paper prints them, made into words as people type them."""

import re

from text.cleaning import clean

BREAKING = re.compile(r"</?(?:p|br|div|li|ol|ul|tr|td|th|h[1-6])\b[^<>]{0,200}>", re.I)
TAG = re.compile(r"</?[a-z][a-z0-9]{0,9}(?:\s[^<>]{0,200})?/?>", re.I)
"""What some readers of scans leave of a page's form."""
EMPHASIS = re.compile(r"\*\*|__|^\s*#{1,6}\s+")
CUT = re.compile(r"(?<!\w)(\w+)-[ \t]*\n[ \t]*(\w+)")


def without_form(text: str) -> str:
    """Without marks of emphasis and tags; a tag that begins a new line becomes one."""
    if "<" in text:
        text = TAG.sub("", BREAKING.sub("\n", text))
    return EMPHASIS.sub("", text).rstrip()


def one_line(text: str) -> str:
    """A cell as one line: words that the line's end cut are joined, their hyphen kept."""
    return tidy(CUT.sub(r"\1-\2", text))


def cut_words(text: str) -> list[str]:
    """Words that the end of a line cuts, and of which nobody can tell whether they are written with a hyphen."""
    return [f"{one}-{two}" for one, two in CUT.findall(text) if not _is_doubled(one.lower(), two.lower())]


def _is_doubled(one: str, two: str) -> bool:
    """Whether both halves are one word said twice, as in "perundang-undangan", which is always hyphenated."""
    return len(two) >= 4 and two[:4] in one


def tidy(text: str) -> str:
    """Without blanks too many, and without the sign that only ends a list's line."""
    text = re.sub(r"\s+([,;:)])", r"\1", " ".join(clean(text).split())).replace("( ", "(")
    text = text.rstrip(" ;,")
    last = text.rpartition(" ")[2]
    if text.endswith(".") and text.count(".") == 1 and len(last) > 4:
        return text[:-1]
    return text


def letters(text: str) -> str:
    """Its words in small letters with one blank between, without any other sign: for comparing."""
    return " ".join(re.findall(r"[^\W\d_]+", text.casefold()))
