"""Sections of a site: each lists what was published in it."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404
from wagtail.admin.panels import CommentPanel, FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail.url_routing import RouteResult

from engine import wagtail_internals
from home.cache.dependencies import list_tag, shows
from home.filters import Filters
from home.listing import Slice, is_restricted, published, shows_slice, slice_of
from home.models.explained import ExplainedPage
from home.models.pages import PpidPage, StandardPage
from news.models import AnnouncementPage, LegalDocumentPage, NewsPage, PublicationPage, TextPage
from workflows.models.pages import governed_below


class SectionKind(models.TextChoices):
    BERITA = "berita", "Berita"
    PENGUMUMAN = "pengumuman", "Pengumuman"
    PRODUK_HUKUM = "produk-hukum", "Produk Hukum"
    PUBLIKASI = "publikasi", "Publikasi"
    SOSIALISASI = "sosialisasi", "Sosialisasi"
    PROFIL = "profil", "Profil"
    PPID = "ppid", "PPID"


LISTED: dict[str, type[TextPage]] = {
    SectionKind.BERITA: NewsPage,
    SectionKind.PENGUMUMAN: AnnouncementPage,
    SectionKind.PRODUK_HUKUM: LegalDocumentPage,
    SectionKind.PUBLIKASI: PublicationPage,
    SectionKind.SOSIALISASI: PublicationPage,
}
"""The one page type of a section; profile and PPID sections mix theirs, in the order of the tree."""
MIXED = (StandardPage, PpidPage)


class SectionPage(ExplainedPage):
    """An index: lists what is live below it, newest first."""

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

    content_panels = [
        *Page.content_panels,
        FieldPanel("section_kind"),
        FieldPanel("intro"),
        ExplainedPage.reason_panel,
    ]
    promote_panels = [
        MultiFieldPanel([FieldPanel("slug")], heading="Alamat"),
        MultiFieldPanel([FieldPanel("seo_title"), FieldPanel("search_description")], heading="Mesin pencari"),
        MultiFieldPanel([FieldPanel("show_in_menus")], heading="Menu situs"),
    ]
    settings_panels = [CommentPanel()]

    class Meta:
        verbose_name = "bagian situs"
        verbose_name_plural = "bagian situs"

    def clean(self) -> None:
        super().clean()
        stored = SectionPage.objects.filter(pk=self.pk).first() if self.pk else None
        if stored is None or not governed_below(stored).exists():
            return
        if stored.section_kind != self.section_kind:
            fault = (
                "Bagian ini memuat halaman yang tayang atau sedang diproses; dengan isi lain halaman itu tidak "
                "ditemukan lagi. Kembalikan pilihannya, atau buat bagian baru."
            )
            raise ValidationError({"section_kind": fault})

    @property
    def summary(self) -> str:
        """What search engines and cards are told, as for pages of text."""
        return self.intro

    def route(self, request: Any, path_components: list[str]) -> RouteResult:
        """As Wagtail's, in one query where the section lists one type."""
        model = LISTED.get(self.section_kind)
        if not path_components or model is None or not self.live:
            return super().route(request, path_components)
        found = model.objects.child_of(self).filter(slug=path_components[0]).select_related("image")
        if self.lists_legal_documents:
            found = found.select_related("image", "file__preview", "abstract")
        page = found.first()
        if page is None:
            raise Http404
        wagtail_internals.note_parent(page, self)
        page.is_restricted = is_restricted(page, self.get_parent())
        return page.route(request, path_components[1:])

    @property
    def lists_legal_documents(self) -> bool:
        return self.section_kind == SectionKind.PRODUK_HUKUM

    def entries(self) -> PageQuerySet:
        """The published pages of the section: newest first, or in the order of the tree where types mix."""
        model = LISTED.get(self.section_kind)
        if model is None:
            return published(Page, self).child_of(self).specific()
        pages = published(model, self)
        if self.lists_legal_documents:
            return pages.with_current_status().defer("body").select_related("file")
        return pages.only(*model.row_fields)

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        home = self.get_parent()
        model = LISTED.get(self.section_kind)
        if model is None:
            shows(*(list_tag(kind, home.pk) for kind in MIXED))
            return {**context, "entries": Slice(list(self.entries()))}
        filters = Filters(model, request.GET)
        shown = slice_of(filters.of(self.entries()), request.GET, urlencode(filters.chosen))
        shows_slice(model, home.pk, shown)
        return {**context, "entries": shown, "filters": filters}
