"""What offices have answered about the readings of their SOPs. Written once: who changes their mind answers again."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format

from offices import office_time
from offices.models import Office
from sops.models import Sop, SopVersion
from workflows.models.evidence import AppendOnly


class ReadingAnswer(AppendOnly):
    """One office's word on one reading of one SOP, with names and words as they were."""

    signed_texts = ("asked", "value")
    """Kept to the letter: they are compared."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="reading_answers", verbose_name="kantor")
    sop = models.ForeignKey(Sop, models.PROTECT, related_name="reading_answers", verbose_name="SOP")
    version = models.ForeignKey(SopVersion, models.PROTECT, related_name="+", verbose_name="ditanyakan pada versi")
    draft = models.ForeignKey(SopVersion, models.PROTECT, null=True, related_name="+", verbose_name="menjadi konsep")
    """The text that an answer other than ours has made."""
    subject = models.CharField("yang ditanyakan", max_length=64)
    asked = models.TextField("pembacaan kami (nilai)")
    value = models.TextField("jawaban (nilai)")
    step = models.PositiveSmallIntegerField("langkah")
    reading = models.TextField("pembacaan")
    words = models.TextField("jawaban")
    letter_number = models.CharField("nomor surat", max_length=120, blank=True)
    letter = models.ForeignKey(
        "wagtaildocs.Document", models.PROTECT, null=True, related_name="+", verbose_name="berkas surat"
    )
    remark = models.TextField("catatan", blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    by_name = models.CharField("dijawab oleh", max_length=200)
    capacity = models.CharField("bertindak sebagai", max_length=300, blank=True)
    at = models.DateTimeField("waktu", default=timezone.now)

    class Meta:
        verbose_name = "jawaban atas pembacaan SOP"
        verbose_name_plural = "jawaban atas pembacaan SOP"
        ordering = ["pk"]
        indexes = [models.Index(fields=["sop", "office"], name="answers_of_an_sop")]

    def __str__(self) -> str:
        return f"{self.office} · langkah {self.step}: {self.words}"

    @property
    def agrees(self) -> bool:
        """Whether it is our reading that was confirmed."""
        return self.value == self.asked

    @property
    def ground(self) -> str:
        """On what ground: "surat 12/2026; Sesuai rapat.", as far as given."""
        parts = (f"surat {self.letter_number}" if self.letter_number else "", self.remark)
        return "; ".join(filter(None, parts)) or "berkas surat"

    @property
    def said(self) -> str:
        """Who, when and on what ground, in a sentence; the day as it was at the office."""
        who = f"{self.by_name} ({self.capacity})" if self.capacity else self.by_name
        day = date_format(office_time.local(self.at, self.office), "j F Y")
        return f"Ditegaskan oleh {who}, {self.office}, tanggal {day}, dasar: {self.ground.removesuffix('.')}."
