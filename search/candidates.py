"""Which pages may answer a query: a bounded number of them, newest first, with the database's own score.

The bounds are what keeps a common word as cheap as a rare one: at most ``NEWEST`` matches and
``NEWEST_TITLES`` matches in the title are ranked, however many there are.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from offices import office_time
from search.filters import Asked
from search.query import Term

NEWEST = 200
NEWEST_TITLES = 50


class Candidate(NamedTuple):
    """A page that matches: its age in days, its title's tokens, the database's score (higher is better), and
    per term whether it is there (empty where every term is)."""

    pk: int
    days: int
    title_tokens: str
    score: float
    found: tuple[bool, ...]


def all_of(terms: Sequence[Term], asked: Asked) -> list[Candidate]:
    """Public pages that hold every term; more than ``NEWEST`` when there are more than that."""
    everything = " & ".join(_any(term) for term in terms)
    return _select(everything, everything, everything, terms, asked, flagged=False)


def some_of(terms: Sequence[Term], frequency: dict[str, int], asked: Asked) -> list[Candidate]:
    """Public pages that hold most of the terms, or the two rarest ones, or any in the title."""
    rarest = sorted(terms, key=lambda term: frequency.get(term.word, 0))[:2]
    most = [rarest]
    if len(terms) > 2:
        most = [[term for term in terms if term is not left] for left in terms]
    nearly = " | ".join("(" + " & ".join(_any(term) for term in kept) + ")" for kept in most)
    some = f"{nearly} | " + " | ".join(_any(term) for term in rarest)
    anything = " | ".join(_any(term) for term in terms)
    return _select(nearly if len(terms) > 2 else some, anything, anything, terms, asked, flagged=True, more=some)


def _any(term: Term) -> str:
    """A term as a query: tokens hold letters and digits only, so they are safe inside quotes."""
    return "(" + " | ".join(f"'{token}'" for token in term.tokens) + ")"


def _fts(query: str) -> str:
    """The same query in the words of FTS5."""
    return query.replace("'", '"').replace(" & ", " AND ").replace(" | ", " OR ")


def _select(
    texts: str, titles: str, ranked: str, terms: Sequence[Term], asked: Asked, *, flagged: bool, more: str = ""
) -> list[Candidate]:
    """Candidates: the newest that match ``texts`` (and ``more``), the newest whose title matches ``titles``."""
    postgres = connection.vendor == "postgresql"
    where, values = _where(asked)
    order = "ORDER BY e.date DESC, e.page_id DESC LIMIT"

    def branch(query: str, most: int, *, title: bool = False) -> tuple[str, list[Any]]:
        if postgres:
            column = "title_vector" if title else "vector"
            sql = f"SELECT e.page_id FROM search_searchentry e WHERE e.{column} @@ %s::tsquery {where} {order} {most}"
            return sql, [query, *values]
        sql = (
            "SELECT e.page_id FROM search_fts f CROSS JOIN search_searchentry e ON e.page_id = f.rowid "
            f"WHERE search_fts MATCH %s {where} {order} {most}"
        )
        return sql, [f"title : ({_fts(query)})" if title else _fts(query), *values]

    branches = [branch(texts, NEWEST + 1), branch(titles, NEWEST_TITLES, title=True)]
    if more:
        branches.append(branch(more, NEWEST_TITLES))
    union = " UNION ".join(f"SELECT * FROM ({sql}) AS b{number}" for number, (sql, _) in enumerate(branches))
    chosen: list[Any] = [value for _, branch_values in branches for value in branch_values]

    score, join, score_values = _score(ranked, postgres=postgres)
    flags, flag_values = _flags(terms if flagged else (), postgres=postgres)
    sql = f"""
        SELECT e.page_id, e.date, e.title_tokens, {score}{flags}
        FROM ({union}) AS c JOIN search_searchentry e ON e.page_id = c.page_id {join}
        WHERE {_PUBLIC} ORDER BY e.date DESC, e.page_id DESC"""
    if postgres:
        parameters = [*score_values, *flag_values, *chosen, timezone.now()]
    else:
        parameters = [*flag_values, *chosen, *score_values, timezone.now()]
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows = cursor.fetchall()
    today = office_time.here()
    return [
        Candidate(pk, (today - _day(day)).days, title, rank or 0.0, tuple(map(bool, found)))
        for pk, day, title, rank, *found in rows
    ]


_PUBLIC = """(SELECT p.live AND (p.expire_at IS NULL OR p.expire_at > %s) AND NOT EXISTS (
            SELECT 1 FROM wagtailcore_pageviewrestriction r JOIN wagtailcore_page a ON a.id = r.page_id
            WHERE substr(p.path, 1, length(a.path)) = a.path) FROM wagtailcore_page p WHERE p.id = e.page_id)"""
"""The index holds public pages only; the pages themselves are asked again, for what no signal told.

One by one: as a join PostgreSQL reads all pages there are for a few hundred candidates.
"""


def _where(asked: Asked) -> tuple[str, list[Any]]:
    facts = {"home_id": asked.home_id, "kind": asked.kind, "year": asked.year}
    chosen = {name: value for name, value in facts.items() if value}
    return "".join(f" AND e.{name} = %s" for name in chosen), list(chosen.values())


def _score(query: str, *, postgres: bool) -> tuple[str, str, list[Any]]:
    """Expression, join and values of the database's score; title 20 times a file's text."""
    if postgres:
        # 1: a long text holds everything somewhere.
        return "ts_rank_cd('{0.05, 0.1, 0.4, 1.0}', e.vector, %s::tsquery, 1)", "", [query]
    scored = """LEFT JOIN (SELECT rowid AS page_id, -bm25(search_fts, 10.0, 4.0, 1.0, 0.5) AS score
                FROM search_fts WHERE search_fts MATCH %s) AS s ON s.page_id = e.page_id"""
    return "s.score", scored, [_fts(query)]


def _flags(terms: Sequence[Term], *, postgres: bool) -> tuple[str, list[Any]]:
    if postgres:
        return "".join(", e.vector @@ %s::tsquery" for _ in terms), [_any(term) for term in terms]
    inside = ", e.page_id IN (SELECT rowid FROM search_fts WHERE search_fts MATCH %s)"
    return inside * len(terms), [_fts(_any(term)) for term in terms]


def _day(value: Any) -> date:
    """SQLite gives dates as text to raw queries."""
    return date.fromisoformat(value) if isinstance(value, str) else value
