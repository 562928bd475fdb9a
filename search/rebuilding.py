"""The whole index from the pages: after a change of the language lists, or of many pages at once."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django_tasks import task
from wagtail.documents import get_document_model
from wagtail.models import Page

from news.models import Attachment
from search import entries
from search.content import Content, read
from search.files.reading import read_document
from search.files.tasks import BEHIND_ALL, read_later, unread
from search.language.tokens import alternatives
from search.models import SearchEntry, Word
from workflows.models.pages import GovernedPage

BATCH = 250
"""Pages held in memory at once."""
AT_ONCE = 50
"""Pages for which a mail may have to wait."""
MOST_WORDS = 200_000
"""Words kept for spelling, the most frequent ones."""


def rebuild(*, read_files: bool) -> tuple[int, int]:
    """Write every entry anew and drop those that may no longer be found: (pages written, files read)."""
    known = Page.objects.filter(depth=entries.HOME_DEPTH).select_related("office")
    homes = {home.path: home for home in known.only(*entries.HOME_COLUMNS)}
    started_with = set(SearchEntry.objects.values_list("pk", flat=True))
    frequency: Counter[str] = Counter()
    written, files = 0, 0
    for batch in _batches():
        if read_files:
            waiting = get_document_model().objects.filter(pk__in=unread(content for _, content in batch))
            for document in waiting:
                read_document(document)
                files += 1
        texts = entries.file_texts([content for _, content in batch])
        rows = [(page.pk, homes[page.path[: entries.HOME_DEPTH * page.steplen]], content) for page, content in batch]
        for words in entries.write(rows, texts, learn=False):
            frequency.update(words)
        written += len(rows)
        started_with -= {page.pk for page, _ in batch}
    entries.drop(started_with)
    _write_words(frequency)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE search_searchentry")  # the planner must know which words are common
    return written, files


@task(backend="outbox", queue_name="outbox", priority=BEHIND_ALL)
def enter_anew(after: int = 0) -> None:
    """Write every entry anew beside the worker's other duties, after an upgrade that changed what one holds."""
    live = Page.objects.type(GovernedPage).filter(live=True, pk__gt=after).order_by("pk")
    pages = list(live[:AT_ONCE].specific())
    for page in pages:
        read_later(page.pk, entries.refresh(page))
    if pages:
        enter_anew.enqueue(pages[-1].pk)


def _batches() -> Iterator[list[tuple[Any, Content]]]:
    """Pages with their content, type by type; attachments and tags come in one query each per batch."""
    restricted = entries.restricted_paths()
    for model in apps.get_models():
        if not issubclass(model, GovernedPage):
            continue
        relations = ["file__collection"] if hasattr(model, "file") else []
        last = 0
        live = model.objects.filter(live=True).order_by("pk").select_related(*relations)
        while pages := list(live.filter(pk__gt=last)[:BATCH]):
            last = pages[-1].pk
            findable = [page for page in pages if entries.is_findable(page, restricted)]
            attachments = _attachments(findable)
            tags = _tags(model, findable)
            yield [(page, read(page, attachments[page.pk], tags[page.pk])) for page in findable]


def _attachments(pages: list[Any]) -> dict[int, list[Attachment]]:
    found: dict[int, list[Attachment]] = defaultdict(list)
    rows = Attachment.objects.filter(page_id__in=[page.pk for page in pages]).select_related("document__collection")
    for row in rows.order_by("page_id", "sort_order"):
        found[row.page_id].append(row)
    return found


def _tags(model: Any, pages: list[Any]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    if hasattr(model, "tagged_items"):
        through = model._meta.get_field("tagged_items").related_model
        rows = through.objects.filter(content_object_id__in=[page.pk for page in pages])
        for page_id, name in rows.values_list("content_object_id", "tag__name"):
            found[page_id].append(name)
    return found


@transaction.atomic
def _write_words(frequency: Counter[str]) -> None:
    Word.objects.all().delete()
    rows = (Word.of(word, alternatives(word)[0], count) for word, count in frequency.most_common(MOST_WORDS))
    Word.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
