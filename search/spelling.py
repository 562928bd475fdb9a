"""Words that occur nowhere, and the nearest ones that do."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q
from rapidfuzz.distance import OSA

from search.language.tokens import alternatives
from search.models import Word
from search.query import Term

MOST_KNOWN = 400
MOST_NEAR = 1_500
"""Rows read per query: most forms of the words typed, most words compared with an unknown one."""
SHORTEST = 4
"""Letters a word has at least to be corrected; shorter ones are near to everything."""
MOST_CORRECTED = 3


def frequencies(terms: Iterable[Term]) -> dict[str, int]:
    """About how many pages hold each term (by its word): 0 where none does. One query."""
    terms = list(terms)
    stems = {token for term in terms for token in term.tokens}
    match = Q(pk__in=[term.word for term in terms]) | Q(stem__in=stems)
    rows = list(Word.objects.filter(match).values_list("pk", "stem", "documents")[:MOST_KNOWN])
    by_stem: dict[str, int] = defaultdict(int)
    for word, stem, documents in rows:
        by_stem[stem] += documents
        if stem != word:
            by_stem[word] += documents
    return {term.word: sum(by_stem[name] for name in {term.word, *term.tokens}) for term in terms}


def nearest(words: Iterable[str], most: int = 1) -> dict[str, list[tuple[str, int]]]:
    """The known words (with their pages) each unknown word is likeliest a slip of, best first. One query."""
    wrong = [word for word in words if len(word) >= SHORTEST and word.isalpha()][:MOST_CORRECTED]
    if not wrong:
        return {}
    match = Q()
    for word in wrong:
        slack = _slack(word)
        # A slip seldom spares neither the first letter, nor its neighbour, nor the ending.
        place = Q(first=word[0]) | Q(first=word[1]) | Q(ending=word[-3:])
        match |= place & Q(length__range=(len(word) - slack, len(word) + slack))
    rows = list(Word.objects.filter(match).order_by("-documents").values_list("pk", "documents")[:MOST_NEAR])
    return {word: _closest(word, rows)[:most] for word in wrong}


def corrected(terms: list[Term], frequency: dict[str, int]) -> tuple[list[Term], dict[str, int]]:
    """The terms with each unknown word replaced by the nearest known one, where there is one; and their frequencies."""
    near = nearest(term.word for term in terms if not frequency[term.word])
    better, known = [], dict(frequency)
    for term in terms:
        if found := near.get(term.word):
            word, known[word] = found[0]
            term = Term(word, alternatives(word))
        better.append(term)
    return better, known


def _slack(word: str) -> int:
    """How many slips a word of this length may hold."""
    return 1 if len(word) < 6 else 2


def _closest(word: str, rows: list[tuple[str, int]]) -> list[tuple[str, int]]:
    slack = _slack(word)
    scored = []
    for other, documents in rows:
        distance = OSA.distance(word, other, score_cutoff=slack)
        if 0 < distance <= slack:
            # Between equally near words: the same first letter, then the more frequent one.
            scored.append((distance, other[0] != word[0], -documents, other))
    return [(other, -documents) for _, _, documents, other in sorted(scored)]
