"""Personal keys for the API: what is kept is their digest, never the key."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.notices import tell

PREFIX = "sop_"
"""Begins every key, so that one found in a file is known for what it is."""
USE_NOTED = timedelta(minutes=5)
"""How exact ``last_used_at`` is."""


def digest_of(key: str) -> str:
    """SHA-256 (hex) of a key; keys are random, so no slow hash is needed."""
    return hashlib.sha256(key.encode()).hexdigest()


class ApiKeyManager(models.Manager["ApiKey"]):
    def make(self, user: Any, name: str) -> tuple["ApiKey", str]:
        """A new key and its text, which is shown once and never stored."""
        key = PREFIX + secrets.token_urlsafe(32)
        expires_at = timezone.now() + timedelta(days=settings.SOP_API_KEY_DAYS)
        made = self.create(user=user, name=name, digest=digest_of(key), expires_at=expires_at)
        tell(user, f"Kunci API «{name}» dibuat")
        return made, key

    def revoke_all(self, user: Any) -> None:
        """With the account, its password or its second factor: what was made before may be somebody else's."""
        self.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())

    def holder_of(self, key: str) -> Any:
        """The person a key speaks for; None for an unknown, revoked or expired key or a closed account."""
        now = timezone.now()
        known = self.filter(digest=digest_of(key), revoked_at__isnull=True, expires_at__gt=now, user__is_active=True)
        found = known.select_related("user").first()
        if found is None:
            return None
        if found.last_used_at is None or found.last_used_at < now - USE_NOTED:
            self.filter(pk=found.pk).update(last_used_at=now)
        return found.user


class ApiKey(models.Model):
    """One key of one person."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_keys", verbose_name="milik")
    name = models.CharField("nama", max_length=100, help_text="Untuk apa kunci ini, misalnya integrasi agenda.")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField("dibuat", default=timezone.now)
    expires_at = models.DateTimeField("berlaku sampai")
    last_used_at = models.DateTimeField("terakhir dipakai", null=True)
    revoked_at = models.DateTimeField("dicabut", null=True)

    objects = ApiKeyManager()

    class Meta:
        verbose_name = "kunci API"
        verbose_name_plural = "kunci API"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"kunci {self.name}"
