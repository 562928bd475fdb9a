"""The index follows the pages: every change of what the public may read changes it, in the same transaction.

``post_save`` rather than ``page_published``: it is the one point every road to a live page passes once (the
publish step, the clock, the loading commands), with the page's attachments and tags already in memory.
"""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import post_delete, post_save
from wagtail.documents import get_document_model
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction, ReferenceIndex
from wagtail.signals import page_unpublished, post_page_move

from engine.page_signals import on_pages
from search import entries
from search.files.tasks import read_later
from workflows.models.pages import GovernedPage


def on_saved(sender: type, instance: Any, *, raw: bool = False, update_fields: Any = None, **kwargs: Any) -> None:
    """A governed page was saved: a live one is entered anew. Drafts cost nothing."""
    if raw or not issubclass(sender, GovernedPage) or not instance.live or _is_bookkeeping(update_fields):
        return
    read_later(instance.pk, entries.refresh(instance))


def _is_bookkeeping(update_fields: Any) -> bool:
    """Whether a save touched only what Wagtail notes about drafts and locks."""
    noted = {"latest_revision", "latest_revision_created_at", "draft_title", "has_unpublished_changes"}
    return update_fields is not None and set(update_fields) <= noted


def on_unpublished(sender: type, instance: Page, **kwargs: Any) -> None:
    entries.drop([instance.pk])


def on_moved(sender: type, instance: Page, **kwargs: Any) -> None:
    """A tree stands elsewhere now: maybe under another office, maybe under a restriction."""
    refresh_below([instance.path])


def on_restriction(sender: type, instance: PageViewRestriction, **kwargs: Any) -> None:
    """What may be read at and below a page changed."""
    refresh_below(list(Page.objects.filter(pk=instance.page_id).values_list("path", flat=True)))


def on_collection_restriction(sender: type, instance: CollectionViewRestriction, **kwargs: Any) -> None:
    """Which files may be opened changed, for the pages that name one of them."""
    documents = get_document_model()
    inside = documents.objects.filter(collection__path__startswith=instance.collection.path)
    naming = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        to_content_type=ContentType.objects.get_for_model(documents),
        to_object_id__in=[str(pk) for pk in inside.values_list("pk", flat=True)],
    )
    _refresh(Page.objects.filter(pk__in={int(pk) for pk in naming.values_list("object_id", flat=True)}))


def refresh_below(paths: list[str]) -> None:
    """Bring the entries of the live governed pages at or under tree paths up to date."""
    for path in paths:
        _refresh(Page.objects.filter(path__startswith=path))


def _refresh(pages: Any) -> None:
    for page in pages.filter(live=True).specific().iterator(chunk_size=200):
        if isinstance(page, GovernedPage):
            read_later(page.pk, entries.refresh(page))


def connect() -> None:
    on_pages(post_save, on_saved, "search-follows-page")
    page_unpublished.connect(on_unpublished, dispatch_uid="search-forgets-page")
    post_page_move.connect(on_moved, dispatch_uid="search-follows-move")
    for signal in (post_save, post_delete):
        signal.connect(on_restriction, sender=PageViewRestriction, dispatch_uid=f"search-restriction-{id(signal)}")
        signal.connect(
            on_collection_restriction,
            sender=CollectionViewRestriction,
            dispatch_uid=f"search-collection-{id(signal)}",
        )
