"""How each person wants to be told."""

from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models


class NotificationPreference(models.Model):
    """How a person wants to be told by mail; what waits for them stands in the admin in any case."""

    class Mail(models.TextChoices):
        ALL = "semua", "Semua pemberitahuan"
        NEXT = "tugas", "Hanya yang menunggu tindakan saya"
        NONE = "tidak", "Tidak lewat surel, hanya di ruang kerja"

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notification_preference", verbose_name="orang"
    )
    mail = models.CharField("surel", max_length=10, choices=Mail, default=Mail.ALL)
    quiet_from = models.TimeField("jam tenang mulai", null=True, blank=True)
    quiet_until = models.TimeField("jam tenang sampai", null=True, blank=True)

    class Meta:
        verbose_name = "pilihan pemberitahuan"
        verbose_name_plural = "pilihan pemberitahuan"

    def __str__(self) -> str:
        return f"{self.user}: {self.get_mail_display()}"

    @classmethod
    def of(cls, user: Any) -> "NotificationPreference":
        """The person's own, or that of who never said anything."""
        return cls.objects.filter(user=user.pk).first() or cls(user=user)

    def clean(self) -> None:
        if (self.quiet_from is None) != (self.quiet_until is None):
            raise ValidationError({"quiet_until": "Isi awal dan akhir jam tenang, atau kosongkan keduanya."})
        if self.quiet_from is not None and self.quiet_from == self.quiet_until:
            raise ValidationError({"quiet_until": "Awal dan akhir jam tenang sama. Ubah salah satunya."})

    def wants_mail(self, *, asks: bool) -> bool:
        """Whether a message goes out by mail; ``asks``: it asks the person to act."""
        return self.mail == self.Mail.ALL or (asks and self.mail == self.Mail.NEXT)

    def not_before(self, now: datetime) -> datetime:
        """``now``, or the end of the quiet hours it falls into; ``now`` is aware, in the person's office's zone."""
        start, end = self.quiet_from, self.quiet_until
        if start is None or end is None or not _within(now.time(), start, end):
            return now
        day = now.date() if now.time() < end else now.date() + timedelta(days=1)
        return datetime.combine(day, end, tzinfo=now.tzinfo)


def _within(at: time, start: time, end: time) -> bool:
    """Whether a time lies in hours that may run past midnight."""
    return start <= at < end if start < end else at >= start or at < end
