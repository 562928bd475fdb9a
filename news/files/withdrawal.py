"""Drawn files follow the pages: what a page begins to show everyone may have, what none shows any more is withdrawn.

The web server and the storage hand out public files without asking, so an address that was public must stop existing:
sizes of pictures are drawn anew among the closed files, previews go.
"""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import post_delete, post_save, pre_save
from django_tasks import task
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction, ReferenceIndex
from wagtail.signals import page_published

from engine.page_signals import on_pages
from news.models import DocumentPreview
from news.pictures import SHOWN_SIZES, make_renditions, show_sizes
from workflows.gate.file_access import is_shown


def before_save(sender: type, instance: Any, *, raw: bool = False, update_fields: Any = None, **kwargs: Any) -> None:
    """Before a page is saved that was public before: note its files, of which some may be shown no more."""
    if raw or not instance.pk or instance.first_published_at is None:
        return
    if update_fields is None or "live" in update_fields:
        instance._shown_before = _files_of([instance.pk])


def after_save(sender: type, instance: Any, **kwargs: Any) -> None:
    _order(instance.__dict__.pop("_shown_before", ([], [])))


def after_publication(sender: type, instance: Page, **kwargs: Any) -> None:
    """Show at once, so that no reader meets the page without its pictures; and again for what is being drawn now."""
    pictures, _documents = _files_of([instance.pk])
    for picture in get_image_model().objects.filter(pk__in=pictures):
        if is_shown(picture):
            show_sizes(picture)
    _order((pictures, []))


def readers_changed(sender: type, instance: PageViewRestriction, **kwargs: Any) -> None:
    _order(_files_of(instance.page.get_descendants(inclusive=True).values_list("pk", flat=True)))


def collection_closed(sender: type, instance: CollectionViewRestriction, **kwargs: Any) -> None:
    inside = DocumentPreview.objects.filter(document__collection__path__startswith=instance.collection.path)
    _order(([], list(inside.values_list("pk", flat=True))))


def _files_of(pages: Any) -> tuple[list[int], list[int]]:
    """Numbers of the pictures and of the documents that pages refer to."""
    page_type = ContentType.objects.get_for_model(Page)
    rows = ReferenceIndex.objects.filter(base_content_type=page_type, object_id__in=[str(pk) for pk in pages])
    found: dict[Any, list[int]] = {get_image_model(): [], get_document_model(): []}
    for kind, pk in rows.values_list("to_content_type", "to_object_id").distinct():
        model = ContentType.objects.get_for_id(kind).model_class()
        if model in found:
            found[model].append(int(pk))
    return found[get_image_model()], found[get_document_model()]


def _order(files: tuple[Any, Any]) -> None:
    pictures, documents = files
    if pictures or documents:
        withdraw.enqueue(pictures, documents)


@task(backend="outbox", queue_name="outbox")
def withdraw(pictures: list[int], documents: list[int]) -> None:
    """Take what was drawn from these files off its addresses, where no page shows them to everyone now.

    Where one does, everyone may have the sizes.
    """
    for picture in get_image_model().objects.filter(pk__in=pictures):
        if is_shown(picture):
            show_sizes(picture)
        elif picture.renditions.filter(SHOWN_SIZES).exists():
            picture.renditions.all().delete()
            make_renditions.enqueue(picture.pk)  # under other names, for those who work with it
    for preview in DocumentPreview.objects.filter(pk__in=documents).select_related("document__collection"):
        if not is_shown(preview.document) or preview.document.collection.get_view_restrictions().exists():
            preview.picture.delete(save=False)
            preview.delete()


def connect() -> None:
    on_pages(pre_save, before_save, "files-shown-before")
    on_pages(post_save, after_save, "files-withdrawn")
    page_published.connect(after_publication, dispatch_uid="files-shown")
    for signal in (post_save, post_delete):
        signal.connect(readers_changed, sender=PageViewRestriction, dispatch_uid="files-of-a-closed-page")
    post_save.connect(collection_closed, sender=CollectionViewRestriction, dispatch_uid="files-of-a-closed-collection")
