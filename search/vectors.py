"""Tokens as each database stores them: a weighted ``tsvector`` literal, or four columns of words for FTS5."""

from collections import defaultdict

from search.content import Content
from search.language.tokens import Token, is_stop, tokens

LAST_PLACE = 16_383
"""PostgreSQL counts places up to here."""
PLACES_KEPT = 12
"""Places kept per token and vector; more tell nothing about relevance."""
WORDS_OF_FILES = 30_000
"""Words of a page's files that are indexed."""

Section = tuple[str, list[Token]]
"""A weight (A to D) and the words that have it."""


def sections(content: Content, office: str, files: list[dict[str, str]]) -> list[Section]:
    """The words of an entry by weight: A title and number, B summary and facts, C body, D files.

    Stop words are kept where texts are short, so that a query of nothing else still finds something.
    """
    body = [token for token in tokens(content.body) if not is_stop(token.word)]
    in_files = tokens("\n".join(f"{file['title']}\n{file['text']}" for file in files))
    return [
        ("A", list(tokens(f"{content.title} . {content.name}"))),
        ("B", list(tokens(f"{content.summary} . {content.facts} . {office}"))),
        ("C", body),
        ("D", [token for token, _ in zip(in_files, range(WORDS_OF_FILES), strict=False) if not is_stop(token.word)]),
    ]


def tsvector(parts: list[Section]) -> str:
    """The sections as a ``tsvector`` literal; tokens hold letters and digits only, so nothing needs escaping."""
    places: dict[str, list[str]] = defaultdict(list)
    start = 1
    for weight, found in parts:
        for token in found:
            place = f"{min(start + token.place, LAST_PLACE)}{weight}"
            for name in token.tokens:
                kept = places[name]
                if len(kept) < PLACES_KEPT and (not kept or kept[-1] != place):
                    kept.append(place)
        start += (found[-1].place if found else 0) + 10  # the gap keeps a phrase from reaching across
    return " ".join(f"'{name}':{','.join(kept)}" for name, kept in places.items())


def fts_columns(parts: list[Section]) -> list[str]:
    """The sections as the four FTS5 columns."""
    return [" ".join(name for token in found for name in token.tokens) for _, found in parts]


def title_tokens(parts: list[Section]) -> str:
    """The words of the title, alternatives joined by ``|``: what ranking reads of every candidate."""
    return " ".join("|".join(token.tokens) for token in parts[0][1])
