"""What proves: the history, line by line, and the content that was signed. Written once."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import timezone


class AppendOnlyQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise PermissionDenied("Catatan peristiwa tidak dapat diubah.")

    def bulk_create(self, objs, *args, update_conflicts=False, **kwargs):
        if update_conflicts:
            raise PermissionDenied("Catatan peristiwa tidak dapat ditimpa.")
        return super().bulk_create(objs, *args, **kwargs)

    def delete(self):
        raise PermissionDenied("Catatan peristiwa tidak dapat dihapus.")


class AppendOnly(models.Model):
    """A row that is written once."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs) -> None:
        if not self._state.adding:
            raise PermissionDenied("Catatan tidak dapat diubah.")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args, **kwargs):
        raise PermissionDenied("Catatan tidak dapat dihapus.")


class ContentCopy(AppendOnly):
    """The content that was signed or published, kept under its own SHA-256."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    content = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "salinan isi"
        verbose_name_plural = "salinan isi"

    def __str__(self) -> str:
        return self.sha256[:12]


class SopEvent(AppendOnly):
    """One line of the history: append-only, with the names as they were."""

    run = models.ForeignKey("workflows.SopRun", models.PROTECT, related_name="events")
    at = models.DateTimeField("waktu", default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    actor_name = models.CharField("pelaku", max_length=200)
    office_name = models.CharField("kantor", max_length=200)
    role = models.CharField("peran", max_length=150, blank=True)
    capacity = models.CharField("bertindak sebagai", max_length=300, blank=True)
    kind = models.CharField("peristiwa", max_length=20)
    data = models.JSONField("rincian", default=dict)

    class Meta:
        verbose_name = "peristiwa"
        verbose_name_plural = "peristiwa"
        ordering = ["pk"]
        indexes = [models.Index(fields=["actor", "-id"], name="events_of_actor")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind} {self.actor_name}"
