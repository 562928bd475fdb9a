"""What a visitor typed, as terms: each a word and the tokens that stand for it."""

from dataclasses import dataclass

from search.language.tokens import is_stop, tokens
from text.cleaning import clean

LONGEST_QUERY = 200
"""Characters of a query that are read."""
MOST_TERMS = 8


@dataclass(frozen=True)
class Term:
    """One word of a query and the tokens a text may hold for it; any of them counts as the word."""

    word: str
    tokens: tuple[str, ...]


def tidy(text: str) -> str:
    """The query as it is shown back: one line, printable, at most ``LONGEST_QUERY`` characters."""
    seen = clean(text[: LONGEST_QUERY * 4])  # a word that was cut by a soft hyphen is one word here too
    return " ".join("".join(char if char.isprintable() else " " for char in seen).split())[:LONGEST_QUERY]


def parse(text: str) -> list[Term]:
    """The terms of a query, at most ``MOST_TERMS``; stop words only when there is nothing else."""
    found = list(tokens(text[:LONGEST_QUERY]))
    told = [token for token in found if not is_stop(token.word)] or found
    terms: dict[tuple[str, ...], Term] = {}
    for token in told:
        terms.setdefault(token.tokens, Term(token.word, token.tokens))
    return list(terms.values())[:MOST_TERMS]
