"""What is known of uploaded files, for whoever uploads, decides on, or runs them."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from wagtail.documents import get_document_model_string
from wagtail.images import get_image_model_string

WAITS = (1, 5, 30, 120, 720)
"""Minutes after each failure until a picture's sizes are tried again."""


class PictureFault(models.Model):
    """A picture whose sizes could not be made; the row goes when they are."""

    wagtail_reference_index_ignore = True

    image = models.OneToOneField(get_image_model_string(), models.CASCADE, primary_key=True, related_name="fault")
    attempts = models.PositiveSmallIntegerField("percobaan", default=0)
    fault = models.CharField("galat", max_length=200)
    last_tried_at = models.DateTimeField("terakhir dicoba", default=timezone.now)

    class Meta:
        verbose_name = "gambar yang gagal disiapkan"
        verbose_name_plural = "gambar yang gagal disiapkan"

    def __str__(self) -> str:
        return f"{self.image}: {self.fault}"

    @classmethod
    def note(cls, image: Any, error: Exception) -> timedelta | None:
        """Keep a failure; returns how long to wait for the next attempt, None when there is none by itself."""
        row, _ = cls._default_manager.get_or_create(pk=image.pk)
        row.attempts += 1
        row.fault = f"{type(error).__name__}: {error}"[:200]
        row.last_tried_at = timezone.now()
        row.save()
        return timedelta(minutes=WAITS[row.attempts - 1]) if row.attempts <= len(WAITS) else None


class DocumentReport(models.Model):
    """What a document holds that nobody sees on its pages, read from the file it had then."""

    wagtail_reference_index_ignore = True

    document = models.OneToOneField(
        get_document_model_string(), models.CASCADE, primary_key=True, related_name="report"
    )
    file_name = models.CharField("berkas", max_length=255)
    found = models.JSONField("temuan", default=dict)

    class Meta:
        verbose_name = "isi tersembunyi dokumen"
        verbose_name_plural = "isi tersembunyi dokumen"

    def __str__(self) -> str:
        return self.file_name
