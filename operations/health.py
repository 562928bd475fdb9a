"""Whether the parts the site runs on do their work, and what to do where they don't: one list for probes and people."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Case, Min, When
from django.db.models.query import QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from home.cache.store import the_store
from workflows import scanner as clamd
from workflows.models import OutboxMessage, SopRun, StepVisit
from workflows.verification import Difference, differences, reported

PATIENCE = timedelta(minutes=2)
"""How long something may be due before its worker counts as stopped."""
FAILED_OFTEN = 3
"""Attempts after which a message counts as failing, not merely late."""
MOST_NAMED = 3
"""Pages that a fault names."""
LEAST_FREE = 0.05
"""Of the disk that holds uploaded files."""


@dataclass(frozen=True)
class Part:
    """One part: how it does (``fault`` "" when well), what to do about it, and whether the site can serve without."""

    name: str
    fault: str = ""
    remedy: str = ""
    vital: bool = False

    @property
    def well(self) -> bool:
        return not self.fault


def queue_age() -> timedelta:
    """How long the oldest task or untried message that is due has waited; nothing when none is."""
    now = timezone.now()
    due = Case(When(run_after=get_date_max(), then="enqueued_at"), default="run_after")
    ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    untried = OutboxMessage.objects.filter(sent_at=None, by_mail=True, attempts=0)
    oldest = (ready.aggregate(at=Min(due))["at"], untried.aggregate(at=Min("next_attempt_at"))["at"])
    return max((now - at for at in oldest if at is not None and at < now), default=timedelta())


def failing_mails() -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(sent_at=None, by_mail=True, attempts__gte=FAILED_OFTEN)


def overdue_steps() -> QuerySet[StepVisit]:
    return StepVisit.objects.filter(finished_at=None, due_at__lt=timezone.now()).order_by()


def late_go_lives() -> QuerySet[SopRun]:
    return SopRun.objects.filter(status="scheduled", go_live_at__lt=timezone.now() - 5 * PATIENCE)


def unapproved() -> list[Difference]:
    """Of the pages that the nightly check ever complained of, those that are still wrong."""
    return list(differences(reported()))


def database() -> Part:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return Part(
            "Basis data",
            "Basis data tidak dapat dihubungi.",
            "Periksa apakah PostgreSQL berjalan, dan apakah DATABASE_URL benar.",
            vital=True,
        )
    return Part("Basis data", vital=True)


def migrations() -> Part:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        fault = f"{len(waiting)} perubahan basis data belum diterapkan."
        return Part("Susunan basis data", fault, "Jalankan manage.py migrate.", vital=True)
    return Part("Susunan basis data", vital=True)


def page_cache() -> Part:
    store = the_store()
    if store is not None and store.moment() is None:
        return Part(
            "Simpanan halaman",
            "Simpanan halaman tidak dapat dihubungi; setiap halaman dibuat ulang.",
            "Periksa apakah Redis berjalan, dan apakah REDIS_URL benar.",
        )
    return Part("Simpanan halaman")


def worker() -> Part:
    """Whether somebody takes what is due from the queue."""
    if queue_age() > PATIENCE:
        return Part(
            "Pekerja antrean",
            f"Pesan dan pengingat tertahan lebih dari {PATIENCE.seconds // 60} menit.",
            "Jalankan manage.py run_outbox, atau layanan systemd-nya.",
        )
    return Part("Pekerja antrean")


def mail() -> Part:
    failing = failing_mails().count()
    if failing:
        return Part(
            "Surel",
            f"{failing} pesan gagal dikirim {FAILED_OFTEN} kali atau lebih.",
            "Periksa EMAIL_URL dan peladen surel; galatnya tertera pada Pesan keluar. Pengiriman diulang sendiri.",
        )
    return Part("Surel")


def schedule() -> Part:
    """Whether go-live times are kept: the command that does it must run every few minutes."""
    late = late_go_lives().count()
    if late:
        return Part(
            "Jadwal tayang",
            f"{late} naskah melewati jadwal tayangnya.",
            "Jalankan manage.py publish_scheduled setiap beberapa menit (cron atau systemd timer).",
        )
    return Part("Jadwal tayang")


def published() -> Part:
    """Whether the public reads what was approved, by the word of the nightly check."""
    wrong = unapproved()
    if wrong:
        titles = ", ".join(f"«{one.page.title}»" for one in wrong[:MOST_NAMED])
        return Part(
            "Isi tayang",
            f"{len(wrong)} halaman menayangkan isi yang tidak disetujui: {titles}.",
            "Ajukan ulang naskahnya melalui SOP atau tarik dari publik, dan telusuri siapa yang mengubah basis data.",
        )
    return Part("Isi tayang")


def disk() -> Part:
    """The place of uploaded files: its room on this machine, or whether the service that keeps them answers."""
    if settings.STORAGES["default"]["BACKEND"].startswith("storages."):
        return _service()
    try:
        used = shutil.disk_usage(settings.MEDIA_ROOT)
    except OSError:
        return Part("Berkas", "Tempat berkas tidak dapat dibaca.", "Periksa MEDIA_ROOT dan hak aksesnya.")
    if used.free < used.total * LEAST_FREE:
        free = f"{100 * used.free / used.total:.0f}"
        return Part("Berkas", f"Ruang cakram tinggal {free} persen.", "Kosongkan atau perbesar cakram MEDIA_ROOT.")
    return Part("Berkas")


def scanner() -> Part:
    if settings.CLAMD and not clamd.answers():
        return Part(
            "Pemindai virus",
            f"Pemindai virus tidak menjawab; unggahan {'ditolak' if settings.CLAMD_REQUIRED else 'tidak dipindai'}.",
            "Periksa apakah layanan clamav-daemon (clamd) berjalan, dan apakah CLAMD benar.",
        )
    return Part("Pemindai virus")


def _service() -> Part:
    try:
        default_storage.exists("sehat")
    except Exception:  # the library's own faults, none of them known here
        fault = "Penyimpanan berkas (S3) tidak dapat dihubungi; berkas tidak dapat diunggah atau dibuka."
        return Part("Berkas", fault, "Periksa S3_ENDPOINT_URL, S3_BUCKET, kunci aksesnya, dan jaringannya.")
    return Part("Berkas")


CHECKS: tuple[Callable[[], Part], ...] = (
    database,
    migrations,
    page_cache,
    worker,
    mail,
    schedule,
    published,
    disk,
    scanner,
)


def parts() -> list[Part]:
    """Every part; without the database only what can be told without it."""
    first = database()
    rest = CHECKS[1:] if first.well else (page_cache, disk)
    return [first, *(check() for check in rest)]
