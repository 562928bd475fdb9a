"""One search from the words typed to the rows shown, in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.safestring import SafeString

from search import candidates, spelling
from search.filters import Asked
from search.models import SearchEntry
from search.query import Term, parse
from search.ranking import ranked
from search.snippets import Marker
from sops.document import ContentKind

PAGE_SIZE = 10
ENOUGH = 3
"""With fewer pages that hold every word, pages that hold some are shown too."""


@dataclass(frozen=True)
class Row:
    """A result as shown. ``file`` names the file the words were found in, if not in the page itself."""

    page: Any
    title: str
    snippet: SafeString
    kind: str
    date: date
    home_id: int
    file: str = ""


@dataclass(frozen=True)
class Found:
    """What a search found. ``instead`` is the query really searched for, where a word was taken for a slip."""

    rows: list[Row] = field(default_factory=list)
    total: int = 0
    page: int = 1
    pages: int = 1
    complete: int = 0
    instead: str = ""
    near: list[str] = field(default_factory=list)

    @property
    def more_than(self) -> int:
        """How many are counted, where there are more; else 0."""
        return candidates.NEWEST if self.total > candidates.NEWEST else 0

    @property
    def only_some(self) -> bool:
        """Whether no page holds every word."""
        return bool(self.total) and not self.complete


def find(asked: Asked) -> Found:
    """Search; the page asked for is brought into the range there is."""
    terms = parse(asked.query)
    if not terms:
        return Found()
    frequency = spelling.frequencies(terms)
    instead = ""
    if not asked.exact and not all(frequency[term.word] for term in terms):
        better, frequency = spelling.corrected(terms, frequency)
        if better != terms:
            instead = _retyped(asked.query, terms, better)
            terms = better
    ids, complete = _ids(terms, frequency, asked)
    if not ids:
        return Found(near=_suggestions(terms))
    pages = -(-len(ids) // PAGE_SIZE)
    page = min(asked.page, pages)
    rows = _rows(ids[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], terms)
    return Found(rows, len(ids), page, pages, complete, instead)


def page_ids(query: str, asked: Asked = Asked()) -> list[int]:  # noqa: B008 - frozen
    """Ids of the pages found for a query, best first; for measuring."""
    terms = parse(query)
    if not terms:
        return []
    frequency = spelling.frequencies(terms)
    if not all(frequency[term.word] for term in terms):
        terms, frequency = spelling.corrected(terms, frequency)
    return _ids(terms, frequency, asked)[0]


def _ids(terms: list[Term], frequency: dict[str, int], asked: Asked) -> tuple[list[int], int]:
    """Page ids, best first, and how many of them hold every term."""
    every = candidates.all_of(terms, asked)
    ids = ranked(every, terms, frequency)
    complete = len(ids)
    if complete < ENOUGH and len(terms) > 1:
        some = candidates.some_of(terms, frequency, asked)
        known = set(ids)
        ids += [pk for pk in ranked(some, terms, frequency) if pk not in known]
    return ids, complete


def _rows(ids: Sequence[int], terms: list[Term]) -> list[Row]:
    marker = Marker(terms)
    fields = ("page_id", "home_id", "kind", "date", "title", "summary", "body", "page")
    entries = SearchEntry.objects.select_related("page").only(*fields, "page__url_path", "page__title", "page__slug")
    by_id = {entry.pk: entry for entry in entries.filter(pk__in=ids)}
    shown = [by_id[pk] for pk in ids if pk in by_id]
    best = {entry.pk: _best_snippet(marker, entry, len(terms)) for entry in shown}
    # Files are long: they are fetched only for rows whose own text doesn't hold every word.
    lacking = [pk for pk, (_, held) in best.items() if held < len(terms)]
    files = dict(SearchEntry.objects.filter(pk__in=lacking).exclude(files=[]).values_list("pk", "files"))
    rows = []
    for entry in shown:
        snippet, held = best[entry.pk]
        file = ""
        for candidate in files.get(entry.pk, ()):
            text, there = marker.snippet(candidate["text"])
            if there > held:
                snippet, held, file = text, there, candidate["title"]
        kind = ContentKind(entry.kind).label
        rows.append(Row(entry.page, entry.title, snippet, kind, entry.date, entry.home_id, file))
    return rows


def _best_snippet(marker: Marker, entry: SearchEntry, most: int) -> tuple[SafeString, int]:
    """The better of summary and body, with how many terms title and snippet hold together."""
    in_title = {term for *_, term in marker.places(entry.title)}
    summary, held = marker.snippet(entry.summary)
    if max(held, len(in_title)) < most or not entry.summary:
        text, there = marker.snippet(entry.body)
        if there > held or not entry.summary:
            summary, held = text, there
    return summary, max(held, len(in_title))


def _retyped(query: str, terms: list[Term], better: list[Term]) -> str:
    """The query with the words that were replaced."""
    changed = {old.word: new.word for old, new in zip(terms, better, strict=True)}
    return " ".join(changed.get(word.lower().strip(".,;:!?\"'()"), word) for word in query.split())


def _suggestions(terms: list[Term]) -> list[str]:
    """Words that occur, near to those typed."""
    near = spelling.nearest((term.word for term in terms), most=3)
    return list(dict.fromkeys(word for words in near.values() for word, _ in words))[:5]
