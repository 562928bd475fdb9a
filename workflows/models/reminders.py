"""Who was reminded of what, and who hears of lateness beside the holder."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from messaging.models import OutboxMessage
from offices.models import Office, OfficeRole
from workflows.models.runs import StepVisit

ESCALATE_AFTER = 60
"""Working minutes over the time after which a superior is told, where the office has set nothing."""


class Escalation(models.Model):
    """Who is told when a role of an office is late, and after how long: what the office adds to its SOP."""

    role = models.OneToOneField(OfficeRole, models.CASCADE, related_name="escalation", verbose_name="peran")
    superior = models.ForeignKey(
        OfficeRole,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="atasan",
        help_text="Kosong: atasan menurut SOP; bila SOP tidak menyebutnya, admin kantor.",
    )
    after_minutes = models.PositiveIntegerField(
        "sesudah lewat (menit kerja)",
        default=ESCALATE_AFTER,
        help_text="Satu hari kerja adalah 450 menit.",
    )

    class Meta:
        verbose_name = "atasan dan eskalasi"
        verbose_name_plural = "atasan dan eskalasi"
        ordering = ["role__office__name", "role__name"]

    def __str__(self) -> str:
        return f"{self.role}: {self.superior.name if self.superior else 'menurut SOP'}"

    @property
    def superior_shown(self) -> str:
        return self.superior.name if self.superior else "Menurut SOP"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Of what waits there the next sweep looks anew."""
        super().save(*args, **kwargs)
        StepVisit.objects.filter(finished_at__isnull=True, waiting_for=self.role_id).update(look_at=None)

    def clean(self) -> None:
        if self.after_minutes is not None and not 0 <= self.after_minutes <= 100_000:
            raise ValidationError({"after_minutes": "Isi menit kerja antara 0 dan 100.000."})
        if self.superior_id and self.role_id:
            if self.superior_id == self.role_id:
                raise ValidationError({"superior": "Atasan tidak dapat peran itu sendiri. Pilih peran lain."})
            if self.superior is not None and self.superior.office_id != self.role.office_id:
                raise ValidationError({"superior": "Peran ini milik kantor lain. Pilih peran kantor yang sama."})


class Reminder(models.Model):
    """One person was reminded of one matter at one mark; the row keeps a second sweep from doing it again.

    ``matter``: "langkah-12", "susulan-3" or "kewajiban-5" with the key of visit, debt or run; for the superior of a
    late role followed by "-peran-7". ``mark``: "50", "80", "100" (per cent of the working time), a date (daily after
    that), or "eskalasi". Without ``user``: everyone whom the mark concerns has been seen to, so that later sweeps
    need not ask again.
    """

    matter = models.CharField("perkara", max_length=40)
    mark = models.CharField("tanda", max_length=10)
    office = models.ForeignKey(Office, models.CASCADE, related_name="+", verbose_name="kantor")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", verbose_name="penerima"
    )
    message = models.ForeignKey(
        OutboxMessage, models.CASCADE, null=True, related_name="reminders", verbose_name="pesan"
    )
    at = models.DateTimeField("waktu", default=timezone.now)

    class Meta:
        verbose_name = "pengingat"
        verbose_name_plural = "pengingat"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "mark", "user"], name="remind_once_per_person_and_mark"),
            models.UniqueConstraint(
                fields=["matter", "mark"], condition=models.Q(user__isnull=True), name="mark_seen_to_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter} {self.mark}"
