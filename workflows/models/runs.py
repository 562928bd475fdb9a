"""The ledger: what happened to an item on its way through its SOP. This is the legal record.

Nothing here hangs on a page, a revision or a person: each keeps its own copy of what must stay
readable (names, titles, the content that was signed) when those are gone.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone

from offices.models import Division, Office, OfficeRole
from sops.document import ContentKind, Step
from sops.models import SopVersion
from sops.route import Outcome
from workflows.core.acts import Action
from workflows.core.rule_inputs import Decision, Status
from workflows.core.rules import decide, offered
from workflows.models.rule_inputs import actor_at, history_of

PERSON = settings.AUTH_USER_MODEL


STATUS_LABELS = {
    Status.RUNNING: "Berjalan",
    Status.POSTPONED: "Ditunda",
    Status.SCHEDULED: "Dijadwalkan",
    Status.PUBLISHED: "Tayang, belum selesai",
    Status.FINISHED: "Selesai",
    Status.WITHDRAWN: "Ditarik pengusul",
}


class SopRunQuerySet(models.QuerySet["SopRun"]):
    def open(self) -> "SopRunQuerySet":
        """Items that have not yet gone live."""
        return self.filter(status__in=[status for status in Status if status.is_open])

    def with_open_visit(self) -> "SopRunQuerySet":
        """Each with the visit that waits and for whom, for lists (two more queries, whatever the length)."""
        waiting = StepVisit.objects.filter(finished_at__isnull=True).prefetch_related("waiting_for")
        return self.prefetch_related(models.Prefetch("visits", queryset=waiting, to_attr="open_visits"))


class SopRun(models.Model):
    """One item going once through one version of an SOP."""

    wagtail_reference_index_ignore = True  # the ledger is nobody's "usage", and each act would pay for the index

    page_id = models.PositiveBigIntegerField("halaman", db_index=True)
    page_title = models.CharField("judul", max_length=255)
    content_kind = models.CharField("jenis isi", max_length=30, choices=[(k.value, k.label) for k in ContentKind])
    sop_version = models.ForeignKey(SopVersion, models.PROTECT, related_name="runs", verbose_name="SOP")
    office = models.ForeignKey(Office, models.PROTECT, related_name="runs", verbose_name="kantor")
    division = models.ForeignKey(Division, models.SET_NULL, null=True, related_name="+", verbose_name="divisi")
    register_year = models.PositiveSmallIntegerField("tahun register")
    register_number = models.PositiveIntegerField("nomor register")
    status = models.CharField(
        "status",
        max_length=10,
        default=Status.RUNNING,
        choices=[(s.value, label) for s, label in STATUS_LABELS.items()],
    )
    current_step = models.PositiveSmallIntegerField("langkah", null=True)
    started_at = models.DateTimeField("dimulai", default=timezone.now)
    started_by = models.ForeignKey(PERSON, models.SET_NULL, null=True, related_name="+", verbose_name="pengusul")
    started_by_name = models.CharField("nama pengusul", max_length=200)
    on_behalf_of = models.ForeignKey(PERSON, models.SET_NULL, null=True, related_name="+", verbose_name="atas nama")
    on_behalf_of_name = models.CharField("atas nama", max_length=200, blank=True)
    published_at = models.DateTimeField("tayang", null=True)
    reached_at = models.DateTimeField("terbuka untuk publik", null=True)
    """When the page was first asked for as the public does, and came whole; None: not yet."""
    finished_at = models.DateTimeField("selesai", null=True)
    go_live_at = models.DateTimeField("dijadwalkan tayang", null=True)
    taken_down_at = models.DateTimeField("ditarik dari publik", null=True)
    workflow_state_id = models.PositiveBigIntegerField(null=True, editable=False)
    revision_id = models.PositiveBigIntegerField("revisi tayang", null=True)
    content_sha256 = models.CharField("SHA-256 isi tayang", max_length=64, blank=True)
    approved_files = models.JSONField("sidik berkas yang disetujui", null=True, editable=False)
    """By kind and number, what the last check saw of the files that the text shows."""
    public_facts = models.JSONField("keadaan saat tayang", null=True, editable=False)
    """Place, moments and readers of the page as it went live."""
    live_url = models.URLField("tautan", max_length=500, blank=True)
    emergency_reason = models.TextField("alasan darurat", blank=True)
    last_editor = models.ForeignKey(PERSON, models.SET_NULL, null=True, related_name="+")
    authors = models.JSONField(
        "penulis",
        default=list,
        db_default=models.Value([], models.JSONField()),
        editable=False,
        help_text="Nomor akun yang menyimpan naskah ini sejak terakhir tayang, di luar langkah pemeriksaan.",
    )

    objects = SopRunQuerySet.as_manager()

    class Meta:
        verbose_name = "naskah dalam SOP"
        verbose_name_plural = "register publikasi"
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["page_id"],
                condition=models.Q(status__in=[status.value for status in Status if status.is_open]),
                name="one_open_run_per_page",
            ),
            models.UniqueConstraint(fields=["office", "register_year", "register_number"], name="register_number_once"),
        ]
        indexes = [
            models.Index(fields=["office", "-started_at"], name="run_by_office"),
            models.Index(fields=["started_by", "-started_at"], name="run_by_starter"),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.page_title}"

    @property
    def register(self) -> str:
        """The number in the office's register, e.g. "0007/2026"."""
        return f"{self.register_number:04d}/{self.register_year}"

    @property
    def sop(self):
        """The SOP document the run follows to its end, whatever is revised meanwhile."""
        return self.sop_version.document

    @property
    def step(self) -> Step | None:
        """The step that waits, if one does."""
        return None if self.current_step is None else self.sop.step(self.current_step)

    @property
    def kind(self) -> ContentKind:
        return ContentKind(self.content_kind)

    @property
    def status_label(self) -> str:
        """The status as people read it."""
        return STATUS_LABELS[Status(self.status)]

    def decide(self, user, action: Action, *, step: Step | None = None) -> Decision:
        """Whether the person may do it now, or the sentence saying why not."""
        actor = actor_at(user, self.office, self.division_id, self.sop_version.sop_id)
        return decide(self.sop, actor, history_of(self), action, step=step)

    def offered(self, user) -> tuple[Action, ...]:
        """Every action a menu shows the person, read from the ledger once."""
        actor = actor_at(user, self.office, self.division_id, self.sop_version.sop_id)
        return offered(self.sop, actor, history_of(self))

    @property
    def is_open(self) -> bool:
        """Whether the item is still on its way to the public."""
        return Status(self.status).is_open

    @property
    def is_live(self) -> bool:
        """Whether what the public sees of the page came through this run."""
        if self.published_at is None or self.taken_down_at is not None:
            return False
        return not SopRun.objects.filter(page_id=self.page_id, published_at__gt=self.published_at).exists()

    @property
    def approved_sha256(self) -> str:
        """What the last check approved, or was passed over on in an emergency; "" when none was (ruling 4c)."""
        checked = [
            visit.content_sha256
            for visit in self.visits.all()
            if visit.outcome in (Outcome.APPROVED, Outcome.BYPASSED) and visit.content_sha256
        ]
        return checked[-1] if checked else ""

    open_visits: "list[StepVisit]"
    """The visit that waits, read ahead: by ``with_open_visit``, or by the act in progress."""

    @property
    def open_visit(self) -> "StepVisit | None":
        """The visit that waits, if one does."""
        if hasattr(self, "open_visits"):
            return self.open_visits[0] if self.open_visits else None
        return self.visits.filter(finished_at__isnull=True).first()


