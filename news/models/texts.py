"""What every written page has: a summary, a body, attachments and the same three tabs."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from wagtail.admin.panels import CommentPanel, FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from news.blocks import BodyBlock, picture_pks
from news.forms import OfficePageForm
from news.pictures import renditions_of
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
    newest_first = ("-listed_on", "-pk")
    expires = False
    """Whether pages of the type can end by themselves."""
    listed_by: tuple[str, ...] = ("live", "slug", "listed_on")
    """The fields that decide in which lists the page stands, and where in them."""
    row_fields: tuple[str, ...] = ("title", "url_path", "path", "depth", "summary", "listed_on", "expire_at")
    """The columns a row of a list needs."""
    media_fields: tuple[str, ...] = ("attachments",)
    base_form_class = OfficePageForm
    subpage_types: list[str] = []
    parent_page_types = ["home.SectionPage"]

    summary = models.TextField(
        "ringkasan",
        max_length=300,
        default="",
        help_text="Satu atau dua kalimat, paling banyak 300 karakter. Tampil di daftar dan hasil pencarian.",
    )
    body = StreamField(BodyBlock(), verbose_name="isi")
    listed_on = models.DateField("tanggal dalam daftar", null=True, editable=False)
    """``shown_date`` as a column, for ordering."""

    content_panels = [*Page.content_panels, body_panel, attachments_panel]
    promote_panels = [search_engine_panel]
    settings_panels = [CommentPanel()]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["home", "-listed_on", "-page_ptr"], name="%(class)s_newest_first")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.listed_on = self.shown_date
        super().save(*args, **kwargs)

    @classmethod
    def can_exist_under(cls, parent: Page) -> bool:
        if not super().can_exist_under(parent):
            return False
        kind = getattr(parent.specific, "section_kind", None)
        return kind is None or kind in cls.section_kinds

    def clean(self) -> None:
        super().clean()
        if faults := self.faults():
            raise ValidationError(faults)

    def faults(self) -> dict[str, str]:
        """What is wrong across fields: field name → sentence that names the remedy."""
        return {}

    @property
    def shown_date(self) -> date:
        """The date the public reads beside the title."""
        return timezone.localdate(self.first_published_at) if self.first_published_at else timezone.localdate()

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
            "attachments": list(self.attachments.select_related("document")),
            "renditions": renditions_of(self.picture_pks()),
        }

    def picture_pks(self) -> set[int]:
        """Every picture of the page, for reading their renditions at once."""
        return picture_pks(self.body.raw_data)
