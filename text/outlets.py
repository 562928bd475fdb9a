"""Encoding for formats that can't hold every text, also one stored before texts were cleaned."""

import re

UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 can't hold (§2.2): feeds, sitemaps, the sheets within an XLSX file."""
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""What a spreadsheet takes a text for a formula by."""


def xml_text(text: str) -> str:
    return UNWRITABLE.sub("", text)


def cell(text: str) -> str:
    """A text in a sheet: no spreadsheet takes it for a formula, and every one can open it."""
    text = xml_text(text)
    return f"'{text}" if text.startswith(FORMULA) and text != "-" else text


def header(text: str) -> str:
    """A text on one line, as the header of a mail or an answer must be."""
    return " ".join(UNWRITABLE.sub(" ", text).split())
