"""What one field of an SOP may hold: texts, codes, partial dates and working durations, refused in Indonesian."""

import re
import unicodedata
from datetime import date
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

WORKING_DAY_MINUTES = 450
"""One working day of 7.5 hours, in working minutes (Perpres 21/2023: 37 h 30 min in five days)."""


def refusal(wrong: str, remedy: str) -> PydanticCustomError:
    """A validation error in Indonesian; ``sop_file`` passes both sentences on."""
    return PydanticCustomError("sop", "{wrong}", {"wrong": wrong, "remedy": remedy})


def has_controls(text: str) -> bool:
    """Whether it holds control characters: PostgreSQL can't store NUL, and whoever signs can't see the others."""
    return any(unicodedata.category(char) == "Cc" and char not in "\n\t" for char in text)


def _clean(text: str) -> str:
    text = text.strip()
    if has_controls(text):
        raise refusal("memuat karakter kendali yang tidak terlihat.", "ketik ulang teksnya.")
    return text


def _filled(text: str) -> str:
    if not (text := _clean(text)):
        raise refusal("teksnya kosong.", "isi teksnya atau hapus.")
    return text


def _slug(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text):
        raise refusal(
            f'"{text}" bukan kode yang sah.',
            'pakai huruf kecil, angka, dan tanda hubung, misalnya "web-admin".',
        )
    return text


def _partial_date(text: str) -> str:
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?", text):
            raise ValueError(text)
        date.fromisoformat(text if len(text) == 10 else f"{text}-01")
    except ValueError:
        raise refusal(
            f'"{text}" bukan tanggal yang sah.',
            'tulis tahun-bulan-tanggal ("2022-02-08") atau tahun-bulan ("2019-10").',
        ) from None
    return text


def working_minutes(duration: str) -> int:
    """Working minutes of an ISO 8601 duration ``PnDTnHnM``; ``P1D`` is one working day of 450.

    Raises ``ValueError`` for any other notation and for a duration of zero.
    """
    match = re.fullmatch(r"P(?:([0-9]{1,4})D)?(?:T(?=[0-9])(?:([0-9]{1,4})H)?(?:([0-9]{1,4})M)?)?", duration)
    days, hours, minutes = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    total = days * WORKING_DAY_MINUTES + hours * 60 + minutes
    if not total:
        raise ValueError(f"not a positive working duration: {duration!r}")
    return total


def _norm_time(text: str) -> str:
    try:
        working_minutes(text)
    except ValueError:
        raise refusal(
            f'"{text}" bukan waktu baku yang sah.',
            'tulis waktu lebih dari nol, misalnya "PT15M" (15 menit), "PT5H" (5 jam), atau "P1D" (1 hari kerja).',
        ) from None
    return text


Text = Annotated[str, AfterValidator(_filled)]
OptionalText = Annotated[str, AfterValidator(_clean)]
Slug = Annotated[str, AfterValidator(_slug)]
PartialDate = Annotated[str, AfterValidator(_partial_date)]
"""``"2022-02-08"``, or ``"2019-10"`` where the document leaves the day blank."""
NormTime = Annotated[str, AfterValidator(_norm_time)]
