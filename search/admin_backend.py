"""Wagtail's own search (explorer, choosers) on PostgreSQL, at the same cost however many pages there are."""

from typing import Any

from django.db.models.query import QuerySet
from modelsearch.backends.database.postgres import postgres
from typing_extensions import override

NEWEST = 500
"""Matches that are ranked and shown, the newest; Wagtail's own ranks every one of them. Other orders see them all."""


class _Newest:
    def _apply_ordering_and_scoring(self, queryset: QuerySet, *arguments: Any, **more: Any) -> QuerySet:
        if self.order_by_relevance:  # type: ignore[attr-defined]
            queryset = queryset.filter(pk__in=queryset.order_by("-pk").values("pk")[:NEWEST])
        return super()._apply_ordering_and_scoring(queryset, *arguments, **more)  # type: ignore[misc]


class SearchQueryCompiler(_Newest, postgres.PostgresSearchQueryCompiler):
    pass


class AutocompleteQueryCompiler(_Newest, postgres.PostgresAutocompleteQueryCompiler):
    pass


class Index(postgres.PostgresIndex):
    @override
    def _refresh_title_norms(self, full: bool = False) -> None:
        """By ``update_index`` only; after each save, as Wagtail has it, it reads the whole index twice."""
        if full:
            super()._refresh_title_norms(full=True)


class SearchBackend(postgres.PostgresSearchBackend):
    query_compiler_class = SearchQueryCompiler
    autocomplete_query_compiler_class = AutocompleteQueryCompiler
    index_class = Index
