"""Who a person is. What a person may do is a Membership (workflows/models/offices.py)."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A person of an election office, with the facts official letters name."""

    nip = models.CharField("NIP", max_length=30, blank=True)
    jabatan = models.CharField("jabatan", max_length=150, blank=True)
    telepon = models.CharField("telepon", max_length=30, blank=True)
    divisi = models.CharField("divisi/subbagian", max_length=150, blank=True)

    class Meta:
        verbose_name = "pengguna"
        verbose_name_plural = "pengguna"

    def __str__(self) -> str:
        return self.get_full_name() or self.username
