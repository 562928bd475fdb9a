"""How well the search finds: ``python -m bench.search.relevance``.

The same documents and queries for ours and for Wagtail's own PostgreSQL backend (its stems: "indonesian",
or its default configuration; words joined by "and", as a search view usually has it, or by "or").
success@3: share of queries with a right page among the first three; MRR: mean of 1/rank of the first right
one among the first ten.
"""

import sys
from collections import defaultdict
from collections.abc import Callable, Sequence

from bench.search import database
from bench.search.documents import documents
from bench.search.labels import Labelled, labelled

DATABASE = "bench_search_relevance"
DEPTH = 10

Search = Callable[[str], Sequence[int]]


def main() -> None:
    written = list(documents())
    queries = labelled(written)
    database.start(DATABASE)
    page_ids = database.fill(written)
    database.index()
    searches: dict[str, Search] = {"ours": ours}
    say(f"{len(written)} documents, {len(queries)} queries, {sum(q.held_out for q in queries)} held out")
    table("ours", searches["ours"], queries, page_ids)
    for config in ("indonesian", ""):
        backend = stock_index(config)
        for operator in ("and", "or"):
            name = f"stock, {config or 'default'}, {operator}"
            table(name, stock(backend, operator), queries, page_ids)
    if "--misses" in sys.argv:
        misses(ours, [query for query in queries if not query.held_out], page_ids)


def ours(query: str) -> Sequence[int]:
    from search.finding import page_ids

    return page_ids(query)[:DEPTH]


def stock_index(config: str):
    """Wagtail's own index of the same pages, written anew with a text search configuration."""
    from modelsearch.backends.database.postgres.postgres import PostgresSearchBackend

    from news.models import AnnouncementPage, LegalDocumentPage, NewsPage, PublicationPage

    backend = PostgresSearchBackend({"SEARCH_CONFIG": config} if config else {})
    for model in (NewsPage, AnnouncementPage, LegalDocumentPage, PublicationPage):
        index = backend.get_index_for_model(model)
        rows = list(model.objects.all())
        for start in range(0, len(rows), 200):
            index.add_items(model, rows[start : start + 200])
    return backend


def stock(backend, operator: str) -> Search:
    from wagtail.models import Page

    def search(query: str) -> Sequence[int]:
        found = backend.search(query, Page.objects.live().public(), operator=operator)
        return [page.pk for page in found[:DEPTH]]

    return search


def rank(found: Sequence[int], right: set[int]) -> int:
    """Place of the first right page, from 1; 0 when there is none."""
    return next((place for place, pk in enumerate(found, start=1) if pk in right), 0)


def ranks(search: Search, queries: Sequence[Labelled], page_ids: Sequence[int]) -> list[int]:
    return [rank(search(query.text), {page_ids[i] for i in query.wanted}) for query in queries]


def table(name: str, search: Search, queries: Sequence[Labelled], page_ids: Sequence[int]) -> None:
    """One line for all queries, the two parts, and those answered by pages alone; and success by group."""
    found = ranks(search, queries, page_ids)
    pairs = list(zip(queries, found, strict=True))
    parts = {
        "all": pairs,
        "seen": [pair for pair in pairs if not pair[0].held_out],
        "held out": [pair for pair in pairs if pair[0].held_out],
        "without files": [pair for pair in pairs if pair[0].group != "file"],
    }
    say(f"\n{name}")
    for part, chosen in parts.items():
        hits = sum(1 for _, place in chosen if 1 <= place <= 3) / len(chosen)
        mrr = sum(1 / place for _, place in chosen if place) / len(chosen)
        say(f"  {part:14} n={len(chosen):3}  success@3 {hits:.3f}  MRR {mrr:.3f}")
    groups: dict[str, list[bool]] = defaultdict(list)
    for query, place in pairs:
        groups[query.group].append(1 <= place <= 3)
    say("  " + "  ".join(f"{group} {sum(hits)}/{len(hits)}" for group, hits in sorted(groups.items())))


def misses(search: Search, queries: Sequence[Labelled], page_ids: Sequence[int]) -> None:
    for query, place in zip(queries, ranks(search, queries, page_ids), strict=True):
        if not 1 <= place <= 3:
            say(f"missed ({place}): {query.text}")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
