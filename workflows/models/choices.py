"""Which SOP governs where."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from wagtail.models import Page

from offices.models import Office
from sops import document as core
from sops.models import Sop, SopVersion


class SopChoice(models.Model):
    """Which SOP governs: an office's default, or a section's or content kind's own."""

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
    sop = models.ForeignKey(Sop, models.PROTECT, related_name="choices", verbose_name="SOP")
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
                fields=["office", "content_kind"],
                condition=models.Q(section__isnull=True),
                name="one_sop_per_office_and_kind",
                violation_error_message="Kantor ini sudah memilih SOP untuk jenis isi itu. Ubah pilihan yang ada.",
            ),
            models.UniqueConstraint(
                fields=["section", "content_kind"],
                condition=models.Q(section__isnull=False),
                name="one_sop_per_section_and_kind",
                violation_error_message="Bagian ini sudah memilih SOP untuk jenis isi itu. Ubah pilihan yang ada.",
            ),
        ]

    def __str__(self) -> str:
        scope = [str(self.section or "seluruh situs"), self.get_content_kind_display()]
        return f"{self.office} · {' · '.join(part for part in scope if part)}: {self.sop}"

    @classmethod
    def governing(cls, page, office: Office, kind: core.ContentKind) -> "SopVersion | None":
        """The version that governs a page of this kind: deepest section first, then kind, then office.

        ``page`` may be a parent under which a page is about to be created.
        """
        best = cls._narrowest(office, kind.value, page.path)
        return best.sop.governing if best else None

    @classmethod
    def _narrowest(cls, office: Office, kind: str, path: str, *, but: int | None = None) -> "SopChoice | None":
        """Of an office's choices that cover a kind at a path (of the page tree), the most particular one."""
        choices = cls.objects.filter(office=office, content_kind__in=("", kind)).exclude(pk=but)
        fitting = [
            choice
            for choice in choices.select_related("section", "sop")
            if choice.section is None or path.startswith(choice.section.path)
        ]
        return max(fitting, key=lambda c: (c.section.depth if c.section else 0, bool(c.content_kind)), default=None)

    def wider(self) -> "SopVersion | None":
        """The version that would govern what this covers without it."""
        path = self.section.path if self.section else ""
        best = self._narrowest(self.office, self.content_kind, path, but=self.pk)
        return best.sop.governing if best else None

    @property
    def is_default(self) -> bool:
        """Whether it is the office's own for all that no other choice covers."""
        return self.section_id is None and not self.content_kind
