"""The part of a text that answers a query, escaped, with what was found in ``<mark>``."""

import re
from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.language.tokens import alternatives, is_stop, normal
from search.query import Term

LENGTH = 240
"""Characters of a snippet."""
READ = 40_000
"""Characters of a text that are searched for one."""
_SWALLOWED = "tksp"


class Marker:
    """Finds the words of a query in texts as they are written, in whatever form."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._wanted = {token: number for number, term in enumerate(terms) for token in term.tokens}
        cores = sorted({re.escape(_core(token)) for token in [*self._wanted, *(term.word for term in terms)]})
        # A quick look for words that could be one; ``_term_of`` then decides by their stems.
        self._maybe = re.compile(rf"[^\W_]*(?:{'|'.join(cores)})[^\W_]*") if cores else None
        self._phrases = {term.word: number for number, term in enumerate(terms)}

    def places(self, text: str) -> list[tuple[int, int, int]]:
        """(start, end, term) of every word of the query in a text."""
        if self._maybe is None:
            return []
        plain = normal(text)
        if len(plain) != len(text):  # folding changed the length: look without it
            plain = text.lower() if len(text.lower()) == len(text) else text
        found = []
        for match in self._maybe.finditer(plain):
            term = self._term_of(match[0])
            if term is not None:
                found.append((match.start(), match.end(), term))
        return found

    def _term_of(self, word: str) -> int | None:
        if word in self._phrases:
            return self._phrases[word]
        if is_stop(word):
            return None
        return next((self._wanted[token] for token in alternatives(word) if token in self._wanted), None)

    def snippet(self, text: str) -> tuple[SafeString, int]:
        """The stretch of a text with the most of the query, and how many of its terms that holds (0: its beginning)."""
        text = text[:READ]
        places = self.places(text)
        start, held = _best_stretch(places)
        if held == 0:
            return _cut(text, 0, []), 0
        return _cut(text, max(0, start - 60), places), held


def _core(token: str) -> str:
    """The part of a token that every form of it is written with: a nasal prefix swallows t, k, s and p."""
    return token[1:] if len(token) > 4 and token[0] in _SWALLOWED else token


def _best_stretch(places: list[tuple[int, int, int]]) -> tuple[int, int]:
    best, held = 0, 0
    for number, (start, _, _) in enumerate(places[:400]):
        within = {term for begin, end, term in places[number : number + 40] if end <= start + LENGTH - 60}
        if len(within) > held:
            best, held = start, len(within)
    return best, held


def _cut(text: str, start: int, places: list[tuple[int, int, int]]) -> SafeString:
    """``LENGTH`` characters from a place, at word borders, marked, with an ellipsis where text is left out."""
    if start:
        start = max(text.rfind(" ", 0, start), text.rfind("\n", 0, start)) + 1
    end = start + LENGTH
    if end < len(text):
        space = text.rfind(" ", start, end)
        end = space if space > start else end
    part = text[start:end]
    inside = [(begin - start, stop - start, term) for begin, stop, term in places if begin >= start and stop <= end]
    marked = _mark(part, inside)
    return mark_safe(("… " if start else "") + marked + (" …" if end < len(text) else ""))


def _mark(text: str, places: list[tuple[int, int, int]]) -> SafeString:
    """Every piece is escaped by itself, so nothing but our own tags is markup."""
    pieces, at = [], 0
    for start, end, _ in places:
        pieces += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    return mark_safe("".join([*pieces, escape(text[at:])]))
