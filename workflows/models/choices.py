"""Which SOP governs where."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import Page

from offices.models import Division, Office
from sops import document as core
from sops.models import Sop, SopVersion


class SopChoice(models.Model):
    """Which SOP governs: an office's default, or a section's, division's or content kind's own.

    ``coming`` takes the place of ``sop`` on the first minute of the day ``coming_on`` at the office
    (``compiler.choices_due``).
    """

    office = models.ForeignKey(Office, models.CASCADE, related_name="sop_choices", verbose_name="kantor")
    section = models.ForeignKey(
        Page,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="bagian situs",
        help_text="Kosong: seluruh situs kantor.",
    )
    content_kind = models.CharField(
        "jenis isi",
        max_length=30,
        blank=True,
        choices=[(kind.value, kind.label) for kind in core.ContentKind],
        help_text="Kosong: semua jenis.",
    )
    division = models.ForeignKey(
        Division,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="divisi",
        help_text="Kosong: semua divisi.",
    )
    sop = models.ForeignKey(Sop, models.PROTECT, related_name="choices", verbose_name="SOP")
    coming = models.ForeignKey(Sop, models.PROTECT, null=True, editable=False, related_name="+")
    coming_on = models.DateField(null=True, editable=False)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    chosen_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = "SOP yang berlaku"
        verbose_name_plural = "SOP yang berlaku"
        ordering = ["office", "section__path", "content_kind"]
        constraints = [
            models.UniqueConstraint(
                models.F("office"),
                models.F("content_kind"),
                Coalesce("section", 0),
                Coalesce("division", 0),
                name="one_sop_per_scope",
                violation_error_message="Kantor ini sudah memilih SOP untuk lingkup itu. Ubah pilihan yang ada.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office} · {self.scope}: {self.sop}"

    @property
    def scope(self) -> str:
        """What it covers, in words: "seluruh situs", "Berita · Pengumuman"."""
        parts = [str(self.section or "seluruh situs"), str(self.division or ""), self.get_content_kind_display()]
        return " · ".join(part for part in parts if part)

    @property
    def change(self) -> str:
        """What replaces it and when, in words; "" while nothing is planned."""
        return f"mulai {date_format(self.coming_on, 'j F Y')}: {self.coming}" if self.coming and self.coming_on else ""

    @classmethod
    def governing(cls, page, office: Office, kind: core.ContentKind) -> "SopVersion | None":
        """The version that governs a page of this kind: deepest section first, then division, then kind.

        ``page`` may be a parent under which a page is about to be created, which then has no division yet.
        """
        best = cls.narrowest(office, kind.value, page.path, division=getattr(page, "division_id", None))
        return best.sop.governing if best else None

    @classmethod
    def narrowest(
        cls, office: Office, kind: str, path: str, *, division: int | None = None, but: int | None = None
    ) -> "SopChoice | None":
        """Of an office's choices that cover a kind at a path (of the page tree), the most particular one."""
        choices = cls.objects.filter(office=office, content_kind__in=("", kind)).exclude(pk=but)
        choices = choices.filter(models.Q(division=None) | models.Q(division=division))
        fitting = [
            choice
            for choice in choices.select_related("section", "sop")
            if choice.section is None or path.startswith(choice.section.path)
        ]
        return max(fitting, key=SopChoice._particular, default=None)

    def _particular(self) -> tuple[int, bool, bool]:
        return self.section.depth if self.section else 0, self.division_id is not None, bool(self.content_kind)

    def wider(self) -> "SopVersion | None":
        """The version that would govern what this covers without it."""
        path = self.section.path if self.section else ""
        best = self.narrowest(self.office, self.content_kind, path, division=self.division_id, but=self.pk)
        return best.sop.governing if best else None

    @property
    def is_default(self) -> bool:
        """Whether it is the office's own for all that no other choice covers."""
        return self.section_id is None and self.division_id is None and not self.content_kind
