"""Which office looks after an SOP: writes its next text, and signs it where headquarters has so arranged."""

from django.db import models

from offices.models.offices import Office, OfficeRole
from sops.models import Sop


class SopStewardship(models.Model):
    """Without one an SOP is headquarters' own."""

    sop = models.OneToOneField(Sop, models.CASCADE, related_name="stewardship", verbose_name="SOP")
    office = models.ForeignKey(Office, models.PROTECT, related_name="stewardships", verbose_name="dikelola oleh")
    signed_by = models.ForeignKey(
        OfficeRole,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="disahkan oleh",
        help_text="Peran di kantor itu yang mengesahkan SOP-nya; simpan kantornya dahulu. Kosong: kantor pusat.",
    )

    class Meta:
        verbose_name = "pengelola SOP"
        verbose_name_plural = "pengelola SOP"

    def __str__(self) -> str:
        return f"{self.sop.name}: {self.office}"
