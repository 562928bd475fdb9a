"""Which candidate comes first: all words before some, title before text, together before apart, new before old."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import exp, log

from search.candidates import Candidate
from search.query import Term

TITLE, TEXT, TOGETHER, WHOLE, NEW, COMPLETE = 3.0, 2.0, 1.0, 0.75, 0.35, 6.0
"""What counts how much: words in the title, the database's score, words side by side in the title, a title of
nothing but the query, age, and (where not every word was asked for) how much of the query is there."""
FRESH_DAYS = 730
"""Days after which the bonus of a new page has fallen to about a third."""


def ranked(candidates: Sequence[Candidate], terms: Sequence[Term], frequency: Mapping[str, int]) -> list[int]:
    """Page ids, best first."""
    weights = [1.0 / (1.0 + log(1 + frequency.get(term.word, 0))) for term in terms]
    total = sum(weights) or 1.0
    best = max((candidate.score for candidate in candidates), default=0.0) or 1.0
    wanted = {token: number for number, term in reversed([*enumerate(terms)]) for token in term.tokens}
    scored = []
    for place, candidate in enumerate(candidates):
        score = TEXT * candidate.score / best + NEW * exp(-max(candidate.days, 0) / FRESH_DAYS)
        score += _title_score(candidate.title_tokens, wanted, weights, total)
        if candidate.found:
            score += COMPLETE * sum(w for w, there in zip(weights, candidate.found, strict=True) if there) / total
        scored.append((-score, place, candidate.pk))
    return [pk for *_, pk in sorted(scored)]


def _title_score(title_tokens: str, wanted: Mapping[str, int], weights: Sequence[float], total: float) -> float:
    """``wanted``: the number of the first term a token stands for."""
    title = title_tokens.split(" ")
    answers = [_answer(word, wanted) if "|" in word else wanted.get(word) for word in title]
    there = {answer for answer in answers if answer is not None}
    if not there:
        return 0.0
    score = TITLE * sum(weights[i] for i in there) / total
    if len(weights) > 1:
        pairs = sum(1 for a, b in pairwise(answers) if a is not None and b == a + 1)
        score += TOGETHER * min(pairs, len(weights) - 1) / (len(weights) - 1)
    return score + WHOLE * len(there) / len(title)


def _answer(word: str, wanted: Mapping[str, int]) -> int | None:
    """The first term that a word with several tokens answers."""
    return min([wanted[token] for token in word.split("|") if token in wanted], default=None)
