"""The first page of a legal document's file as a picture, made by the worker once the document is public."""

import io
import logging
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django_tasks import task
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.signals import page_published

from files.isolation import Limits, Unreadable, answer_of, stored_copy
from news.models import DocumentPreview, LegalDocumentPage

logger = logging.getLogger("news.files")

WIDTH = 600
"""Pixels: legible at a glance, some 30 kB."""
LIMITS = Limits(seconds=30, memory=1_000_000_000, largest=2_000_000)
PROGRAM = Path(__file__).parent / "draw_first_page.py"


def after_publication(sender: type, instance: Any, **kwargs: Any) -> None:
    if instance.file_id:
        make_preview.enqueue(instance.file_id)


@task(backend="outbox", queue_name="outbox")
def make_preview(document_pk: int) -> bool:
    """Draw the preview of a public PDF, unless it has one; whether it has one now."""
    document: Any = get_document_model().objects.filter(pk=document_pk).select_related("collection").first()
    if document is None or document.file_extension.lower() != "pdf":
        return False
    if document.collection.get_view_restrictions().exists():
        return False
    known = DocumentPreview.objects.filter(document=document).first()
    if known is not None and known.file_name == document.file.name:
        return True
    try:
        with stored_copy(document) as path:
            picture = answer_of(PROGRAM, path, str(WIDTH), limits=LIMITS)
    except Unreadable as reason:
        logger.warning("document %s has no preview: %s", document_pk, reason)
        return False
    preview = known or DocumentPreview(document=document)
    preview.file_name = document.file.name
    preview.width, preview.height = Image.open(io.BytesIO(picture)).size
    if known is not None:
        known.picture.delete(save=False)
    preview.picture.save("halaman-pertama.webp", ContentFile(picture), save=False)
    preview.save()
    return True


def connect() -> None:
    page_published.connect(after_publication, sender=LegalDocumentPage, dispatch_uid="preview-after-publication")
