"""What in a text tells of a person: NIK, KK, NPWP, phone, bank account, e-mail, day of birth (UU 27/2022).

Found is what can hardly mean anything else: a number by its form and what it must hold, or by the word in front of it.
What an office gives out about itself (its lines, addresses under go.id, its help desk) is left alone. Plain Python.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import NamedTuple

VERSION = 1
"""Goes up whenever something else is found in the same text."""


class Kind(StrEnum):
    """What was found; the value is what people call it."""

    NIK = "NIK"
    KK = "nomor KK"
    NPWP = "NPWP"
    PHONE = "nomor telepon seluler"
    ACCOUNT = "nomor rekening"
    EMAIL = "surel pribadi"
    BIRTH = "tanggal lahir"


class Found(NamedTuple):
    """One place: what it is, and as much of it as finds it again without saying it."""

    kind: Kind
    masked: str


MOST = 50
"""Places that are told; where there are more, nobody reads on."""
NEAR = 40
"""Characters in front of a number in which a word says what it is."""
BETWEEN = r"[ .\-]?"
SIXTEEN = re.compile(rf"(?<![\d.,/\-])\d(?:{BETWEEN}\d){{15}}(?![\d/]|[.,\-]\d)")
NPWP = re.compile(r"(?<!\d)\d{2}\.\d{3}\.\d{3}\.\d[.\-]\d{3}\.\d{3}(?!\d)")
NPWP_WORD = re.compile(rf"\bNPWP\b\D{{0,12}}(\d(?:{BETWEEN}\d){{14,15}})(?!\d)", re.IGNORECASE)
MOBILE = re.compile(r"(?<![\d.,/\-])(?:\+?62[ .\-]?|0)8\d{1,2}(?:[ .\-]?\d{3,5}){2}(?![\d/]|[.,\-]\d)")
ACCOUNT = re.compile(
    rf"\b(?:rekening|no\.? ?rek)\b[^.\n]{{0,{NEAR}}}?(?<!\d)(\d(?:{BETWEEN}\d){{7,15}})(?!\d)", re.IGNORECASE
)
EMAIL = re.compile(r"(?<![\w.+\-])[\w.+\-]{1,64}@(?:[\w\-]{1,63}\.){1,4}[a-z]{2,24}\b", re.IGNORECASE)
BIRTH = re.compile(
    r"\b(?:(?:tanggal|tgl\.?|ttl)(?:[ /]*lahir)?|lahir)\b[^.\n]{0,40}?"
    r"(?<!\d)(\d{1,2}[ /.\-](?:\d{1,2}|[a-z]{3,9})[ /.\-](?:19|20)\d{2})(?!\d)",
    re.IGNORECASE,
)
BORN = re.compile(r"\b(?:ttl|lahir)\b", re.IGNORECASE)
FAMILY = re.compile(r"\b(?:KK|kartu keluarga)\b", re.IGNORECASE)
IDENTITY = re.compile(r"\b(?:NIK|KTP|nomor induk kependudukan)\b", re.IGNORECASE)
OFFICIAL = re.compile(
    r"\b(?:hubungi|layanan|narahubung|helpdesk|help desk|call ?cent(?:er|re)|hotline|pengaduan|sekretariat|posko|"
    r"kontak|informasi lebih lanjut|kantor|humas|ppid|rumah pintar)\b",
    re.IGNORECASE,
)
OFFICIAL_ADDRESS = re.compile(
    r"@(?:[\w\-]+\.)*(?:go\.id|kpu\.id)$|^(?:info|humas|ppid|kpu|sekretariat|helpdesk|pengaduan)", re.IGNORECASE
)
PROVINCES = frozenset(
    [*range(11, 20), 21, *range(31, 37), *range(51, 54), *range(61, 66), *range(71, 77), 81, 82, *range(91, 98)]
)
"""The first two figures of a NIK: Kemendagri's codes."""


def found_in(text: str) -> list[Found]:
    """Every place in a text, in the order of the kinds; one number is one thing."""
    found: list[Found] = []
    taken: list[tuple[int, int]] = []
    for start, end, kind in (place for finder in FINDERS for place in finder(text)):
        if len(found) == MOST:
            break
        if not any(start < other_end and other_start < end for other_start, other_end in taken):
            taken.append((start, end))
            found.append(Found(kind, masked(text[start:end])))
    return found


def masked(said: str) -> str:
    """A number with its middle hidden: "3604••••01"."""
    return f"{said[:4]}••••{said[-2:]}"


def counted(found: list[Found]) -> str:
    """ "2 NIK, 1 nomor rekening"."""
    return ", ".join(f"{number} {kind}" for kind, number in Counter(one.kind for one in found).items())


Place = tuple[int, int, Kind]


def _npwp(text: str) -> Iterator[Place]:
    for match in NPWP.finditer(text):
        yield *match.span(), Kind.NPWP
    for match in NPWP_WORD.finditer(text):
        yield *match.span(1), Kind.NPWP


def _sixteen(text: str) -> Iterator[Place]:
    for match in SIXTEEN.finditer(text):
        before = text[max(0, match.start() - NEAR) : match.start()]
        family, identity = FAMILY.search(before), IDENTITY.search(before)
        if family or identity or _is_nik(re.sub(r"\D", "", match[0])):
            yield *match.span(), Kind.KK if family and not identity else Kind.NIK


def _is_nik(figures: str) -> bool:
    """Whether 16 figures hold what a NIK holds: a province, a day of birth (women's + 40), a running number."""
    day, month = int(figures[6:8]), int(figures[8:10])
    born = (1 <= day <= 31 or 41 <= day <= 71) and 1 <= month <= 12
    return int(figures[:2]) in PROVINCES and figures[2:4] != "00" and born and figures[12:] != "0000"


def _mobile(text: str) -> Iterator[Place]:
    for match in MOBILE.finditer(text):
        if not OFFICIAL.search(text[max(0, match.start() - 2 * NEAR) : match.start()]):
            yield *match.span(), Kind.PHONE


def _account(text: str) -> Iterator[Place]:
    for match in ACCOUNT.finditer(text):
        yield *match.span(1), Kind.ACCOUNT


def _email(text: str) -> Iterator[Place]:
    for match in EMAIL.finditer(text):
        if not OFFICIAL_ADDRESS.search(match[0]):
            yield *match.span(), Kind.EMAIL


def _birth(text: str) -> Iterator[Place]:
    for match in BIRTH.finditer(text):
        if BORN.search(match[0]):
            yield *match.span(1), Kind.BIRTH


FINDERS: tuple[Callable[[str], Iterator[Place]], ...] = (_npwp, _account, _sixteen, _mobile, _email, _birth)
