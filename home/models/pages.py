"""Pages that stay: about the office, and what the public information law obliges it to show."""

from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from news.models import TextPage
from news.models.texts import attachments_panel, body_panel
from sops.document import ContentKind


class InformationClass(models.TextChoices):
    """Classes of public information (UU 14/2008 Pasal 9-11 and 17)."""

    BERKALA = "berkala", "Informasi berkala"
    SERTA_MERTA = "serta-merta", "Informasi serta-merta"
    SETIAP_SAAT = "setiap-saat", "Informasi setiap saat"
    DIKECUALIKAN = "dikecualikan", "Informasi dikecualikan"


class StandardPage(TextPage):
    """Profile, tasks, structure, contact: text that seldom changes."""

    parent_page_types = ["home.HomePage", "home.SectionPage"]
    kind = ContentKind.HALAMAN
    section_kinds = ("profil", "ppid")

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("division")], heading="Identitas naskah"),
        body_panel,
        attachments_panel,
    ]

    class Meta(TextPage.Meta):
        verbose_name = "halaman standar"
        verbose_name_plural = "halaman standar"


class PpidPage(TextPage):
    """Public information of one class, as the PPID must keep it."""

    parent_page_types = ["home.HomePage", "home.SectionPage"]
    kind = ContentKind.PPID
    section_kinds = ("ppid", "profil")

    information_class = models.CharField(
        "golongan informasi", max_length=20, choices=InformationClass, default=InformationClass.BERKALA
    )

    listed_by = (*TextPage.listed_by, "information_class")
    row_fields = (*TextPage.row_fields, "information_class")
    retention = models.CharField(
        "jangka waktu penyimpanan",
        max_length=120,
        blank=True,
        default="",
        help_text="Misalnya 5 tahun setelah tidak berlaku. Kosong: menurut jadwal retensi arsip.",
    )

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("information_class"), FieldPanel("retention"), FieldPanel("division")],
            heading="Identitas naskah",
        ),
        body_panel,
        attachments_panel,
    ]

    class Meta(TextPage.Meta):
        verbose_name = "halaman PPID"
        verbose_name_plural = "halaman PPID"

    @property
    def row_note(self) -> str:
        return self.get_information_class_display()
