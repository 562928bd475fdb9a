"""Where and what to search: the site's scope and the choices in the address. Nothing in an address is an error."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Site

from home.cache.dependencies import site_tag
from home.cache.remembered import remembered
from offices import office_time
from offices.models import Office
from search.query import tidy
from sops.document import ContentKind

FIRST_YEAR = 2003
"""Before the first direct elections there was no office to publish anything."""
LAST_PAGE = 100


@dataclass(frozen=True)
class Asked:
    """One search as asked for; ``home_id`` None means every office. ``page`` counts from 1."""

    query: str = ""
    home_id: int | None = None
    kind: str = ""
    year: int | None = None
    office: str = ""
    page: int = 1
    exact: bool = False
    national: bool = False
    ignored: tuple[str, ...] = ()

    @property
    def filtered(self) -> bool:
        return bool(self.kind or self.year or self.office)

    def address(self, **changes: Any) -> str:
        """The query string of this search with some facts changed, from its first page unless said otherwise."""
        asked = replace(self, **{"page": 1, **changes})
        facts = {"q": asked.query, "jenis": asked.kind, "tahun": asked.year, "kantor": asked.office}
        facts |= {"persis": "1" if asked.exact else "", "hal": asked.page if asked.page > 1 else ""}
        return "?" + urlencode({name: value for name, value in facts.items() if value})

    @property
    def unfiltered(self) -> str:
        return self.address(kind="", year=None, office="")

    @property
    def exactly(self) -> str:
        return self.address(exact=True)


class Choice(NamedTuple):
    """An office to choose."""

    name: str
    slug: str
    root_page_id: int


class Choices:
    """The offices a national portal can choose from, as little work as hundreds of lines on a page can be."""

    def __init__(self) -> None:
        rows = Office.objects.filter(root_page__isnull=False).values_list(*Choice._fields)
        self._by_slug = {choice.slug: choice for choice in (Choice(*row) for row in rows)}
        self.names = {choice.root_page_id: choice.name for choice in self._by_slug.values()}
        """By the id of an office's home page."""
        line = '<option value="{1}">{0}</option>'
        self._lines = format_html_join("", line, [choice[:2] for choice in self._by_slug.values()])

    def get(self, slug: str) -> Choice | None:
        return self._by_slug.get(slug)

    def lines(self, chosen: str) -> SafeString:
        """As lines of a box, one of them chosen or none (a slug)."""
        if not chosen:
            return self._lines
        value = format_html('value="{}"', chosen)
        return mark_safe(self._lines.replace(value, f"{value} selected", 1))  # its lines were escaped one by one


def offices() -> Choices:
    """Remembered until an office is opened or renamed."""
    return remembered("offices to choose", Choices, lambda made: map(site_tag, made.names))


def asked_of(address: Mapping[str, str], site: Site, known: Choices | None) -> Asked:
    """What an address asks of a site; ``known``: the offices to choose from, on the national portal only.

    A value that isn't one of the choices is ignored and named in ``ignored``.
    """
    kind = next((one.value for one in ContentKind if one.value == address.get("jenis")), "")
    year = next((year for year in years() if year == _number(address.get("tahun", ""))), None)
    office = known.get(address.get("kantor", "")) if known else None
    chosen = {"jenis": kind, "tahun": year, **({"kantor": office} if known is not None else {})}
    ignored = [name for name, value in chosen.items() if address.get(name) and not value]
    everywhere = None if known is not None else site.root_page_id
    return Asked(
        query=tidy(address.get("q", "")),
        home_id=office.root_page_id if office else everywhere,
        kind=kind,
        year=year,
        office=office.slug if office else "",
        page=min(max(_number(address.get("hal") or address.get("page") or "") or 1, 1), LAST_PAGE),
        exact=address.get("persis") == "1",
        national=known is not None,
        ignored=tuple(ignored),
    )


def years() -> range:
    """Years that can be chosen, newest first."""
    return range(office_time.here().year, FIRST_YEAR - 1, -1)


def _number(text: str) -> int | None:
    """The whole number a text is, if it is a short plain one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None
