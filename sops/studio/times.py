"""Norm times and dates as people write them on the sheet, and back."""

import re

from sops.fields import working_minutes
from sops.sheet import in_words, time_in_words
from text.dates import in_figures
from text.months import month_of

_PART = re.compile(r"(\d{1,4})\s*(hari(?: kerja)?|jam|menit|mnt|['′’])", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,+]*(?:dan)?[\s,]*", re.IGNORECASE)


def duration_in(words: str) -> str:
    """ "1 jam 30 menit" as the ISO 8601 duration "PT1H30M"; words that say no time come back as they are.

    A day is a working day.
    """
    if _BETWEEN.sub("", _PART.sub("", words)) or not (parts := _PART.findall(words)):
        return words.strip()
    found = {"D": 0, "H": 0, "M": 0}
    for number, unit in parts:
        found[_unit(unit)] += int(number)
    if not any(found.values()):
        return words.strip()
    days = f"{found['D']}D" if found["D"] else ""
    hours, minutes = (f"{found[unit]}{unit}" if found[unit] else "" for unit in "HM")
    return f"P{days}{'T' if hours or minutes else ''}{hours}{minutes}"


def _unit(word: str) -> str:
    return "D" if word.lower().startswith("hari") else "H" if word.lower() == "jam" else "M"


def words_of(duration: str) -> str:
    """ "PT60M" as "1 jam"; what is no duration comes back as it is."""
    try:
        return time_in_words(working_minutes(duration))
    except ValueError:
        return duration


def day_in(words: str) -> str:
    """ "8 Februari 2022" as "2022-02-08", "Oktober 2019" as "2019-10"; what says no day comes back as it is."""
    if (month := _MONTH.fullmatch(words.strip())) and (number := month_of(month[1].lower())):
        return f"{month[2]}-{number:02}"
    if day := _DAY.fullmatch(in_figures(words)):
        return f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}"
    return words.strip()


_MONTH = re.compile(r"([A-Za-z]{3,9})\s+([0-9]{4})")
_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")


def words_of_day(day: str) -> str:
    """ "2022-02-08" as "8 Februari 2022"; what is no day comes back as it is."""
    try:
        return in_words(day)
    except ValueError:
        return day
