"""Filters of a section's list: a form that needs no script and keeps its state in the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models
from wagtail.query import PageQuerySet

from home.cache.dependencies import answers
from news.models import LegalDocumentPage, LegalStatus, PublicationPage, TextPage
from offices import office_time

FIRST_YEAR = 1945


@dataclass(frozen=True)
class Choice:
    """One select of the form: its name in the address, label, options and what is chosen ("" for all)."""

    name: str
    label: str
    options: list[tuple[str, str]]
    value: str


class Filters:
    """What a list of one page type can be narrowed to; values that mean nothing are as if not given."""

    def __init__(self, model: type[TextPage], query: Mapping[str, str]) -> None:
        self._model, self._query = model, query

    @cached_property
    def choices(self) -> list[Choice]:
        choices = []
        kinds = self._model._meta.get_field("kind").choices
        if len(kinds) > 1:
            choices.append(self._choice("jenis", "Jenis", [(str(value), str(label)) for value, label in kinds]))
        if issubclass(self._model, LegalDocumentPage):
            choices.append(self._choice("status", "Status", [(s.value, str(s.label)) for s in LegalStatus]))
        return choices

    def _choice(self, name: str, label: str, options: list[tuple[str, str]]) -> Choice:
        value = self._query.get(name, "")
        return Choice(name, label, options, value if value in dict(options) else "")

    @cached_property
    def year(self) -> int | None:
        given = self._query.get("tahun", "")
        year = int(given) if given.isascii() and given.isdigit() and len(given) == 4 else 0
        return year if FIRST_YEAR <= year <= office_time.here().year + 1 else None

    @property
    def has_subject(self) -> bool:
        return issubclass(self._model, LegalDocumentPage)

    @cached_property
    def subject(self) -> str:
        given = self._query.get("subjek", "") if self.has_subject else ""
        return " ".join(given.replace("\x00", "").split())[:100]

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """Name and value of each filter in use, for addresses."""
        pairs = [(choice.name, choice.value) for choice in self.choices if choice.value]
        if self.year:
            pairs.append(("tahun", str(self.year)))
        if self.subject:
            pairs.append(("subjek", self.subject))
        return pairs

    def of(self, pages: PageQuerySet) -> PageQuerySet:
        """The pages that pass. Of the filters in use, those with an end of values are the site's own addresses."""
        answers(*(pair for pair in self.chosen if pair[0] != "subjek"))
        for name, value in self.chosen:
            pages = pages.filter(self._condition(name, value))
        return pages

    def _condition(self, name: str, value: str) -> models.Q:
        conditions: dict[str, Any] = {"jenis": ("kind", value), "status": ("current_status", value)}
        if name == "subjek":
            return models.Q(subject__icontains=value)
        if name == "tahun":
            by_year = issubclass(self._model, (LegalDocumentPage, PublicationPage))
            return models.Q(year=value) if by_year else models.Q(listed_at__year=value)
        field, wanted = conditions[name]
        return models.Q(**{field: wanted})
