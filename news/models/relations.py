"""How legal documents bear on each other, and the status that follows from it."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Case, Exists, ExpressionWrapper, F, OuterRef, Q, Value, When
from django.utils import timezone
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable, PageViewRestriction
from wagtail.query import PageQuerySet


class LegalStatus(models.TextChoices):
    BERLAKU = "berlaku", "Berlaku"
    DIUBAH = "diubah", "Diubah"
    DICABUT = "dicabut", "Dicabut"
    TIDAK_BERLAKU = "tidak-berlaku", "Tidak berlaku"


class RelationKind(models.TextChoices):
    """How one document bears on another; the label is read on the document that says so."""

    MENGUBAH = "mengubah", "Mengubah"
    MENCABUT = "mencabut", "Mencabut"
    TERKAIT = "terkait", "Melaksanakan atau terkait dengan"

    @property
    def reverse_label(self) -> str:
        """What is read on the other document."""
        return _REVERSE_LABELS[self]


_REVERSE_LABELS = {
    RelationKind.MENGUBAH: "Diubah oleh",
    RelationKind.MENCABUT: "Dicabut oleh",
    RelationKind.TERKAIT: "Dilaksanakan oleh atau terkait dengan",
}


def readable(prefix: str = "") -> Q:
    """Condition that a page (behind ``prefix``, such as ``page__``) is live, unexpired and open to everyone."""
    its_path = ExpressionWrapper(OuterRef(f"{prefix}path"), models.CharField())
    restricted = PageViewRestriction.objects.annotate(its_path=its_path).filter(its_path__startswith=F("page__path"))
    unexpired = Q(**{f"{prefix}expire_at__isnull": True}) | Q(**{f"{prefix}expire_at__gt": timezone.now()})
    return Q(~Exists(restricted), unexpired, **{f"{prefix}live": True})


class LegalDocumentQuerySet(PageQuerySet):
    def readable(self) -> "LegalDocumentQuerySet":
        """Those that anybody may read now."""
        return self.filter(readable())

    def with_current_status(self, own: str | None = None) -> "LegalDocumentQuerySet":
        """Adds ``current_status``: a document's own status, unless one that is public on the same site says more.

        What is no longer in force by its own status does not become merely amended. ``own`` stands in for the
        stored status of a draft.
        """
        ended = (LegalStatus.DICABUT.value, LegalStatus.TIDAK_BERLAKU.value)
        # Another office's document changes nothing here.
        bearing = LegalRelation.objects.filter(readable("page__"), target=OuterRef("pk"), page__home=OuterRef("home"))
        stored = F("status") if own is None else Value(own, output_field=models.CharField())
        return self.alias(own_status=stored).annotate(
            current_status=Case(
                When(Exists(bearing.filter(kind=RelationKind.MENCABUT)), then=Value(LegalStatus.DICABUT.value)),
                When(own_status__in=ended, then=F("own_status")),
                When(Exists(bearing.filter(kind=RelationKind.MENGUBAH)), then=Value(LegalStatus.DIUBAH.value)),
                default=F("own_status"),
                output_field=models.CharField(),
            )
        )


class LegalRelation(Orderable):
    """A document amends, revokes or implements another, which stands on this site or is only named."""

    page = ParentalKey(
        "news.LegalDocumentPage", on_delete=models.CASCADE, related_name="relations", verbose_name="produk hukum"
    )
    kind = models.CharField("hubungan", max_length=20, choices=RelationKind, default=RelationKind.MENGUBAH)
    # SET_NULL lets an old draft open whose target is gone; ``LegalDocumentPage.delete`` keeps targets in place.
    target = models.ForeignKey(
        "news.LegalDocumentPage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="bearing",
        verbose_name="dokumen di situs ini",
    )
    target_text = models.CharField(
        "dokumen di luar situs ini",
        max_length=300,
        blank=True,
        default="",
        help_text="Nama lengkap, misalnya Peraturan KPU Nomor 7 Tahun 2022 tentang …. Kosongkan bila ada di situs ini.",
    )

    panels = [FieldPanel("kind"), FieldPanel("target"), FieldPanel("target_text")]

    class Meta(Orderable.Meta):
        verbose_name = "hubungan antardokumen"
        verbose_name_plural = "hubungan antardokumen"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.target or self.target_text}"


class Stated(NamedTuple):
    """A relation as it is stated, stored or not."""

    kind: str
    target: Any
    text: str


def fault_of(page: Any, stated: Iterable[Stated]) -> str:
    """The first thing wrong with a document's relations, as a sentence that names the remedy; "" if nothing is."""
    seen: set[Any] = set()
    for number, relation in enumerate(stated, start=1):
        text = " ".join(relation.text.split())
        if bool(relation.target) == bool(text):
            return f"Hubungan ke-{number}: pilih dokumen di situs ini atau tulis nama dokumennya, salah satu saja."
        if relation.target and relation.target.pk == page.pk:
            return f"Hubungan ke-{number} menunjuk dokumen ini sendiri. Pilih dokumen lain atau hapus barisnya."
        if relation.target and page.home_id and relation.target.home_id != page.home_id:
            return (
                f"Hubungan ke-{number} menunjuk dokumen kantor lain. Tulis namanya sebagai dokumen di luar situs ini."
            )
        other = relation.target.pk if relation.target else text.casefold()
        if other in seen:
            return f"Hubungan ke-{number} menunjuk dokumen yang sudah disebut. Hapus salah satu barisnya."
        seen.add(other)
    return ""
