"""A text as tokens: words found, stop words told, each with its stems and the names it is also known by."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from search.language.stems import stems
from text.cleaning import without_width

WORD = re.compile(r"[^\W_]+")
"""A run of letters or digits: "11/PL.02" is the three words 11, PL and 02."""
LONGEST = 40
"""Characters of a word that count."""

STOP_WORDS = frozenset(
    """
    ada adalah agar akan antara apa apakah atas atau bagaimana bagi bahwa belum berbagai bila bisa cara dalam
    dan dapat dari demi dengan di dimana guna hal harus hingga ia ini itu itulah jika juga kami kapan karena ke
    kepada ketika kita lagi lalu lebih maka mana mereka mengapa namun oleh pada para per pun saat saja saya
    sebagai secara sedang sehingga sejak sekitar selaku selama seluruh semua serta setelah siapa sudah supaya
    tapi telah tentang terhadap tersebut tetapi tidak tsb untuk yaitu yakni yang
    """.split()
)


class Token(NamedTuple):
    """One word of a text: as written (lower case), its alternatives (stems and names), its place, counted in words."""

    word: str
    tokens: tuple[str, ...]
    place: int


def _read_synonyms() -> dict[tuple[str, ...], str]:
    groups: dict[tuple[str, ...], str] = {}
    for line in (Path(__file__).parent / "synonyms.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            name, ways = line.split(" = ")
            for way in ways.split("|"):
                groups[tuple(WORD.findall(way))] = name.strip()
    return groups


SYNONYMS = _read_synonyms()
"""Words of one way of writing → the token all ways share."""
_LONGEST_WAY = max(map(len, SYNONYMS))
_STARTS = frozenset(way[0] for way in SYNONYMS)


def normal(text: str) -> str:
    """The text in lower case without accents, soft hyphens and the like; PostgreSQL can't store NUL."""
    if text.isascii():
        return text.lower().replace("\x00", " ")
    folded = unicodedata.normalize("NFKD", without_width(text.replace("\x00", " ")))
    return "".join(char for char in folded if not unicodedata.combining(char)).lower()


def words(text: str) -> list[str]:
    """The words of a text in order, lower case, each cut to ``LONGEST`` characters."""
    return [word[:LONGEST] for word in WORD.findall(normal(text))]


@lru_cache(maxsize=60_000)
def alternatives(word: str) -> tuple[str, ...]:
    """The tokens a single word is found under."""
    found = stems(word)
    if word.isdigit() and word[0] == "0" and word.strip("0"):
        found = (word, word.lstrip("0"))  # Nomor 02 is also asked for as nomor 2
    names = [SYNONYMS[key] for key in ((word,), (found[0],)) if key in SYNONYMS]
    return tuple(dict.fromkeys([*found, *names]))


def tokens(text: str) -> Iterator[Token]:
    """Every word of a text, stop words included (``is_stop`` tells them)."""
    found = words(text)
    named = _names(found)
    for place, word in enumerate(found):
        extra = named.get(place)
        own = alternatives(word)
        yield Token(word, own if extra is None or extra in own else (*own, extra), place)


def _names(found: list[str]) -> dict[int, str]:
    """Place of each word of a known phrase → the token of its group; the longest phrase wins."""
    named: dict[int, str] = {}
    for start, word in enumerate(found):
        if word not in _STARTS or start in named:
            continue
        for length in range(min(_LONGEST_WAY, len(found) - start), 1, -1):
            if name := SYNONYMS.get(tuple(found[start : start + length])):
                named.update(dict.fromkeys(range(start, start + length), name))
                break
    return named


def is_stop(word: str) -> bool:
    """Whether a word is too common to tell texts apart."""
    return word in STOP_WORDS or (len(word) == 1 and not word.isdigit())