class StepVisit(models.Model):
    """One time a step was entered: who held it, when, on which content, and how it ended."""

    run = models.ForeignKey(SopRun, models.PROTECT, related_name="visits")
    step_number = models.PositiveSmallIntegerField("langkah")
    started_at = models.DateTimeField("mulai", default=timezone.now)
    finished_at = models.DateTimeField("selesai", null=True)
    outcome = models.CharField("hasil", max_length=10, blank=True, choices=[(o.value, o.label) for o in Outcome])
    finished_by = models.ForeignKey(PERSON, models.SET_NULL, null=True, related_name="+")
    finished_by_name = models.CharField("oleh", max_length=200, blank=True)
    finished_role = models.CharField("peran", max_length=150, blank=True)
    on_behalf_of = models.ForeignKey(PERSON, models.SET_NULL, null=True, related_name="+")
    revision_id = models.PositiveBigIntegerField("revisi", null=True)
    content_sha256 = models.CharField("SHA-256 isi", max_length=64, blank=True)
    answers = models.JSONField("kelengkapan dan daftar periksa", default=dict)
    remark = models.TextField("catatan", blank=True)
    reason_code = models.CharField("kode alasan", max_length=20, blank=True)
    corrected = models.BooleanField("dengan koreksi", default=False)
    norm_minutes = models.PositiveIntegerField("waktu baku (menit kerja)", null=True)
    norm_reason = models.CharField("alasan penyesuaian waktu", max_length=300, blank=True)
    due_at = models.DateTimeField("tenggat", null=True)
    brought_back = models.BooleanField("dikembalikan", default=False, db_default=False)
    """Whether a Tidak led here: such items stand first in every list."""
    worked_minutes = models.PositiveIntegerField("waktu terpakai (menit kerja)", null=True)
    look_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="Sebelum saat ini tidak ada pengingat baru; kosong: lihat pada penyisiran berikut.",
    )
    claimed_by = models.ForeignKey(PERSON, models.SET_NULL, null=True, related_name="+", verbose_name="diambil oleh")
    claimed_at = models.DateTimeField("diambil", null=True)
    finished_capacity = models.CharField("bertindak sebagai", max_length=300, blank=True)
    task_state_id = models.PositiveBigIntegerField(null=True, editable=False)
    waiting_for = models.ManyToManyField(OfficeRole, related_name="waiting_visits", verbose_name="menunggu")

    class Meta:
        verbose_name = "kunjungan langkah"
        verbose_name_plural = "kunjungan langkah"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["run"], condition=models.Q(finished_at__isnull=True), name="one_open_visit_per_run"
            )
        ]
        indexes = [
            models.Index(
                fields=["started_at"], condition=models.Q(finished_at__isnull=True), name="open_visits_oldest_first"
            ),
            models.Index(fields=["due_at"], condition=models.Q(finished_at__isnull=True), name="open_visits_by_due"),
            models.Index(
                fields=["-brought_back", "due_at", "started_at", "id"],
                condition=models.Q(finished_at__isnull=True),
                name="open_visits_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run.register} langkah {self.step_number} {self.outcome or 'menunggu'}"

    @property
    def step(self) -> Step:
        return self.run.sop.step(self.step_number)


class Signature(models.Model):
    """One role's Ya at a step that needs several; an edit in between voids it (ruling 4b)."""

    visit = models.ForeignKey(StepVisit, models.PROTECT, related_name="signatures")
    role = models.SlugField(max_length=60)
    role_name = models.CharField(max_length=150)
    user = models.ForeignKey(PERSON, models.SET_NULL, null=True, related_name="+")
    user_name = models.CharField(max_length=200)
    on_behalf_of = models.ForeignKey(PERSON, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    capacity = models.CharField(max_length=300, blank=True)
    content_sha256 = models.CharField(max_length=64)
    answers = models.JSONField(default=dict)
    remark = models.TextField(blank=True)
    voided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "tanda tangan"
        verbose_name_plural = "tanda tangan"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "role"],
                condition=models.Q(voided_at__isnull=True),
                name="one_valid_signature_per_role",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_name} ({self.role_name})"
