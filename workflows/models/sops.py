"""SOPs as versions, which of them governs where, and their compiled form in Wagtail."""

from functools import cached_property

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import timezone
from wagtail.models import AbstractGroupApprovalTask, Page, TaskState, Workflow

from workflows.core import sop as core
from workflows.core.sop_file import parse_sop_json
from workflows.core.standing import Action
from workflows.models.offices import Office

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
    content = models.TextField("isi (JSON kanonis)", editable=False)
    status = models.CharField("status", max_length=12, choices=Status, default=Status.DRAFT)
    signed_number = models.CharField("nomor pengesahan", max_length=120, blank=True, db_default="")
    signed_on = models.DateField("tanggal pengesahan", null=True, blank=True)
    effective_on = models.DateField("berlaku mulai", null=True, blank=True)
    """The first day on which new runs start on it, in the time zone of headquarters (``TIME_ZONE``)."""
    signatory = models.CharField("pengesah", max_length=250, blank=True)
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

    def save(self, *args, **kwargs) -> None:
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


class SopTaskState(TaskState):
    """A step's state in Wagtail's eyes; its own class keeps Wagtail's stock mails silent (we send ours)."""

    class Meta:
        verbose_name = "keadaan langkah SOP"
        verbose_name_plural = "keadaan langkah SOP"


class SopTask(AbstractGroupApprovalTask):
    """One step of one version, as Wagtail's workflow pages show it. What may be done, the run says."""

    task_state_class = SopTaskState

    version = models.ForeignKey(SopVersion, models.PROTECT, related_name="tasks")
    step_number = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "langkah SOP"
        verbose_name_plural = "langkah SOP"
        ordering = ["version", "step_number"]
        constraints = [models.UniqueConstraint(fields=["version", "step_number"], name="one_task_per_version_and_step")]

    @property
    def step(self) -> core.Step:
        """The step this task stands for."""
        return self.version.document.step(self.step_number)

    def user_can_access_editor(self, obj, user) -> bool:
        return False  # reading comes with the office's page permissions, not with the task

    def locked_for_user(self, obj, user) -> bool:
        """Whether the rules keep the person from editing now; asked many times a request, answered once."""
        answers = obj.__dict__.setdefault("_sop_locked_for", {})
        if user.pk not in answers:
            run = self.version.runs.open().filter(page_id=obj.pk).select_related("office", "sop_version").first()
            answers[user.pk] = run is None or not run.decide(user, Action.EDIT)
        return answers[user.pk]

    def user_can_lock(self, obj, user) -> bool:
        return False

    def get_actions(self, obj, user) -> list:
        return []  # the SOP's own buttons stand in the menu instead (admin/menus.py)

    def get_task_states_user_can_moderate(self, user, **kwargs):
        return TaskState.objects.none()

    @classmethod
    def get_description(cls) -> str:
        return "Langkah yang disusun dari SOP. Perubahan dilakukan dengan versi SOP yang baru."
