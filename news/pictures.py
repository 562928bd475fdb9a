"""Pictures in the sizes and formats phones ask for, made when a picture is uploaded and never while someone reads."""

import logging
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import Signal
from django_tasks import task
from wagtail.images import get_image_model

logger = logging.getLogger("news.pictures")

WIDTHS = (400, 800, 1200)
"""Pixels; a text column is 688 px wide, a phone 360 px at two or three device pixels."""
FORMATS = ("avif", "webp")
FALLBACK = "width-800|format-jpeg"


def spec(width: int, image_format: str) -> str:
    """Wagtail's name of a rendition."""
    return f"width-{width}|format-{image_format}"


renditions_made = Signal()
"""Sent with ``instance``, the picture: Wagtail makes several at once without a signal of its own."""
SPECS = (*(spec(width, image_format) for image_format in FORMATS for width in WIDTHS), FALLBACK)


def renditions_of(image_pks: Iterable[int]) -> dict[int, dict[str, Any]]:
    """The renditions that exist: picture → spec → rendition, in one query."""
    pks = set(image_pks)
    found: dict[int, dict[str, Any]] = {pk: {} for pk in pks}
    if pks:
        model = get_image_model().get_rendition_model()
        wanted = model.objects.filter(image_id__in=pks, filter_spec__in=SPECS, focal_point_key="")
        for rendition in wanted.only("image_id", "filter_spec", "file", "width", "height"):
            found[rendition.image_id][rendition.filter_spec] = rendition
    return found


@task(backend="outbox", queue_name="outbox")
def make_renditions(image_pk: int) -> int:
    """Make what is missing of a picture's renditions; returns how many it has, 0 where it can't be read."""
    image = get_image_model().objects.filter(pk=image_pk).first()
    if image is None:
        return 0
    try:
        made = len(image.get_renditions(*SPECS))
        renditions_made.send(sender=type(image), instance=image)
        return made
    except Exception:  # whatever is wrong with one file, the worker goes on
        logger.exception("picture %s has no renditions", image_pk)
        return 0


def after_upload(sender: type, instance: Any, update_fields: Any = None, **kwargs: Any) -> None:
    if update_fields is None or "file" in update_fields:
        transaction.on_commit(lambda: make_renditions.enqueue(instance.pk))


def connect() -> None:
    post_save.connect(after_upload, sender=get_image_model(), dispatch_uid="renditions-after-upload")
