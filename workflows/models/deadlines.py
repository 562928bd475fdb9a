"""By when a page must be public by law."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from workflows.models.runs import SopRun


class LegalDeadline(models.Model):
    """By when a page must be public, and on which legal ground. A new row replaces the older; none is changed.

    ``due_at`` None takes the deadline back.
    """

    page_id = models.PositiveBigIntegerField("halaman", db_index=True)
    due_at = models.DateTimeField("tenggat", null=True)
    basis = models.CharField("dasar hukum", max_length=300, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    set_by_name = models.CharField("ditetapkan oleh", max_length=200)
    set_at = models.DateTimeField("ditetapkan", default=timezone.now)

    class Meta:
        verbose_name = "tenggat hukum"
        verbose_name_plural = "tenggat hukum"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.due_at:%d/%m/%Y %H.%M}" if self.due_at else f"{self.page_id}: dicabut"

    @classmethod
    def of_page(cls, page_id: int) -> "LegalDeadline | None":
        """The deadline in force; one set before the page last went live was that publication's."""
        last = cls.objects.filter(page_id=page_id).last()
        if last is None or last.due_at is None:
            return None
        published_since = SopRun.objects.filter(page_id=page_id, published_at__gte=last.set_at)
        return None if published_since.exists() else last
