"""Indonesian stems: one word → the few roots it may stand for.

Snowball's Indonesian algorithm peels affixes without knowing roots and never restores the consonant that a
nasal prefix swallows (pen+tetap+an → "etap"). Here every reading is peeled; a list of roots chooses among them,
and where it knows none, up to ``MOST`` readings are kept: text and query each name theirs, any match counts.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import snowballstemmer

MOST = 3
"""Most stems one word is given."""
SHORTEST = 3
"""Letters a peeled root has at least."""

ROOTS = frozenset(
    word
    for line in (Path(__file__).parent / "roots.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for word in line.split()
)
_PARTICLES = ("kah", "lah", "pun", "tah")
_POSSESSIVES = ("nya", "ku", "mu")
_SUFFIXES = ("kan", "an", "i")
_VOWEL = re.compile("[aeiou]")
# What stands before the root, and what the prefix may have swallowed there ("": nothing).
_NASAL = (
    (re.compile(r"[mp]enge(?=[a-z]{3}$|[a-z]{3}an$|[a-z]{3}kan$)"), ("",)),
    (re.compile(r"[mp]eny(?=[aeiou])"), ("s",)),
    (re.compile(r"[mp]eng(?=[aeiou])"), ("", "k")),
    (re.compile(r"[mp]eng(?=[ghkqx])"), ("",)),
    (re.compile(r"[mp]em(?=[aeiou])"), ("p", "m")),
    (re.compile(r"[mp]em(?=[bfvp])"), ("",)),
    (re.compile(r"[mp]en(?=[aeiou])"), ("t", "n")),
    (re.compile(r"[mp]en(?=[cdjtsz])"), ("",)),
    (re.compile(r"[mp]e(?=[lrwymn])"), ("",)),
)
_PER = re.compile(r"(?:mem|di|pem|ke|se)?per([a-z]{3,})$|(?:pem)er([a-z]{3,})$")
_PLAIN = ("diper", "member", "memper", "keber", "keter", "di", "ter", "ber", "bel", "per", "pel", "pe", "ke", "se")
_snowball = snowballstemmer.stemmer("indonesian")


@lru_cache(maxsize=60_000)
def stems(word: str) -> tuple[str, ...]:
    """The stems of a lower-case word, likeliest first, one to ``MOST`` of them; digits and short words as they are."""
    if len(word) <= SHORTEST or not word.isascii() or not word.isalpha():
        return (word,)
    if word in ROOTS:
        return (word,)
    readings = list(dict.fromkeys(_readings(word)))
    # Of two roots the longer one is right more often: pelantikan is "lantik", not "anti".
    known = sorted((reading for reading in readings if reading in ROOTS), key=len, reverse=True)
    if known:
        return tuple(known[:2])
    restored = [reading for prefix, reading in _unprefixed(_without_particles(word)) if prefix == "nasal"]
    # What a prefix within the prefix keeps together: memperoleh and perolehan are one word, whatever its root.
    whole = [f"per{match[1] or match[2]}" for match in [_PER.match(_without_suffix(_without_particles(word)))] if match]
    guesses = [_snowball.stemWord(word), *whole, *(_without_suffix(reading) for reading in restored)]
    return tuple(dict.fromkeys(guess for guess in guesses if len(guess) >= SHORTEST))[:MOST] or (word,)


def _readings(word: str) -> Iterator[str]:
    """Everything the word may be a form of, the least peeled first."""
    waiting = [word, _without_particles(word)]
    seen = set()
    for _ in range(3):  # no word wears more than two prefixes over a suffix
        peeled = []
        for form in waiting:
            if form in seen:
                continue
            seen.add(form)
            yield form
            peeled += [form.removesuffix(end) for end in _SUFFIXES if form.endswith(end) and _is_long(form, end)]
            peeled += [reading for _, reading in _unprefixed(form)]
        waiting = peeled
    yield from (form for form in waiting if form not in seen)


def _unprefixed(form: str) -> Iterator[tuple[str, str]]:
    """Pairs (``nasal`` or ``plain``, form without one prefix)."""
    for pattern, swallowed in _NASAL:
        if match := pattern.match(form):
            rest = form[match.end() :]
            for letter in swallowed:
                if len(letter + rest) >= SHORTEST:
                    yield "nasal", letter + rest
    for prefix in _PLAIN:
        rest = form.removeprefix(prefix)
        if rest != form and len(rest) >= SHORTEST and _VOWEL.search(rest):
            yield "plain", rest


def _without_particles(word: str) -> str:
    """The word without what speech adds to its end: -lah, -nya and the like."""
    for endings in (_PARTICLES, _POSSESSIVES):
        for end in endings:
            if word.endswith(end) and word not in ROOTS and len(_VOWEL.findall(word)) > 2:
                word = word.removesuffix(end)
                break
    return word


def _without_suffix(form: str) -> str:
    for end in _SUFFIXES:
        if form.endswith(end) and _is_long(form, end) and len(_VOWEL.findall(form)) > 2:
            return form.removesuffix(end)
    return form


def _is_long(form: str, end: str) -> bool:
    return len(form) - len(end) >= SHORTEST
