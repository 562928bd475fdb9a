"""Messages to people: written with the act they tell of, listed in the admin at once, mailed later by a worker."""

from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone


class Told(StrEnum):
    """Why somebody is told: of an event, of what waits or ends, of the person's own account or pictures."""

    NEXT = "next"
    INFORMED = "informed"
    STARTER = "starter"
    DEBT = "debt"
    ORPHAN = "orphan"
    REMINDER = "reminder"
    ENDING = "ending"
    ACCOUNT = "account"
    PICTURE = "picture"


class OutboxMessageQuerySet(models.QuerySet["OutboxMessage"]):
    def note_read(self, user: Any, run: Any) -> None:
        """Whoever looks at an item has read what he was told of it."""
        if run is not None:
            self.filter(user=user, event__run=run, read_at__isnull=True).update(read_at=timezone.now())


class OutboxMessage(models.Model):
    """One message to one person: of an event, or without one a digest; kept after sending as the delivery record."""

    event = models.ForeignKey(
        "workflows.SopEvent", models.PROTECT, null=True, related_name="messages", verbose_name="peristiwa"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="penerima"
    )
    address = models.EmailField("alamat", blank=True)
    reason = models.CharField("sebab", max_length=20)
    subject = models.CharField("perihal", max_length=300)
    text = models.TextField("isi teks")
    html = models.TextField("isi HTML")
    created_at = models.DateTimeField("dibuat", default=timezone.now)
    attempts = models.PositiveSmallIntegerField("percobaan", default=0)
    next_attempt_at = models.DateTimeField("percobaan berikut", default=timezone.now)
    by_mail = models.BooleanField("lewat surel", default=True)
    read_at = models.DateTimeField("dibaca", null=True)
    sent_at = models.DateTimeField("terkirim", null=True)
    last_error = models.CharField("galat terakhir", max_length=500, blank=True)

    objects = OutboxMessageQuerySet.as_manager()

    class Meta:
        verbose_name = "pesan keluar"
        verbose_name_plural = "pesan keluar"
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["event", "user"], name="one_message_per_event_and_person")]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(sent_at__isnull=True, by_mail=True),
                name="outbox_unsent_by_due",
            ),
            models.Index(fields=["user", "-created_at"], name="outbox_by_person"),
            models.Index(fields=["user"], condition=models.Q(read_at__isnull=True), name="outbox_unread_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.address}"
