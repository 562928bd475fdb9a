"""Home and sections: they lead to content and hold none of their own."""

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.query import PageQuerySet

from news.models import (
    AnnouncementPage,
    ContentPage,
    ElectionStage,
    LegalDocumentPage,
    NewsPage,
    PublicationPage,
)
from workflows.models.pages import StructurePage

PAGE_SIZE = 20


class SectionKind(models.TextChoices):
    BERITA = "berita", "Berita"
    PENGUMUMAN = "pengumuman", "Pengumuman"
    PRODUK_HUKUM = "produk-hukum", "Produk Hukum"
    PUBLIKASI = "publikasi", "Publikasi"
    PROFIL = "profil", "Profil"
    PPID = "ppid", "PPID"


LISTED: dict[str, type[ContentPage]] = {
    SectionKind.BERITA: NewsPage,
    SectionKind.PENGUMUMAN: AnnouncementPage,
    SectionKind.PRODUK_HUKUM: LegalDocumentPage,
    SectionKind.PUBLIKASI: PublicationPage,
}
"""The one page type of a section; profile and PPID sections mix theirs."""


def published(model: type[Page], where: Page) -> PageQuerySet:
    """Live, public pages of a type under a page, newest first."""
    newest_first = getattr(model, "newest_first", ContentPage.newest_first)
    return model.objects.descendant_of(where).live().public().order_by(*newest_first)


class ServiceBlock(blocks.StructBlock):
    """Something people come for that lives elsewhere, such as the voter register check."""

    label = blocks.CharBlock(label="Nama layanan", max_length=80)
    url = blocks.URLBlock(label="Alamat")
    description = blocks.CharBlock(label="Penjelasan singkat", max_length=160, required=False)

    class Meta:
        icon = "link"
        label = "Layanan"


class HomePage(StructurePage):
    """The front page of one office; its title is the office's name."""

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["home.SectionPage", "home.StandardPage", "home.PpidPage"]

    intro = models.TextField(
        "pengantar",
        max_length=400,
        blank=True,
        default="",
        help_text="Siapa kantor ini, dalam satu atau dua kalimat.",
    )
    stage = models.CharField("tahapan yang berjalan", max_length=30, choices=ElectionStage, blank=True, default="")
    services = StreamField([("service", ServiceBlock())], verbose_name="layanan", blank=True)
    address = models.TextField("alamat", max_length=300, blank=True, default="")
    hours = models.CharField("jam pelayanan", max_length=200, blank=True, default="")
    phone = models.CharField("telepon", max_length=40, blank=True, default="")
    email = models.EmailField("surel", blank=True, default="")

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("intro"), FieldPanel("stage"), FieldPanel("services")], heading="Beranda"),
        MultiFieldPanel(
            [FieldPanel("address"), FieldPanel("hours"), FieldPanel("phone"), FieldPanel("email")],
            heading="Kontak",
        ),
    ]

    class Meta:
        verbose_name = "beranda"
        verbose_name_plural = "beranda"

    @classmethod
    def can_exist_under(cls, parent: Page) -> bool:
        return parent.depth == 1 and super().can_exist_under(parent)

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        announcements = published(AnnouncementPage, self)
        return {
            **super().get_context(request, *args, **kwargs),
            "sections": SectionPage.objects.child_of(self).live().public(),
            "pinned": announcements.filter(pinned=True)[:2],
            "announcements": announcements.filter(pinned=False)[:4],
            "news": published(NewsPage, self)[:5],
            "legal_documents": published(LegalDocumentPage, self)[:4],
        }


class SectionPage(StructurePage):
    """An index: lists its live children, newest first."""

    parent_page_types = ["home.HomePage"]
    subpage_types = [
        "news.NewsPage",
        "news.AnnouncementPage",
        "news.LegalDocumentPage",
        "news.PublicationPage",
        "home.StandardPage",
        "home.PpidPage",
    ]

    section_kind = models.CharField(
        "isi bagian",
        max_length=20,
        choices=SectionKind,
        help_text="Menentukan halaman apa yang boleh dibuat di bawahnya.",
    )
    intro = models.TextField("pengantar", max_length=400, blank=True, default="")

    content_panels = [*Page.content_panels, FieldPanel("section_kind"), FieldPanel("intro")]

    class Meta:
        verbose_name = "bagian situs"
        verbose_name_plural = "bagian situs"

    @property
    def lists_legal_documents(self) -> bool:
        return self.section_kind == SectionKind.PRODUK_HUKUM

    def entries(self) -> PageQuerySet:
        """The live pages of the section, newest first."""
        pages = published(LISTED.get(self.section_kind, Page), self)
        if self.lists_legal_documents:
            return pages.select_related("file")
        return pages if self.section_kind in LISTED else pages.specific()

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        entries = Paginator(self.entries(), PAGE_SIZE).get_page(request.GET.get("page"))
        return {**super().get_context(request, *args, **kwargs), "entries": entries}
