"""Files that belong to a page."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable


class Attachment(Orderable):
    """A file offered under a page's text; one table for every page type."""

    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="attachments", verbose_name="halaman")
    # Only a draft may lack it: whoever names the attachments before they are there keeps their words.
    document = models.ForeignKey(
        "wagtaildocs.Document", models.PROTECT, null=True, related_name="+", verbose_name="berkas"
    )
    title = models.CharField("judul lampiran", max_length=200, default="", help_text="Nama yang dibaca pengunjung.")

    panels = [FieldPanel("title"), FieldPanel("document")]

    class Meta(Orderable.Meta):
        verbose_name = "lampiran"
        verbose_name_plural = "lampiran"

    def __str__(self) -> str:
        return self.title
