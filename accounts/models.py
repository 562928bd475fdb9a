"""Who a person is. What a person may do is a Membership (offices/models/offices.py)."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, Self

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Now
from django.utils import timezone

from accounts.api_keys import ApiKey
from accounts.names import LooksField, looks, plain_email, plain_name, plain_username


class User(AbstractUser):
    """A person of an election office, with the facts official letters name.

    Name and address are the office's: its admin changes them, not the person. No two accounts look alike.
    """

    username = models.CharField("nama pengguna", max_length=150, unique=True, validators=[plain_username])
    first_name = models.CharField("nama lengkap", max_length=150, blank=True, validators=[plain_name])
    """The whole name, as people here have one; the column keeps the name that Django and others read."""
    last_name = models.CharField("nama belakang", max_length=150, blank=True, validators=[plain_name])
    """Always empty: whatever comes in, by whatever way, is put into the one name."""
    email = models.EmailField("alamat surel", blank=True, validators=[plain_email])
    username_looks = LooksField("username")
    email_looks = LooksField("email")
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

    def clean(self) -> None:
        super().clean()
        others = User.objects.exclude(pk=self.pk)
        faults = {}
        if others.filter(username_looks=looks(self.username)).exists():
            faults["username"] = "Nama pengguna ini sama atau mirip dengan milik akun lain. Pilih nama lain."
        if self.email and others.filter(email_looks=looks(self.email)).exists():
            faults["email"] = "Alamat surel ini sama atau mirip dengan milik akun lain. Isi alamat lain."
        if faults:
            raise ValidationError(faults)

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **kwargs: Any) -> Self:
        user = super().from_db(db, field_names, values, **kwargs)
        user._stored_active = user.is_active if "is_active" in field_names else None
        return user

    @transaction.atomic  # what guards an account locks what it asks about
    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        if self.last_name:
            self.first_name, self.last_name = f"{self.first_name} {self.last_name}".strip()[:150], ""
            update_fields = update_fields if update_fields is None else {*update_fields, "first_name", "last_name"}
        stored = getattr(self, "_stored_active", None)
        if stored is not None and stored != self.is_active:
            self.session_epoch += 1
            if update_fields is not None:
                update_fields = {*update_fields, "session_epoch"}
        if update_fields is not None:
            update_fields = {
                *update_fields,
                *(f"{name}_looks" for name in ("username", "email") if name in update_fields),
            }
        chosen = self._password is not None and not self._state.adding  # type: ignore[attr-defined]  # Django's own
        super().save(*args, update_fields=update_fields, **kwargs)
        if chosen:  # keys of the account, and ties to one at a provider, go with the password
            ApiKey.objects.revoke_all(self)
            self.socialaccount_set.all().delete()  # type: ignore[attr-defined]  # allauth has no types
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
