"""Pages by the hundred thousand: copies, made in the database, of some that were written and indexed.

A copy differs from its original in its number, place, address and office; both searches find it as they find the
original, also by the name of the original's office.
"""

from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from wagtail.models import Page
from wagtail.search.models import IndexEntry

from news.models import NewsPage
from search.models import SearchEntry, Word

MADE = """CREATE TEMPORARY TABLE copies (original int, path text, url_path text, slug text, home int, live boolean,
    id int DEFAULT nextval(pg_get_serial_sequence('wagtailcore_page', 'id'))) ON COMMIT DROP"""
INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexdef LIKE '%% USING gin %%'"
"""They are written at the end, at once."""


class Place(NamedTuple):
    """Where so many copies go, and how many of them are drafts."""

    section: Page
    home: int
    count: int
    drafts: int


@transaction.atomic
def spread(originals: Sequence[NewsPage], places: Sequence[Place]) -> None:
    """Copy live pages of the news to each place, as often as it takes; ``originals`` as both searches know them."""
    tables = [SearchEntry._meta.db_table, IndexEntry._meta.db_table]
    with connection.cursor() as cursor:
        cursor.execute(MADE)
        with cursor.copy("COPY copies (original, path, url_path, slug, home, live) FROM STDIN") as rows:
            for row in _rows(originals, places):
                rows.write_row(row)
        cursor.execute(INDEXES, [tables])
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        for statement in _statements():
            cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for _, definition in indexes:
            cursor.execute(definition)
        many = len(originals) + sum(place.count for place in places)
        cursor.execute(f"UPDATE {Word._meta.db_table} SET documents = documents * {many} / {len(originals)}")
    for place in places:
        Page.objects.filter(pk=place.section.pk).update(numchild=place.section.numchild + place.count)


def _rows(originals: Sequence[NewsPage], places: Sequence[Place]) -> Iterator[tuple]:
    for section, home, count, drafts in places:
        for number, original in enumerate(islice(cycle(originals), count)):
            slug, place = f"{original.slug}-{number}", section.numchild + number + 1
            path = Page._get_path(section.path, section.depth + 1, place)
            yield original.pk, path, f"{section.url_path}{slug}/", slug, home, number >= drafts


def _statements() -> Iterator[str]:
    """What copies each table, parents first."""
    page = {name: f"c.{name}" for name in ("id", "path", "url_path", "slug", "live")}
    page |= {"translation_key": "gen_random_uuid()"}
    page |= {"first_published_at": "CASE WHEN c.live THEN o.first_published_at END"}
    kind = ContentType.objects.get_for_model(NewsPage).pk
    in_index = f"o.object_id = c.original::text AND o.content_type_id = {kind}"
    yield _statement(Page, "o.id = c.original", page)
    yield _statement(NewsPage, "o.page_ptr_id = c.original", {"page_ptr_id": "c.id", "home_id": "c.home"})
    yield _statement(SearchEntry, "o.page_id = c.original AND c.live", {"page_id": "c.id", "home_id": "c.home"})
    yield _statement(IndexEntry, in_index, {"id": "DEFAULT", "object_id": "c.id::text"})


def _statement(model, which: str, changed: dict[str, str]) -> str:
    columns = [field.column for field in model._meta.local_concrete_fields]
    values = {column: changed.get(column, f"o.{column}") for column in columns}
    kept = {column: value for column, value in values.items() if value != "DEFAULT"}
    table, into, what = model._meta.db_table, ", ".join(kept), ", ".join(kept.values())
    return f"INSERT INTO {table} ({into}) SELECT {what} FROM {table} o JOIN copies c ON {which}"
