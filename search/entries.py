"""Writing the index: one entry per live, public, governed page, in the transaction of the change."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from offices import office_time
from search.content import Content, read
from search.language.tokens import is_stop
from search.models import DocumentText, SearchEntry, Word
from search.vectors import fts_columns, sections, title_tokens, tsvector

LONGEST_FILE_TEXT = 200_000
"""Characters of one file kept in an entry."""
HOME_DEPTH = 2
HOME_COLUMNS = ("pk", "title", "path", "office__time_zone")


def is_findable(page: Page, restricted: list[str] | None = None) -> bool:
    """Whether everybody may read the page now: live, not past its end, and under nothing restricted.

    ``restricted``: tree paths with a restriction, where they have been read for many pages.
    """
    if not page.live or (page.expire_at and page.expire_at <= timezone.now()):
        return False
    return not any(page.path.startswith(path) for path in (restricted_paths() if restricted is None else restricted))


def restricted_paths() -> list[str]:
    """Tree paths at which a view restriction stands."""
    return list(PageViewRestriction.objects.values_list("page__path", flat=True))


def refresh(page: Any) -> Content | None:
    """Bring the entry of a specific governed page up to date; its content, or None when it can't be found."""
    if not is_findable(page):
        drop([page.pk])
        return None
    home = Page.objects.only(*HOME_COLUMNS).select_related("office").get(path=page.path[: HOME_DEPTH * page.steplen])
    content = read(page)
    files = file_texts([content])
    write([(page.pk, home, content)], files)
    return content


def drop(page_ids: Iterable[int]) -> None:
    """Take pages out of the index."""
    SearchEntry.objects.filter(pk__in=list(page_ids)).delete()


def file_texts(contents: Iterable[Content]) -> dict[int, str]:
    """Text by document id, as far as the files have been read as they are now stored."""
    names = {ref.document.pk: ref.document.file.name for content in contents for ref in content.files}
    rows = DocumentText.objects.filter(pk__in=names).values_list("pk", "file_name", "text") if names else ()
    return {pk: text for pk, file_name, text in rows if file_name == names[pk]}


@transaction.atomic
def write(pages: list[tuple[int, Page, Content]], texts: dict[int, str], *, learn: bool = True) -> list[set[str]]:
    """Write the entries of pages (id, home page, content) at once; returns each one's words for spelling.

    ``learn``: add the words not yet known to the spelling list.
    """
    entries, columns, known_as = [], [], {}
    spellable = []
    for pk, home, content in pages:
        files = [
            {"title": ref.title, "text": texts.get(ref.document.pk, "")[:LONGEST_FILE_TEXT]} for ref in content.files
        ]
        parts = sections(content, home.title, files)
        day = office_time.day_of(content.moment, getattr(home, "office", None))
        entry = SearchEntry(
            page_id=pk,
            home_id=home.pk,
            kind=content.kind,
            year=content.year or day.year,
            date=day,
            title=content.title,
            summary=content.summary,
            body=content.body,
            files=files,
            title_tokens=title_tokens(parts),
        )
        if connection.vendor == "postgresql":
            entry.vector, entry.title_vector = tsvector(parts), tsvector(parts[:1])
        else:
            columns.append((pk, *fts_columns(parts)))
        entries.append(entry)
        known = {token.word: token.tokens[0] for _, found in parts for token in found if is_spellable(token.word)}
        known_as.update(known)
        spellable.append(set(known))
    SearchEntry.objects.bulk_create(
        entries,
        batch_size=100,
        update_conflicts=True,
        unique_fields=["page"],
        update_fields=[field.name for field in SearchEntry._meta.concrete_fields if not field.primary_key],
    )
    if columns:
        _write_fts(columns)
    if learn:
        _learn(known_as)
    return spellable


def is_spellable(word: str) -> bool:
    """Whether a word may be proposed as a spelling."""
    return 3 <= len(word) <= 25 and word.isalpha() and not is_stop(word)


def _write_fts(columns: list[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM search_fts WHERE rowid = %s", [(row[0],) for row in columns])
        insert = "INSERT INTO search_fts (rowid, title, summary, body, files) VALUES (%s, %s, %s, %s, %s)"
        cursor.executemany(insert, columns)


def _learn(known_as: dict[str, str]) -> None:
    """Add new words; in order, so that two publications at once never wait for each other in a circle."""
    new = set(known_as) - set(Word.objects.filter(pk__in=list(known_as)).values_list("pk", flat=True))
    rows = [Word.of(word, known_as[word]) for word in sorted(new)]
    Word.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
