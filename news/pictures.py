"""Pictures in the sizes and formats phones ask for, made when a picture is uploaded and never while someone reads.

They are made before waiting mails are sent. What fails is tried again; in the end whoever uploaded it is told.
"""

import logging
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_save
from django.dispatch import Signal
from django.urls import reverse
from django.utils import timezone
from django_tasks import task
from wagtail.images import get_image_model

from files.drawn_files import SHOWN
from files.models import PictureFault
from messaging.models import Told
from messaging.outbox import plain_message, send_due
from workflows.gate.file_access import is_shown

logger = logging.getLogger("news.pictures")

WIDTHS = (400, 800, 1200)
"""Pixels; a text column is 688 px wide, a phone 360 px at two or three device pixels."""
FORMATS = ("avif", "webp")
BEFORE_MAILS = 10
"""A page may wait for its pictures; nobody waits for a mail as long as a worker takes for one picture."""
FALLBACK = "width-800|format-jpeg"


def spec(width: int, image_format: str) -> str:
    """Wagtail's name of a rendition."""
    return f"width-{width}|format-{image_format}"


renditions_made = Signal()
"""Sent with ``instance``, the picture: Wagtail makes several at once without a signal of its own."""
SPECS = (*(spec(width, image_format) for image_format in FORMATS for width in WIDTHS), FALLBACK)
SHOWN_SIZES = Q(file__startswith=SHOWN)
"""Sizes that everyone may have."""


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


@task(backend="outbox", queue_name="outbox", priority=BEFORE_MAILS)
def make_renditions(image_pk: int) -> int:
    """Make what is missing of a picture's renditions; returns how many it has, 0 where it can't be read."""
    image = get_image_model().objects.filter(pk=image_pk).first()
    if image is None:
        return 0
    try:
        made = len(image.get_renditions(*SPECS))
    except Exception as error:  # whatever is wrong with one file, the worker goes on
        if not get_image_model().objects.filter(pk=image_pk).exists():  # deleted while it was drawn
            return 0
        logger.exception("picture %s has no renditions", image_pk)
        _try_later(image, error)
        return 0
    PictureFault.objects.filter(pk=image_pk).delete()
    if is_shown(image):
        show_sizes(image)  # and says so
    else:
        renditions_made.send(sender=type(image), instance=image)
    return made


def show_sizes(image: Any) -> None:
    """Let everyone have the sizes that pages show of a picture; those it has."""
    with transaction.atomic():
        for size in image.renditions.select_for_update().filter(filter_spec__in=SPECS).exclude(SHOWN_SIZES):
            closed, storage = size.file.name, size.file.storage
            try:
                type(size).objects.filter(pk=size.pk).update(file=storage.show(closed))
            except FileNotFoundError:
                size.delete()
                make_renditions.enqueue(image.pk)
                continue
            transaction.on_commit(partial(storage.delete, closed))
    renditions_made.send(sender=type(image), instance=image)


def _try_later(image: Any, error: Exception) -> None:
    """Order the next attempt, or tell whoever uploaded the picture that there is none."""
    if wait := PictureFault.note(image, error):
        make_renditions.using(run_after=timezone.now() + wait).enqueue(image.pk)
    elif (uploader := image.uploaded_by_user) is not None:
        said = f"Gambar «{image.title}» tidak dapat disiapkan untuk situs"
        remedy = "Ukuran untuk situs gagal dibuat berkali-kali, sehingga halaman tampil tanpa gambar itu."
        plain_message(
            uploader,
            said,
            lines=[remedy, "Unggah gambarnya sekali lagi, lalu ganti di halamannya."],
            address=uploader.email,
            button="Buka gambar",
            path=reverse("wagtailimages:edit", args=[image.pk]),
            reason=Told.PICTURE,
        ).save()
        send_due.enqueue()


def after_upload(sender: type, instance: Any, update_fields: Any = None, **kwargs: Any) -> None:
    if update_fields is None or "file" in update_fields:
        transaction.on_commit(lambda: make_renditions.enqueue(instance.pk))


def connect() -> None:
    post_save.connect(after_upload, sender=get_image_model(), dispatch_uid="renditions-after-upload")
