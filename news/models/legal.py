"""Legal documents, with the facts a legal information register asks for."""

import re
from datetime import date, datetime
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.formats import date_format
from django.utils.functional import cached_property
from wagtail.admin.panels import InlinePanel
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.search import index

from accounts.forbidden import Forbidden
from news.blocks import BodyBlock
from news.forms import OfficePageForm
from news.models.content import ContentPage, content_tab, kind_field
from news.models.relations import (
    LegalDocumentQuerySet,
    LegalRelation,
    LegalStatus,
    RelationKind,
    Stated,
    fault_of,
)
from offices import office_time
from offices.models import Office
from sops.document import ContentKind

ABBREVIATIONS = {
    ContentKind.PERATURAN: "PER",
    ContentKind.KEPUTUSAN: "KPT",
    ContentKind.SURAT_EDARAN: "SE",
    ContentKind.JUKNIS: "JUKNIS",
}
"""Kinds as the national register abbreviates them (singkatan jenis)."""


def _plain(number: str) -> str:
    """A document's number without what two spellings of it may differ in: capitals, spaces, leading zeros."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", re.sub(r"\s+", "", number).casefold())


class LegalField(models.TextChoices):
    """Fields of law (bidang hukum) as the national register sorts documents."""

    UMUM = "umum", "Hukum Pada Umumnya"
    ADAT = "adat", "Hukum Adat"
    ADMINISTRASI = "administrasi-negara", "Hukum Administrasi Negara"
    AGRARIA = "agraria", "Hukum Agraria"
    DAGANG = "dagang", "Hukum Dagang"
    ISLAM = "islam", "Hukum Islam"
    INTERNASIONAL = "internasional", "Hukum Internasional"
    LINGKUNGAN = "lingkungan", "Hukum Lingkungan"
    PERBURUHAN = "perburuhan", "Hukum Perburuhan"
    PERDATA = "perdata", "Hukum Perdata"
    PIDANA = "pidana", "Hukum Pidana"
    TATA_NEGARA = "tata-negara", "Hukum Tata Negara"
    ACARA = "acara", "Hukum Acara"
    HAM = "ham", "Hak Asasi Manusia"


class LegalDocumentForm(OfficePageForm):
    """Tells a page that is being created under which site its relations will stand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.office and not self.instance.home_id:  # being created: its relations are those of its site-to-be
            self.instance.home_id = self.office.root_page_id


