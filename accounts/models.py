"""Who a person is. What a person may do is a Membership (workflows/models/offices.py)."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, Self

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone


class User(AbstractUser):
    """A person of an election office, with the facts official letters name."""

    nip = models.CharField("NIP", max_length=30, blank=True)
    jabatan = models.CharField("jabatan", max_length=150, blank=True)
    telepon = models.CharField("telepon", max_length=30, blank=True)
    divisi = models.CharField("divisi/subbagian", max_length=150, blank=True)

    session_epoch = models.PositiveIntegerField(default=0, editable=False)
    """Counts closings and openings of the account; sessions of an earlier epoch are dead."""

    password_changed_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    """When the password was last chosen, by whomever; a new hash of the same is no choice."""

    class Meta:
        verbose_name = "pengguna"
        verbose_name_plural = "pengguna"

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **kwargs: Any) -> Self:
        user = super().from_db(db, field_names, values, **kwargs)
        user._stored_active = user.is_active if "is_active" in field_names else None
        return user

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        stored = getattr(self, "_stored_active", None)
        if stored is not None and stored != self.is_active:
            self.session_epoch += 1
            if update_fields is not None:
                update_fields = {*update_fields, "session_epoch"}
        super().save(*args, update_fields=update_fields, **kwargs)
        self._stored_active: bool | None = self.is_active

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password)
        self.password_changed_at = timezone.now()

    def get_session_auth_hash(self) -> str:
        return self._in_epoch(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        return map(self._in_epoch, super().get_session_auth_fallback_hash())

    def _in_epoch(self, auth_hash: str) -> str:
        return f"{auth_hash}.{self.session_epoch}"
