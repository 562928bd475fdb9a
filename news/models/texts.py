"""What every written page has: a summary, a body, attachments and the same three tabs."""

from datetime import UTC, date, datetime, time
from typing import Any

from django.db import models
from django.utils import timezone
from wagtail.admin.panels import CommentPanel, FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from news.blocks import BodyBlock, picture_pks
from news.forms import OfficeCopyForm, OfficePageForm
from news.models.dates import date_faults
from news.pictures import renditions_of
from offices import office_time
from workflows.models.pages import GovernedPage

WORDS_PER_MINUTE = 180
"""Reading speed assumed for Indonesian official prose."""

body_panel = MultiFieldPanel([FieldPanel("summary"), FieldPanel("body")], heading="Isi")
attachments_panel = InlinePanel("attachments", heading="Lampiran", label="Lampiran")
search_engine_panel = MultiFieldPanel(
    [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")],
    heading="Alamat dan mesin pencari",
)


class TextPage(GovernedPage):
    """A governed page with text; a subclass says in which sections it may stand (``section_kinds``)."""

    section_kinds: tuple[str, ...] = ()
    newest_first = ("-listed_at", "-pk")
    expires = False
    """Whether pages of the type can end by themselves."""
    listed_by: tuple[str, ...] = ("live", "slug", "listed_at")
    """The fields that decide in which lists the page stands, and where in them."""
    row_fields: tuple[str, ...] = ("title", "url_path", "path", "depth", "summary", "listed_at", "expire_at")
    """The columns a row of a list needs."""
    media_fields: tuple[str, ...] = ("attachments",)
    base_form_class = OfficePageForm
    copy_form_class = OfficeCopyForm
    subpage_types: list[str] = []
    parent_page_types = ["home.SectionPage"]

    summary = models.TextField(
        "ringkasan",
        max_length=300,
        default="",
        help_text="Satu atau dua kalimat, paling banyak 300 karakter. Tampil di daftar dan hasil pencarian.",
    )
    body = StreamField(BodyBlock(), verbose_name="isi")
    listed_at = models.DateTimeField("saat tayang dalam daftar", null=True, editable=False)
    """``shown_at`` as a column, for ordering."""

    content_panels = [*Page.content_panels, body_panel, attachments_panel]
    promote_panels = [search_engine_panel]
    settings_panels = [CommentPanel()]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["home", "-listed_at", "-page_ptr"], name="%(class)s_by_moment")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        moment = self.shown_at or ((self.listed_at or timezone.now()) if self.live else None)
        self.listed_at = moment and moment.astimezone(UTC)  # one moment is one text, for whoever compares
        super().save(*args, **kwargs)

    @classmethod
    def can_exist_under(cls, parent: Page) -> bool:
        if not super().can_exist_under(parent):
            return False
        kind = getattr(parent.specific, "section_kind", None)
        return kind is None or kind in cls.section_kinds

    def faults(self) -> dict[str, str]:
        return {**super().faults(), **self.unmeant()}

    def unmeant(self) -> dict[str, str]:
        return date_faults(self)

    @property
    def typed_date(self) -> date | None:
        """The day the office typed: of what happened, begins or was enacted. It orders nothing."""
        return None

    @property
    def shown_at(self) -> datetime | None:
        """The public date: when the text first went live.

        What is live without a moment, loaded in bulk, counts from the start of its typed day.
        """
        if self.first_published_at or self.typed_date is None or not self.live:
            return self.first_published_at
        return datetime.combine(self.typed_date, time.min, tzinfo=office_time.headquarters())

    @property
    def shown_date(self) -> date:
        """The day of ``shown_at`` where the reader is at work; today for what never was live."""
        return office_time.day_of(self.shown_at) if self.shown_at else office_time.here()

    @property
    def shown_title(self) -> str:
        """What lists, page, feeds and search call the text."""
        return self.title

    @property
    def feed_address(self) -> str:
        parent = self.get_parent()
        return f"{parent.full_url}rss/" if parent.depth == 3 else ""  # sections stand right below the front page

    @property
    def row_note(self) -> str:
        """What a row of a list says of the page after its kind."""
        return ""

    @property
    def reading_minutes(self) -> int:
        """Minutes it takes to read the body, at least one."""
        texts = self.body.stream_block.get_searchable_content(self.body)
        return max(1, round(sum(len(text.split()) for text in texts) / WORDS_PER_MINUTE))

    def surroundings(self) -> dict[str, Any]:
        """What the template shows beside the page's own fields, read whole: it changes seldom."""
        return {
            "attachments": [one for one in self.attachments.select_related("document") if one.document_id],
            "renditions": renditions_of(self.picture_pks()),
        }

    def picture_pks(self) -> set[int]:
        """Every picture of the page, for reading their renditions at once."""
        return picture_pks(self.body.raw_data)
