"""Messages to people: written with the act they tell of, sent later by a worker."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class OutboxMessage(models.Model):
    """One message of one event to one person; kept after sending as the delivery record."""

    event = models.ForeignKey("workflows.SopEvent", models.PROTECT, related_name="messages", verbose_name="peristiwa")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="penerima"
    )
    address = models.EmailField("alamat")
    reason = models.CharField("sebab", max_length=20)
    subject = models.CharField("perihal", max_length=300)
    text = models.TextField("isi teks")
    html = models.TextField("isi HTML")
    created_at = models.DateTimeField("dibuat", default=timezone.now)
    attempts = models.PositiveSmallIntegerField("percobaan", default=0)
    next_attempt_at = models.DateTimeField("percobaan berikut", default=timezone.now)
    sent_at = models.DateTimeField("terkirim", null=True)
    last_error = models.CharField("galat terakhir", max_length=500, blank=True)

    class Meta:
        verbose_name = "pesan keluar"
        verbose_name_plural = "pesan keluar"
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["event", "user"], name="one_message_per_event_and_person")]
        indexes = [
            models.Index(
                fields=["next_attempt_at"], condition=models.Q(sent_at__isnull=True), name="outbox_unsent_by_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.address}"
