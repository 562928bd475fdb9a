"""Legal documents, with the facts a legal information register asks for."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from wagtail.fields import StreamField
from wagtail.search import index

from news.blocks import BodyBlock
from news.models.content import ContentPage, content_tab, kind_field
from workflows.core.sop import ContentKind


class LegalStatus(models.TextChoices):
    BERLAKU = "berlaku", "Berlaku"
    DIUBAH = "diubah", "Diubah"
    DICABUT = "dicabut", "Dicabut"
    TIDAK_BERLAKU = "tidak-berlaku", "Tidak berlaku"


class LegalDocumentPage(ContentPage):
    """A regulation, decision, circular or guideline; the file is the text, the body only explains it."""

    section_kinds = ("produk-hukum",)
    newest_first = ("-enacted_on", *ContentPage.newest_first)

    kind = kind_field(ContentKind.KEPUTUSAN, ContentKind.PERATURAN, ContentKind.SURAT_EDARAN, ContentKind.JUKNIS)
    body = StreamField(BodyBlock(), verbose_name="penjelasan", blank=True)
    number = models.CharField("nomor", max_length=60, default="")
    year = models.PositiveSmallIntegerField(
        "tahun", null=True, validators=[MinValueValidator(1945), MaxValueValidator(2100)]
    )
    enacted_on = models.DateField("tanggal penetapan", null=True)
    promulgated_on = models.DateField("tanggal pengundangan", null=True, blank=True)
    status = models.CharField("status", max_length=20, choices=LegalStatus, default=LegalStatus.BERLAKU)
    subject = models.CharField(
        "subjek", max_length=200, blank=True, default="", help_text="Kata kunci, pisahkan dengan koma."
    )
    place = models.CharField("tempat penetapan", max_length=100, blank=True, default="")
    signatory = models.CharField(
        "penanda tangan", max_length=150, blank=True, default="", help_text="Nama tanpa gelar."
    )
    file = models.ForeignKey(
        "wagtaildocs.Document",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="berkas naskah",
        help_text="Naskah lengkap yang ditandatangani, sebaiknya PDF.",
    )

    content_panels = content_tab(
        "kind",
        "number",
        "year",
        "enacted_on",
        "promulgated_on",
        "status",
        "subject",
        "place",
        "signatory",
        "file",
    )
    search_fields = [
        *ContentPage.search_fields,
        index.SearchField("number"),
        index.SearchField("subject"),
        index.FilterField("kind"),
        index.FilterField("year"),
        index.FilterField("status"),
    ]

    class Meta:
        verbose_name = "produk hukum"
        verbose_name_plural = "produk hukum"

    @property
    def shown_date(self) -> date:
        return self.enacted_on or super().shown_date

    def faults(self) -> dict[str, str]:
        faults = super().faults()
        if self.enacted_on and self.promulgated_on and self.promulgated_on < self.enacted_on:
            faults["promulgated_on"] = "Tanggal pengundangan lebih awal daripada tanggal penetapan. Ubah salah satunya."
        return faults
