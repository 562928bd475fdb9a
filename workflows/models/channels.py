"""Where an office's events go beside its people's mail, and how each person wants to be told."""

import secrets
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from offices.models import Office

SERVICES = {
    "tgram": "Telegram",
    "slack": "Slack",
    "whatsapp": "WhatsApp Business",
    "workflows": "Microsoft Teams",
    "gchat": "Google Chat",
    "signal": "Signal (gerbang sendiri)",
    "signals": "Signal (gerbang sendiri, TLS)",
    "rocket": "Rocket.Chat",
    "rockets": "Rocket.Chat (TLS)",
    "mmost": "Mattermost",
    "mmosts": "Mattermost (TLS)",
    "ntfy": "ntfy",
    "ntfys": "ntfy (TLS)",
}
"""Apprise services an office may use, by the scheme of their address. None runs a command or sends mail."""


def new_secret() -> str:
    """The text a webhook's receiver checks signatures with."""
    return secrets.token_urlsafe(32)


class OfficeChannel(models.Model):
    """A group chat or a webhook that hears of an office's events."""

    class Kind(models.TextChoices):
        CHAT = "chat", "Layanan pesan"
        WEBHOOK = "webhook", "Webhook bertanda tangan"

    office = models.ForeignKey(Office, models.CASCADE, related_name="channels", verbose_name="kantor")
    name = models.CharField("nama", max_length=100, help_text="Misalnya Grup Telegram Tim Publikasi.")
    kind = models.CharField("jenis", max_length=10, choices=Kind, default=Kind.CHAT)
    address = models.CharField(
        "alamat",
        max_length=500,
        help_text="Layanan pesan: alamat Apprise, misalnya tgram://token-bot/id-grup. Webhook: alamat https.",
    )
    secret = models.CharField("rahasia webhook", max_length=100, default=new_secret, editable=False)
    is_active = models.BooleanField("aktif", default=True)

    class Meta:
        verbose_name = "kanal"
        verbose_name_plural = "kanal"
        ordering = ["office", "name"]
        constraints = [models.UniqueConstraint(fields=["office", "name"], name="channel_name_once_per_office")]

    def __str__(self) -> str:
        return self.name

    @property
    def service(self) -> str:
        """What lies behind the address, in words; the address itself holds secrets."""
        return "Webhook" if self.kind == self.Kind.WEBHOOK else SERVICES.get(self._scheme, self._scheme)

    @property
    def _scheme(self) -> str:
        return self.address.partition("://")[0].lower()

    def clean(self) -> None:
        if "\x00" in self.address or any(char.isspace() for char in self.address):
            raise ValidationError({"address": "Alamat memuat spasi atau karakter kendali. Salin ulang alamatnya."})
        if self.kind == self.Kind.WEBHOOK:
            allowed = ("https",) if not settings.IS_DEMO else ("https", "http")
            if self._scheme not in allowed:
                raise ValidationError({"address": "Alamat webhook harus diawali https://."})
        elif self._scheme not in SERVICES:
            known = ", ".join(f"{scheme}://" for scheme in SERVICES)
            raise ValidationError({"address": f"Layanan ini tidak dikenal. Pakai salah satu dari: {known}."})


class ChannelDelivery(models.Model):
    """One event to one channel, or a test without event; kept as the delivery record."""

    channel = models.ForeignKey(OfficeChannel, models.CASCADE, related_name="deliveries", verbose_name="kanal")
    event = models.ForeignKey(
        "workflows.SopEvent", models.PROTECT, null=True, related_name="deliveries", verbose_name="peristiwa"
    )
    subject = models.CharField("perihal", max_length=300)
    text = models.TextField("isi teks")
    payload = models.JSONField("isi JSON", default=dict)
    created_at = models.DateTimeField("dibuat", default=timezone.now)
    attempts = models.PositiveSmallIntegerField("percobaan", default=0)
    next_attempt_at = models.DateTimeField("percobaan berikut", default=timezone.now)
    sent_at = models.DateTimeField("terkirim", null=True)
    given_up_at = models.DateTimeField("dihentikan", null=True)
    last_error = models.CharField("galat terakhir", max_length=500, blank=True)

    class Meta:
        verbose_name = "kiriman kanal"
        verbose_name_plural = "kiriman kanal"
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["event", "channel"], name="one_delivery_per_event_and_channel")]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(sent_at__isnull=True, given_up_at__isnull=True),
                name="deliveries_unsent_by_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.channel}"


class NotificationPreference(models.Model):
    """How a person wants to be told by mail; what waits for him stands in the admin in any case."""

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
