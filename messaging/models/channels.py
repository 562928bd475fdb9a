"""Where an office's news goes beside its people's mail."""

import secrets

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
    """One piece of news to one channel, ``about`` as of a message, or a test; kept as the delivery record."""

    channel = models.ForeignKey(OfficeChannel, models.CASCADE, related_name="deliveries", verbose_name="kanal")
    about = models.CharField("perkara", max_length=60, blank=True, db_default="")
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
        constraints = [
            models.UniqueConstraint(
                fields=["about", "channel"], condition=~models.Q(about=""), name="one_delivery_per_matter_and_channel"
            )
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(sent_at__isnull=True, given_up_at__isnull=True),
                name="deliveries_unsent_by_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.channel}"
