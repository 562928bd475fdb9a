"""The front page of an office and what its whole site says of the office."""

from functools import cached_property
from typing import Any

from django.db import models
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from engine import wagtail_internals
from home.cache.dependencies import list_tag, shows, site_tag
from home.listing import published
from home.models.explained import ExplainedPage
from home.models.sections import SectionPage
from news.models import AnnouncementPage, ElectionStage, LegalDocumentPage, NewsPage, PublicationPage


class Accent(models.TextChoices):
    """Accent colours, each drawn for light and dark with a contrast of at least 7 : 1 (static/css/site.css)."""

    MARUN = "marun", "Marun"
    BATA = "bata", "Merah bata"
    COKELAT = "cokelat", "Cokelat tua"
    HIJAU = "hijau", "Hijau tua"
    TOSKA = "toska", "Toska tua"
    BIRU = "biru", "Biru tua"
    NILA = "nila", "Nila"
    UNGU = "ungu", "Ungu tua"


class ServiceBlock(blocks.StructBlock):
    """Something people come for that lives elsewhere, such as the voter register check."""

    label = blocks.CharBlock(label="Nama layanan", max_length=80)
    url = blocks.URLBlock(label="Alamat")
    description = blocks.CharBlock(label="Penjelasan singkat", max_length=160, required=False)

    class Meta:
        icon = "link"
        label = "Layanan"


class AccountBlock(blocks.StructBlock):
    """An account of the office on a social medium."""

    label = blocks.CharBlock(label="Media", max_length=40, help_text="Misalnya Instagram.")
    url = blocks.URLBlock(label="Alamat akun")

    class Meta:
        icon = "site"
        label = "Akun media sosial"


class LinkBlock(blocks.StructBlock):
    """A link at the foot of every page."""

    label = blocks.CharBlock(label="Nama tautan", max_length=80)
    url = blocks.URLBlock(label="Alamat")

    class Meta:
        icon = "link"
        label = "Tautan"


class HomePage(ExplainedPage):
    """The front page of one office; its title is the office's name, its second tab is the whole site's."""

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["home.SectionPage", "home.StandardPage", "home.PpidPage"]
    site_wide_fields = (
        "title",
        "slug",
        "live",
        "logo",
        "accent",
        "address",
        "hours",
        "phone",
        "email",
        "accounts",
        "links",
    )
    """Fields that every page of the site shows."""

    intro = models.TextField(
        "pengantar",
        max_length=400,
        blank=True,
        default="",
        help_text="Siapa kantor ini, dalam satu atau dua kalimat.",
    )
    stage = models.CharField("tahapan yang berjalan", max_length=30, choices=ElectionStage, blank=True, default="")
    services = StreamField([("service", ServiceBlock())], verbose_name="layanan", blank=True)
    logo = models.ForeignKey(
        "wagtailimages.Image",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="lambang",
        help_text="Tampil di kepala setiap halaman, setinggi 48 piksel. Sebaiknya PNG atau WebP berlatar bening.",
    )
    accent = models.CharField("warna aksen", max_length=10, choices=Accent, default=Accent.MARUN)
    address = models.TextField("alamat", max_length=300, blank=True, default="")
    hours = models.CharField("jam pelayanan", max_length=200, blank=True, default="")
    phone = models.CharField("telepon", max_length=40, blank=True, default="")
    email = models.EmailField("surel", blank=True, default="")
    accounts = StreamField([("account", AccountBlock())], verbose_name="akun media sosial", blank=True)
    links = StreamField([("link", LinkBlock())], verbose_name="tautan di kaki halaman", blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("stage"),
        FieldPanel("services"),
        ExplainedPage.reason_panel,
    ]
    site_panels = [
        MultiFieldPanel([FieldPanel("logo"), FieldPanel("accent")], heading="Tampilan"),
        MultiFieldPanel(
            [FieldPanel("address"), FieldPanel("hours"), FieldPanel("phone"), FieldPanel("email")],
            heading="Kontak",
        ),
        FieldPanel("accounts"),
        FieldPanel("links"),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading="Beranda"),
            ObjectList(site_panels, heading="Seluruh situs"),
            ObjectList(Page.promote_panels, heading="Alamat dan mesin pencari"),
        ]
    )

    class Meta:
        verbose_name = "beranda"
        verbose_name_plural = "beranda"

    @classmethod
    def can_exist_under(cls, parent: Page) -> bool:
        return parent.depth == 1 and super().can_exist_under(parent)

    @cached_property
    def below(self) -> list[Page]:
        """What anyone may read right below, in the order of the tree; read once, for routing, menu and front page."""
        pages = published(Page, self).child_of(self).select_related("sectionpage")
        found = [getattr(page, "sectionpage", page) for page in pages]
        for page in found:
            wagtail_internals.note_parent(page, self)
            page.is_restricted = False  # else it would not have been found
        return found

    @property
    def sections(self) -> list[SectionPage]:
        return [page for page in self.below if isinstance(page, SectionPage)]

    @property
    def summary(self) -> str:
        """What search engines and cards are told, as for pages of text."""
        return self.intro

    def route(self, request: Any, path_components: list[str]) -> RouteResult:
        """As Wagtail's, without a query for the section."""
        if path_components and self.live:
            for section in self.sections:
                if section.slug == path_components[0]:
                    return section.route(request, path_components[1:])
        return super().route(request, path_components)

    @property
    def stages(self) -> list[tuple[str, bool]]:
        """The stages of the election and which one is running; none outside an election."""
        if not self.stage or self.stage == ElectionStage.DI_LUAR:
            return []
        return [(str(stage.label), stage == self.stage) for stage in ElectionStage.in_order()]

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        lists = (NewsPage, AnnouncementPage, LegalDocumentPage, PublicationPage)
        shows(site_tag(self.pk), *(list_tag(model, self.pk) for model in lists))
        announcements = published(AnnouncementPage, self).only(*AnnouncementPage.row_fields)
        news = list(published(NewsPage, self).defer("body").select_related("image")[:6])
        lead = news[0] if news and news[0].image else None
        return {
            **super().get_context(request, *args, **kwargs),
            "pinned": announcements.filter(pinned=True)[:2],
            "announcements": announcements.filter(pinned=False)[:4],
            "lead": lead,
            "news": news[1:] if lead else news[:5],
            "legal_documents": published(LegalDocumentPage, self).only(*LegalDocumentPage.row_fields)[:4],
            "publications": published(PublicationPage, self).only(*PublicationPage.row_fields)[:3],
        }
