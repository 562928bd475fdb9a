"""SOPs as versions: what an office signs, immutable, addressed by the hash of its text."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from wagtail.models import Workflow

from sops import document as core
from sops.studio.draft import Draft
from sops.toml_file import parse_sop_json

_PARSED: dict[str, core.Sop] = {}
"""Documents by the SHA-256 of their text: versions are immutable, so a process parses each one once."""


class Sop(models.Model):
    """A procedure through all its versions."""

    slug = models.SlugField("kode", max_length=80, unique=True)
    name = models.CharField("nama", max_length=300)

    class Meta:
        verbose_name = "SOP"
        verbose_name_plural = "SOP"
        ordering = ["name"]

    def __str__(self) -> str:
        governing = self.governing
        return str(governing) if governing else self.name

    @property
    def document(self) -> core.Sop:
        """The document that governs; ``SopVersion.DoesNotExist`` while none is signed."""
        return self.versions.get(status=SopVersion.Status.GOVERNING).document

    @cached_property
    def governing(self) -> "SopVersion | None":
        """The version new runs start on, if one is signed."""
        return self.versions.filter(status=SopVersion.Status.GOVERNING).first()


class SopVersion(models.Model):  # type: ignore[django-manager-missing]  # Wagtail has no types
    """One immutable text of an SOP, addressed by the SHA-256 of its canonical JSON.

    Draft → signed → governing, from its day on → superseded, and back by a new signature: ``compiler.sign`` alone.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Konsep"
        SIGNED = "signed", "Disahkan"
        GOVERNING = "governing", "Berlaku"
        SUPERSEDED = "superseded", "Digantikan"
        VOID = "void", "Batal"

    sop = models.ForeignKey(Sop, models.PROTECT, related_name="versions", verbose_name="SOP")
    sha256 = models.CharField("SHA-256", max_length=64, unique=True, editable=False)
    signed_texts = ("content",)
    """Kept to the letter: the hash is of it."""
    content = models.TextField("isi (JSON kanonis)", editable=False)
    status = models.CharField("status", max_length=12, choices=Status, default=Status.DRAFT)
    signed_number = models.CharField("nomor pengesahan", max_length=120, blank=True, db_default="")
    signed_on = models.DateField("tanggal pengesahan", null=True, blank=True)
    effective_on = models.DateField("berlaku mulai", null=True, blank=True)
    """The first day on which new runs start on it, in the time zone of headquarters (``TIME_ZONE``)."""
    signatory = models.CharField("pengesah", max_length=250, blank=True)
    letter = models.ForeignKey(
        "wagtaildocs.Document",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="naskah bertanda tangan",
    )
    """The signed paper, kept where nobody finds it by its address (``offices.letters``)."""
    loaded_at = models.DateTimeField("dimuat", auto_now_add=True)
    workflow = models.OneToOneField(
        Workflow, models.PROTECT, null=True, editable=False, related_name="sop_version", verbose_name="alur Wagtail"
    )

    class Meta:
        verbose_name = "versi SOP"
        verbose_name_plural = "versi SOP"
        ordering = ["sop", "-loaded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["sop"], condition=models.Q(status="governing"), name="one_governing_version_per_sop"
            )
        ]

    def __str__(self) -> str:
        return f"SOP {self.document.short_office} {self.document.reference}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Status and signature may change, the text never.

        Raises ``PermissionDenied`` when it would.
        """
        stored = SopVersion.objects.filter(pk=self.pk).values_list("sha256", "content").first() if self.pk else None
        if stored is not None and stored != (self.sha256, self.content):
            raise PermissionDenied("Isi versi SOP tidak dapat diubah. Muat sebagai versi baru.")
        super().save(*args, **kwargs)

    @cached_property
    def document(self) -> core.Sop:
        """The SOP itself, parsed once per instance."""
        if self.sha256 not in _PARSED:
            _PARSED[self.sha256] = parse_sop_json(self.content, source=self.sha256)
        return _PARSED[self.sha256]

    @property
    def summary(self) -> str:
        """The line shown before submitting: "SOP … No. 11 Tahun 2023 · 9 langkah · ±175 menit kerja"."""
        document = self.document
        parts = [str(self), f"{len(document.steps)} langkah"]
        if document.norm_minutes:
            parts.append(f"±{document.norm_minutes} menit kerja")
        return " · ".join(parts)


def document_of(sha256: str) -> core.Sop:
    """The document of a version by the SHA-256 of its text. Raises ``SopVersion.DoesNotExist``."""
    return _PARSED.get(sha256) or SopVersion.objects.get(sha256=sha256).document


class SopDraft(models.Model):
    """The next text of an SOP while it is written, by whoever may; its cells stand in its last ``SopDraftRevision``."""

    sop = models.OneToOneField(Sop, models.CASCADE, related_name="draft", verbose_name="SOP")
    revision = models.PositiveIntegerField("revisi", default=0, editable=False)
    """The number of the last revision."""
    begun_at = models.DateTimeField("dibuat", auto_now_add=True)

    class Meta:
        verbose_name = "konsep SOP"
        verbose_name_plural = "konsep SOP"

    def __str__(self) -> str:
        return f"Konsep {self.sop.name}"

    @property
    def last(self) -> "SopDraftRevision":
        """The revision that stands (one query)."""
        return self.revisions.get(number=self.revision)

    @property
    def cells(self) -> Draft:
        """What is written by now (one query)."""
        return self.last.cells


class SopDraftRevision(models.Model):
    """The cells of a draft as one act left them: what was written can be gone back to, and laid beside another's."""

    draft = models.ForeignKey(SopDraft, models.CASCADE, related_name="revisions", verbose_name="konsep")
    number = models.PositiveIntegerField("revisi")
    content = models.JSONField("isi")
    equals = models.PositiveIntegerField("sama dengan revisi", null=True)
    """The revision an undo brought back: the next undo goes behind that one."""
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="ditulis oleh"
    )
    at = models.DateTimeField("ditulis", auto_now_add=True)

    class Meta:
        verbose_name = "revisi konsep SOP"
        verbose_name_plural = "revisi konsep SOP"
        ordering = ["draft", "number"]
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="draft_revision_once")]

    @property
    def cells(self) -> Draft:
        return Draft.from_json(self.content)
