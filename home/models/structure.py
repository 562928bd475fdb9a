"""Home and sections: they lead to content and hold none of their own."""

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.query import PageQuerySet

from news.models import AnnouncementPage, ElectionStage, LegalDocumentPage, NewsPage
from workflows.models.pages import StructurePage

PAGE_SIZE = 20
NEWEST_FIRST = ("-first_published_at", "-pk")


class SectionKind(models.TextChoices):
    BERITA = "berita", "Berita"
    PENGUMUMAN = "pengumuman", "Pengumuman"
    PRODUK_HUKUM = "produk-hukum", "Produk Hukum"
    PUBLIKASI = "publikasi", "Publikasi"
    PROFIL = "profil", "Profil"
    PPID = "ppid", "PPID"


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
    stage = models.CharField(
        "tahapan yang berjalan", max_length=30, choices=ElectionStage, blank=True, default=""
    )
    services = StreamField([("service", ServiceBlock())], verbose_name="layanan", blank=True)
    address = models.TextField("alamat", max_length=300, blank=True, default="")
    hours = models.CharField("jam pelayanan", max_length=200, blank=True, default="")
    phone = models.CharField("telepon", max_length=40, blank=True, default="")
    email = models.EmailField("surel", blank=True, default="")

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("intro"), FieldPanel("stage"), FieldPanel("services")], heading="Beranda"
        ),
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
        def newest(model: type[Page], count: int) -> PageQuerySet:
            return model.objects.descendant_of(self).live().public().order_by(*NEWEST_FIRST)[:count]

        announcements = AnnouncementPage.objects.descendant_of(self).live().public()
        return {
            **super().get_context(request, *args, **kwargs),
            "pinned": announcements.filter(pinned=True).order_by(*NEWEST_FIRST)[:2],
            "news": newest(NewsPage, 5).select_related("image"),
            "announcements": announcements.filter(pinned=False).order_by(*NEWEST_FIRST)[:4],
            "legal_documents": newest(LegalDocumentPage, 4),
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
        if self.lists_legal_documents:
            pages = LegalDocumentPage.objects.select_related("file")
        else:
            pages = Page.objects.specific()
        return pages.child_of(self).live().public().order_by(*NEWEST_FIRST)

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        entries = Paginator(self.entries(), PAGE_SIZE).get_page(request.GET.get("page"))
        return {**super().get_context(request, *args, **kwargs), "entries": entries}
