"""Messages to people: written with the act they tell of, listed in the admin at once, mailed later by a worker."""

from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from offices.models import Office


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
    def note_read(self, user: Any, thread: str) -> None:
        """Whoever looks at a thing has read what they were told of it."""
        if thread:
            self.filter(user=user, thread=thread, read_at__isnull=True).update(read_at=timezone.now())


class OutboxMessage(models.Model):
    """One message to one person; kept after sending as the delivery record.

    ``about`` names what it tells of ("peristiwa-12"; nobody is told of one thing twice; "" for a digest), ``thread``
    the thing whose messages belong together, ``path`` the page to act on, ``actor_name`` who did what it tells of.
    """

    office = models.ForeignKey(Office, models.CASCADE, null=True, related_name="+", verbose_name="kantor")
    about = models.CharField("perkara", max_length=60, blank=True, db_default="")
    thread = models.CharField("utas", max_length=80, blank=True, db_default="")
    path = models.CharField("tujuan", max_length=200, blank=True, db_default="")
    actor_name = models.CharField("pelaku", max_length=150, blank=True, db_default="")
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
        constraints = [
            models.UniqueConstraint(
                fields=["about", "user"], condition=~models.Q(about=""), name="one_message_per_matter_and_person"
            )
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(sent_at__isnull=True, by_mail=True),
                name="outbox_unsent_by_due",
            ),
            models.Index(fields=["user", "-created_at"], name="outbox_by_person"),
            models.Index(fields=["thread", "user"], condition=~models.Q(thread=""), name="outbox_by_thread"),
            models.Index(fields=["user"], condition=models.Q(read_at__isnull=True), name="outbox_unread_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.address}"
