"""Whether the parts the site runs on do their work, and what to do where they don't: one list for probes and people."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Case, Min, When
from django.db.models.query import QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max
from wagtail.models import Page

from files import virus_scan as clamd
from files.models import PictureFault
from home.cache.store import the_store
from messaging.models import OutboxMessage
from operations import jobs
from operations.part import Part
from workflows.core.rule_inputs import Status
from workflows.gate.verification import Difference, differences, reported
from workflows.models import SopRun, StepVisit

PATIENCE = timedelta(minutes=2)
"""How long something may be due before its worker counts as stopped."""
FAILED_OFTEN = 3
"""Attempts after which a message counts as failing, not merely late."""
MOST_NAMED = 3
"""Pages that a fault names."""
LEAST_FREE = 0.05
"""Of the disk that holds uploaded files."""


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
    return SopRun.objects.filter(status=Status.SCHEDULED, go_live_at__lt=timezone.now() - 5 * PATIENCE)


def late_endings() -> QuerySet[Page]:
    """Live pages whose last day is over."""
    return Page.objects.filter(live=True, expire_at__lt=timezone.now() - 5 * PATIENCE)


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


@lru_cache(maxsize=1)
def _waiting(applied: frozenset[tuple[str, str]]) -> int:
    """Migrations of this code that are to be applied yet; its graph is read for it, once while nothing changes."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrations() -> Part:
    if waiting := _waiting(frozenset(MigrationRecorder(connection).applied_migrations())):
        fault = f"{waiting} perubahan basis data belum diterapkan."
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
    """Whether go-live times and last days are kept: the worker does it every minute."""
    late, over = late_go_lives().count(), late_endings().count()
    if late or over:
        said = [f"{late} naskah melewati jadwal tayangnya"] * bool(late)
        said += [f"{over} halaman masih tayang sesudah hari terakhirnya"] * bool(over)
        return Part(
            "Jadwal tayang",
            f"{', '.join(said).capitalize()}.",
            "Jalankan kembali layanan pekerja (manage.py run_outbox); sekali jalan: manage.py publish_scheduled.",
        )
    return Part("Jadwal tayang")


def unreached() -> list[SopRun]:
    """Runs whose page should be public for a while now and did not come whole when it was asked for."""
    since = timezone.now() - PATIENCE
    asked = SopRun.objects.filter(published_at__lt=since, reached_at__isnull=True, taken_down_at__isnull=True)
    return [run for run in asked.order_by("pk")[: 10 * MOST_NAMED] if run.is_live]


def reached() -> Part:
    """Whether what went live came whole when it was asked for as the public does."""
    if missing := unreached():
        titles = ", ".join(f"«{run.page_title}»" for run in missing[:MOST_NAMED])
        return Part(
            "Terbuka untuk publik",
            f"{len(missing)} halaman sudah ditayangkan, tetapi belum terbuka utuh: {titles}.",
            "Buka alamatnya; yang kurang tertera pada riwayat halamannya. Diperiksa ulang sendiri.",
        )
    return Part("Terbuka untuk publik")


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


def pictures() -> Part:
    """Whether what is uploaded can be shown: pages stand without a picture whose sizes fail."""
    failing = PictureFault.objects.filter(attempts__gte=2).select_related("image").order_by("-last_tried_at")
    if count := failing.count():
        titles = ", ".join(f"«{one.image.title}» ({one.fault})" for one in failing[:MOST_NAMED])
        return Part(
            "Gambar",
            f"{count} gambar gagal disiapkan, sehingga halaman tampil tanpa gambar itu: {titles}.",
            "Periksa tempat berkas dan ruang cakramnya; percobaan diulang sendiri. Bila tetap gagal, unggah ulang.",
        )
    return Part("Gambar")


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
    return Part("Pemindai virus", note="" if settings.CLAMD else "tidak dipasang")


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
    reached,
    published,
    pictures,
    disk,
    scanner,
)


def parts() -> list[Part]:
    """Every part; without the database only what can be told without it."""
    first = database()
    if not first.well:
        return [first, page_cache(), disk()]
    return [first, *(check() for check in CHECKS[1:]), *jobs.parts()]
