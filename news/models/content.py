"""What news, announcements, legal documents and publications have in common."""

from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.models import Page

from news.models.stages import ElectionStage
from news.models.texts import TextPage, attachments_panel, body_panel
from sops.document import ContentKind


class SourceKind(models.TextChoices):
    """The letter that set the work going (the inputs of the SOPs name these four)."""

    NOTA_DINAS = "nota-dinas", "Nota dinas"
    SURAT_TEMBUSAN = "surat-tembusan", "Surat tembusan"
    SURAT_PERMOHONAN = "surat-permohonan", "Surat permohonan"
    DISPOSISI = "disposisi", "Disposisi"
    LAINNYA = "lainnya", "Lainnya"


def kind_field(first: ContentKind, *others: ContentKind) -> models.CharField:
    """The ``kind`` field of a page type; a type of one kind only leaves nothing to choose."""
    return models.CharField(
        "jenis",
        max_length=30,
        choices=[(kind.value, kind.label) for kind in (first, *others)],
        default=first.value,
        editable=bool(others),
        help_text="Menentukan langkah SOP yang berlaku." if others else "",
    )


image_panel = MultiFieldPanel(
    [FieldPanel("image"), FieldPanel("image_alt"), FieldPanel("image_caption"), FieldPanel("image_credit")],
    heading="Gambar utama",
)
source_panel = MultiFieldPanel(
    [
        FieldPanel("source_kind"),
        FieldPanel("source_number"),
        FieldPanel("source_date"),
        FieldPanel("source_file"),
    ],
    heading="Surat asal (tidak tampil untuk publik)",
    classname="collapsed",
)


def content_tab(*identity: str) -> list[Panel]:
    """The content tab: title, what the type adds (``identity``), then the common parts."""
    return [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel(name) for name in (*identity, "stage", "division")], heading="Identitas naskah"),
        body_panel,
        image_panel,
        attachments_panel,
        source_panel,
    ]


class ContentPage(TextPage):
    """Content an SOP governs, with its picture, its stage and the letter it came from.

    A subclass declares ``kind`` with ``kind_field``.
    """

    media_fields: tuple[str, ...] = ("image", "image_alt", "image_caption", "image_credit", "attachments")
    unshown_fields = ("source_kind", "source_number", "source_date", "source_file")
    listed_by: tuple[str, ...] = (*TextPage.listed_by, "kind")
    row_fields: tuple[str, ...] = (*TextPage.row_fields, "kind")

    stage = models.CharField("tahapan", max_length=30, choices=ElectionStage, blank=True, default="")
    image = models.ForeignKey(
        "wagtailimages.Image",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="gambar utama",
    )
    image_alt = models.CharField(
        "teks alternatif",
        max_length=250,
        blank=True,
        default="",
        help_text=("Apa yang tampak pada gambar, untuk pembaca yang tidak dapat melihatnya. Wajib bila ada gambar."),
    )
    image_caption = models.CharField("keterangan gambar", max_length=250, blank=True, default="")
    image_credit = models.CharField("sumber gambar", max_length=120, blank=True, default="")
    source_kind = models.CharField("jenis surat asal", max_length=20, choices=SourceKind, blank=True, default="")
    source_number = models.CharField("nomor surat asal", max_length=120, blank=True, default="")
    source_date = models.DateField("tanggal surat asal", null=True, blank=True)
    source_file = models.ForeignKey(
        "wagtaildocs.Document",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="berkas surat asal",
    )

    class Meta(TextPage.Meta):
        abstract = True

    def picture_pks(self) -> set[int]:
        return super().picture_pks() | ({self.image_id} if self.image_id else set())

    def faults(self) -> dict[str, str]:
        faults = super().faults()
        if self.image_id and not self.image_alt.strip():
            faults["image_alt"] = (
                "Gambar utama belum punya teks alternatif. Tulis apa yang tampak pada gambar, atau lepas gambarnya."
            )
        if (self.source_number or self.source_date or self.source_file_id) and not self.source_kind:
            faults["source_kind"] = (
                "Jenis surat asal belum dipilih. Pilih jenisnya, atau kosongkan nomor, tanggal, dan berkas surat."
            )
        return faults
