"""Dates as people write them: the month in words, blanks or long dashes between the parts, digits of any script."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from django import forms

from text.months import month_of

IN_WORDS = re.compile(r"(?:[^\W\d]+['’]?[^\W\d]*,\s*)?(\d{1,2})\s+([^\W\d]{3,9})\.?,?\s+(\d{4})\b")
LONGEST = 60
"""Characters of a date; of what is longer, the time to look for one grows with its square."""
BETWEEN = re.compile(r"\s*([/.\-\u2010-\u2015\u2212])\s*")
INVALID: dict[Any, str] = {
    forms.DateField: "Tulis tanggal seperti 30/11/2026 atau 30 November 2026.",
    forms.DateTimeField: "Tulis tanggal dan jam seperti 30/11/2026 13.17.",
}


def in_figures(text: str) -> str:
    """The date in the figures that fields know; what is no date in words stays as it is but for signs between."""
    if len(text := text.strip()) > LONGEST:
        return text
    text = "".join(str(unicodedata.digit(sign, sign)) for sign in text)
    if (found := IN_WORDS.match(text)) and (month := month_of(found[2].lower())):
        return f"{found[1]}/{month}/{found[3]}{text[found.end() :]}"
    return BETWEEN.sub(lambda sign: sign[1] if sign[1] in "/." else "-", text)


def connect() -> None:
    """Have Django's fields read dates so and say how to write one; once, before the first field is built."""
    for field, said in INVALID.items():
        field.default_error_messages["invalid"] = said
        field.to_python = _reading(field.to_python)


def _reading(stock: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def to_python(field: forms.Field, value: Any) -> Any:
        return stock(field, in_figures(value) if isinstance(value, str) else value)

    return to_python