class LegalDocumentPage(ContentPage):
    """A regulation, decision, circular or guideline; the file is the text, the body only explains it."""

    section_kinds = ("produk-hukum",)
    base_form_class = LegalDocumentForm
    listed_by = (*ContentPage.listed_by, "year", "status", "subject", "full_title")
    row_fields = (*ContentPage.row_fields, "full_title")

    kind = kind_field(ContentKind.KEPUTUSAN, ContentKind.PERATURAN, ContentKind.SURAT_EDARAN, ContentKind.JUKNIS)
    body = StreamField(BodyBlock(), verbose_name="penjelasan", blank=True)
    full_title = models.TextField(
        "judul lengkap",
        blank=True,
        default="",
        db_default="",
        max_length=5000,
        help_text="Judul seperti pada naskahnya, tanpa batas 255 karakter. Kosong: judul di atas.",
    )
    number = models.CharField("nomor", max_length=60, default="")
    year = models.PositiveSmallIntegerField(
        "tahun", null=True, validators=[MinValueValidator(1945), MaxValueValidator(2100)]
    )
    enacted_on = models.DateField("tanggal penetapan", null=True)
    promulgated_on = models.DateField("tanggal pengundangan", null=True, blank=True)
    status = models.CharField("status", max_length=20, choices=LegalStatus, default=LegalStatus.BERLAKU)
    subject = models.CharField(
        "subjek", max_length=200, blank=True, default="", help_text="Kata kunci, pisahkan dengan koma."
    )
    place = models.CharField("tempat penetapan", max_length=100, blank=True, default="")
    signatory = models.CharField(
        "penanda tangan", max_length=150, blank=True, default="", help_text="Nama tanpa gelar."
    )
    file = models.ForeignKey(
        "wagtaildocs.Document",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="berkas naskah",
        help_text="Naskah lengkap yang ditandatangani, sebaiknya PDF.",
    )

    source = models.CharField(
        "sumber", max_length=200, blank=True, default="", help_text="Misalnya BN Tahun 2022 Nomor 31."
    )
    language = models.CharField("bahasa", max_length=40, default="Indonesia")
    legal_field = models.CharField("bidang hukum", max_length=30, choices=LegalField, blank=True, default="")
    agency = models.CharField(
        "T.E.U. badan",
        max_length=200,
        blank=True,
        default="",
        help_text="Badan yang menetapkan, misalnya Indonesia. Komisi Pemilihan Umum. Kosong: nama kantor ini.",
    )
    abstract = models.ForeignKey(
        "wagtaildocs.Document",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="berkas abstrak",
    )

    content_panels = [
        *content_tab(
            "kind",
            "full_title",
            "number",
            "year",
            "enacted_on",
            "promulgated_on",
            "status",
            "subject",
            "legal_field",
            "place",
            "signatory",
            "agency",
            "source",
            "language",
            "file",
            "abstract",
        ),
        InlinePanel(
            "relations",
            heading="Hubungan dengan dokumen lain",
            label="Hubungan",
            help_text="Status dokumen yang diubah atau dicabut mengikuti dengan sendirinya setelah dokumen ini tayang.",
        ),
    ]
    search_fields = [
        *ContentPage.search_fields,
        index.SearchField("full_title"),
        index.SearchField("number"),
        index.SearchField("subject"),
        index.FilterField("kind"),
        index.FilterField("year"),
        index.FilterField("status"),
    ]

    objects = PageManager.from_queryset(LegalDocumentQuerySet)()

    class Meta(ContentPage.Meta):
        verbose_name = "produk hukum"
        verbose_name_plural = "produk hukum"
        indexes = [
            *ContentPage.Meta.indexes,
            models.Index(fields=["home", "year", "-listed_at", "-page_ptr"], name="legaldocumentpage_year_moment"),
        ]

    @property
    def typed_date(self) -> date | None:
        return self.enacted_on

    @property
    def shown_title(self) -> str:
        return self.full_title or self.title

    def official_title(self, agency: str) -> str:
        """As the national register cites it: "Keputusan KPU Kabupaten … Nomor … Tahun … tentang …".

        A full title that says so itself stays as it is; ``agency`` is the office as it calls itself.
        """
        kind, title = str(self.get_kind_display()), self.shown_title
        if title.casefold().startswith(kind.casefold()) or not self.number:
            return title
        subject = title.removeprefix("Tentang ").removeprefix("tentang ")
        year = f" Tahun {self.year}" if self.year else ""
        return f"{kind} {agency} Nomor {self.number}{year} tentang {subject}"

    @property
    def abbreviation(self) -> str:
        return ABBREVIATIONS[self.content_kind]

    @cached_property
    def current_status(self) -> str:
        """The status the public reads; a list annotates it with ``with_current_status`` by the same rule."""
        statuses = type(self).objects.filter(pk=self.pk).with_current_status(self.status)
        return statuses.values_list("current_status", flat=True).first() or self.status

    @property
    def current_status_label(self) -> str:
        return str(LegalStatus(self.current_status).label)

    @cached_property
    def outgoing(self) -> list[Stated]:
        """What the document says of others, in its order; a target the public can't read is left out."""
        stated = list(self.relations.all())
        wanted = [relation.target_id for relation in stated if relation.target_id]
        readable = (
            type(self).objects.readable().filter(home=self.home_id).defer("body").in_bulk(wanted) if wanted else {}
        )
        shown = [Stated(row.kind, readable.get(row.target_id), row.target_text) for row in stated]
        return [relation for relation in shown if relation.target or relation.text]

    @cached_property
    def incoming(self) -> list[Stated]:
        """What public documents of the same site say of this one, the newest first."""
        sources = type(self).objects.readable().filter(home=self.home_id).defer("body").order_by(*self.newest_first)
        bearing = {row.page_id: row.kind for row in LegalRelation.objects.filter(target=self.pk)} if self.pk else {}
        found = sources.filter(pk__in=bearing) if bearing else ()
        return [Stated(bearing[source.pk], source, "") for source in found]

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds ``relation_groups``: pairs of a label and the relations under it, both ways."""
        groups: dict[str, list[Stated]] = {}
        for kind in RelationKind:
            groups[kind.label] = [relation for relation in self.outgoing if relation.kind == kind]
        for kind in RelationKind:
            groups[kind.reverse_label] = [relation for relation in self.incoming if relation.kind == kind]
        shown = [(label, relations) for label, relations in groups.items() if relations]
        return {**super().get_context(request, *args, **kwargs), "relation_groups": shown}

    def twins(self) -> list["LegalDocumentPage"]:
        """Other documents of the site, live or drafted, of the same kind, number and year."""
        if not (self.number and self.year and self.home_id):
            return []
        alike = type(self).objects.filter(home=self.home_id, kind=self.kind, year=self.year).exclude(pk=self.pk)
        return [page for page in alike.only("title", "number", "live") if _plain(page.number) == _plain(self.number)]

    def obstacles(self, at: datetime) -> list[str]:
        found = super().obstacles(at)
        if self.enacted_on and self.enacted_on > office_time.day_of(at, Office.of_page(self)):
            day = date_format(self.enacted_on, "j F Y")
            found.append(f"Tanggal penetapannya ({day}) belum tiba pada waktu tayang. Periksa tanggal itu.")
        found += [
            f"«{page.title}» dengan jenis, nomor, dan tahun yang sama sudah tayang. Perbarui halaman itu, atau "
            "periksa nomornya."
            for page in self.twins()
            if page.live
        ]
        return found

    def doubts(self) -> list[str]:
        found = super().doubts()
        if self.year and self.enacted_on and self.year != self.enacted_on.year:
            found.append(f"Tahunnya {self.year}, tetapi ditetapkan pada {date_format(self.enacted_on, 'j F Y')}.")
        found += [
            f"Konsep «{page.title}» memuat jenis, nomor, dan tahun yang sama." for page in self.twins() if not page.live
        ]
        return found

    def also_changes(self) -> list[int]:
        """Primary keys of the documents whose look changes with this one: its targets, before and after a save.

        A save stores the relations after the page itself, so the stored ones may be those it is about to lose.
        """
        stated = {relation.target_id for relation in self.relations.all()}
        stored = set(LegalRelation.objects.filter(page=self.pk).values_list("target_id", flat=True))
        return sorted(pk for pk in stated | stored if pk)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refused while another document refers to this one: what was approved there would say less."""
        if source := type(self).objects.filter(relations__target=self.pk, live=True).exclude(pk=self.pk).first():
            raise Forbidden(f"«{self}» dirujuk oleh «{source}» dan tidak dapat dihapus.")
        return super().delete(*args, **kwargs)

    def faults(self) -> dict[str, str]:
        faults = super().faults()
        if self.enacted_on and self.promulgated_on and self.promulgated_on < self.enacted_on:
            faults["promulgated_on"] = "Tanggal pengundangan lebih awal daripada tanggal penetapan. Ubah salah satunya."
        if self.year and self.enacted_on and abs(self.year - self.enacted_on.year) > 1:
            faults.setdefault("year", f"Tahun {self.year} tidak cocok dengan tanggal penetapan. Ubah salah satunya.")
        stated = [Stated(row.kind, row.target, row.target_text) for row in self.relations.all()]
        if fault := fault_of(self, stated):
            faults[NON_FIELD_ERRORS] = fault
        return faults
