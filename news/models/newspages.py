"""News, articles and reports of activities."""

from datetime import date
from typing import Any

from django.db import models
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import Tag, TaggedItemBase
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from news.models.content import ContentPage, content_tab, kind_field
from offices import office_time
from sops.document import ContentKind


class NewsTag(TaggedItemBase):
    content_object = ParentalKey("news.NewsPage", on_delete=models.CASCADE, related_name="tagged_items")

    class Meta:
        verbose_name = "tagar berita"
        verbose_name_plural = "tagar berita"


class NewsPage(ContentPage):
    """What happened at the office, and what it has to say."""

    section_kinds = ("berita",)

    kind = kind_field(ContentKind.BERITA, ContentKind.ARTIKEL, ContentKind.LIPUTAN)
    author_unit = models.CharField(
        "unit penulis",
        max_length=150,
        blank=True,
        default="",
        help_text="Misalnya Subbagian Teknis dan Hupmas.",
    )
    published_on = models.DateField(
        "tanggal kegiatan",
        default=office_time.here,
        help_text="Hari terjadinya. Tanggal tayang dicatat sendiri saat halaman tayang.",
    )
    tags = ClusterTaggableManager(through=NewsTag, blank=True, verbose_name="tagar", help_text="Pisahkan dengan koma.")

    content_panels = [*content_tab("kind", "published_on", "author_unit"), FieldPanel("tags")]
    search_fields = [*ContentPage.search_fields, index.FilterField("kind")]

    class Meta(ContentPage.Meta):
        verbose_name = "berita"
        verbose_name_plural = "berita"

    @property
    def typed_date(self) -> date | None:
        return self.published_on

    def surroundings(self) -> dict[str, Any]:
        tags = Tag.objects.filter(news_newstag_items__content_object=self.pk).order_by("name")
        return {**super().surroundings(), "tags": list(tags)}
