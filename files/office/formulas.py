"""Formulas of a sheet that fetch from outside, run programs, or lead where a link may not; each by name."""

import re
from collections.abc import Iterator

from files import addresses

QUOTED = re.compile(r"""("(?:[^"]|"")*"|'(?:[^']|'')*')""")
"""Texts, and names of sheets: what they say is no function."""
SPOKEN = re.compile(r'"(?:[^"]|"")*"')
PREFIX = r"(?<![\w.])(?:_xl\w+\.|COM\.MICROSOFT\.|ORG\.\w+\.)*"
"""A function younger than the file's format bears the name of who added it."""
FUNCTIONS = re.compile(PREFIX + r"(WEBSERVICE|IMAGE|RTD|DDE|CALL|REGISTER(?:\.ID)?|EXEC)\s*\(", re.I)
FETCHING = ("WEBSERVICE", "IMAGE", "RTD")
TEXT = r'"(?:[^"]|"")*"'
LINK = re.compile(rf"{PREFIX}HYPERLINK\s*\(\s*", re.I)
JOINED = re.compile(rf"CONCAT(?:ENATE)?\s*\(\s*({TEXT}(?:\s*[&,;]\s*{TEXT})*)\s*(\)\s*(?:[,;)]|$))?", re.I)
ADDED = re.compile(rf"({TEXT}(?:\s*&\s*{TEXT})*)\s*([,;)]|$)?")
"""The texts with which a link's address begins, and what shows that it ends there."""
DDE = re.compile(r"(?:^|[(,;+*/&=<>@-])\s*[\w.]+\|'?[^!|]*'?!")
STARTS_BY_ITSELF = re.compile(r"\s*(_xlnm\.)?auto_?(open|close|activate|deactivate)", re.I)


def dangers(formula: str) -> Iterator[str]:
    """Indonesian names of what a formula may not do."""
    if DDE.search(SPOKEN.sub('""', formula)):
        yield "rumus DDE"
    for found in FUNCTIONS.finditer(QUOTED.sub('""', formula)):
        yield _named(found[1].upper())
    for link in LINK.finditer(QUOTED.sub(_masked, formula)):
        yield from _target_dangers(formula[link.end() :])


def _masked(text: re.Match[str]) -> str:
    return f"{text[0][0]}{'x' * (len(text[0]) - 2)}{text[0][-1]}"


def _target_dangers(argument: str) -> Iterator[str]:
    """Of a link's address as a formula builds it. What cells add must not decide where it leads: they may change."""
    found = JOINED.match(argument) or ADDED.match(argument)
    address = "".join(text[1:-1] for text in QUOTED.findall(found[1])).lstrip("[") if found else ""
    is_whole = found is not None and found[2] is not None
    if is_whole or addresses.is_local(address) or addresses.is_active(address):
        yield from link_dangers(address)
    elif not (address.startswith("#") or addresses.is_web(address)):
        yield "tautan yang tujuannya disusun dari sel lain (tulis alamatnya langsung dalam rumus HYPERLINK)"


def _named(function: str) -> str:
    if function == "DDE":
        return "rumus DDE"
    return f"rumus yang {'mengambil isi dari luar' if function in FETCHING else 'menjalankan program'} ({function})"


def link_dangers(address: str) -> Iterator[str]:
    """What is wrong with where a link leads that a reader presses."""
    if addresses.is_local(address):
        yield f"tautan ke berkas di komputer atau jaringan ({address[:60]})"
    elif addresses.is_active(address):
        yield f"tautan yang menjalankan program ({address[:60]})"
