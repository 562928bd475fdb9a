"""Publications: data, reports, documentation, voter education and journals."""

from functools import cached_property
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import StreamField
from wagtail.models import Orderable

from news.blocks import BodyBlock
from news.models.content import ContentPage, content_tab, kind_field
from sops.document import ContentKind


class PublicationPage(ContentPage):
    """A publication; its files are the attachments, its pictures the gallery."""

    section_kinds = ("publikasi", "sosialisasi")
    listed_by = (*ContentPage.listed_by, "year")
    media_fields: tuple[str, ...] = (*ContentPage.media_fields, "gallery_images")

    kind = kind_field(
        ContentKind.DATA,
        ContentKind.LAPORAN_KEUANGAN,
        ContentKind.DOKUMENTASI,
        ContentKind.BAHAN_SOSIALISASI,
        ContentKind.JURNAL,
    )
    body = StreamField(BodyBlock(), verbose_name="isi", blank=True)
    period = models.CharField(
        "periode", max_length=60, blank=True, default="", help_text="Misalnya Triwulan III atau Semester I."
    )
    year = models.PositiveSmallIntegerField(
        "tahun", null=True, blank=True, validators=[MinValueValidator(1945), MaxValueValidator(2100)]
    )

    content_panels = [
        *content_tab("kind", "period", "year"),
        InlinePanel("gallery_images", heading="Galeri", label="Foto"),
    ]

    class Meta(ContentPage.Meta):
        verbose_name = "publikasi"
        verbose_name_plural = "publikasi"

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), "gallery": self.gallery}

    @cached_property
    def gallery(self) -> list["GalleryImage"]:
        """The gallery with its pictures, read once; without the rows of a draft that wait for theirs."""
        return [picture for picture in self.gallery_images.select_related("image") if picture.image_id]

    def picture_pks(self) -> set[int]:
        return super().picture_pks() | {picture.image_id for picture in self.gallery}


class GalleryImage(Orderable):
    """A picture of a publication's gallery."""

    page = ParentalKey(
        PublicationPage, on_delete=models.CASCADE, related_name="gallery_images", verbose_name="publikasi"
    )
    # Only a draft may lack it, as an attachment its file.
    image = models.ForeignKey("wagtailimages.Image", models.PROTECT, null=True, related_name="+", verbose_name="foto")
    alt = models.CharField(
        "teks alternatif",
        max_length=250,
        default="",
        help_text="Apa yang tampak pada foto, untuk pembaca yang tidak dapat melihatnya.",
    )
    caption = models.CharField("keterangan", max_length=250, blank=True, default="")
    credit = models.CharField("sumber foto", max_length=120, blank=True, default="")

    panels = [FieldPanel("image"), FieldPanel("alt"), FieldPanel("caption"), FieldPanel("credit")]

    class Meta(Orderable.Meta):
        verbose_name = "foto galeri"
        verbose_name_plural = "foto galeri"

    def __str__(self) -> str:
        return self.alt
