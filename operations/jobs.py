"""What must be done again and again, when it is due, and whether it was done.

``manage.py run_due_jobs`` does what is due, every hour, five minutes past: what belongs to a day is done at 00.05 of
headquarters or in the first hour after it, memberships at 00.05 of every office's time zone. Increments of the backup
and the worker have processes of their own and are only recorded here.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from offices import office_time
from operations import surroundings
from operations.backups import keeping, making
from operations.backups.rehearsal import rehearse
from operations.models import PeriodicJob
from operations.part import Part

logger = logging.getLogger("operations.jobs")

Due = Callable[[datetime], bool]
"""Whether a job is due that last succeeded at a moment."""
SURROUNDINGS = "Lingkungan situs"
TIMER = "Lihat journalctl -u site-kpu-jobs, dan apakah site-kpu-jobs.timer menyala (systemctl list-timers)."


@dataclass(frozen=True)
class Job:
    """A job: its name in the table, what people call it, how long it may be without success, and the remedy.

    ``work`` raises an exception whose text is the fault; None where another process does the job. ``note``: what is
    worth knowing where it is well.
    """

    name: str
    title: str
    patience: timedelta
    remedy: str
    due: Due | None = None
    work: Callable[[], object] | None = None
    note: Callable[[], str] = str


def _each_hour(last: datetime) -> bool:
    return last < timezone.now() - timedelta(minutes=50)


def _each_day(last: datetime) -> bool:
    return office_time.day_of(last, str(office_time.headquarters())) < office_time.today_at_headquarters()


def _each_month(last: datetime) -> bool:
    return _each_day(last) and last < timezone.now() - timedelta(days=30)


def back_up(folder: Path | None = None, *, increment: bool = False) -> making.Made:
    """A backup in a folder (or the one of the settings), copied off the machine; old ones cleared by rule."""
    folder = folder or Path(settings.BACKUP_FOLDER)
    made = making.make(folder, increment=increment)
    keeping.clear(folder)
    keeping.copy_away(folder)
    return made


JOBS = (
    Job(
        "memberships",
        "Keanggotaan menurut tanggal",
        timedelta(hours=3),
        TIMER,
        _each_hour,
        lambda: call_command("sync_memberships", verbosity=0),
    ),
    Job(
        "backup",
        "Cadangan penuh",
        timedelta(hours=26),
        "Jalankan manage.py backup, dan perbaiki yang disebutnya; lihat docs/panduan/operasi.md.",
        _each_day,
        back_up,
    ),
    Job(
        "published",
        "Pencocokan isi tayang",
        timedelta(hours=26),
        f"Jalankan manage.py verify_published. {TIMER}",
        _each_day,
        lambda: call_command("verify_published"),
    ),
    Job(
        "retention",
        "Masa simpan",
        timedelta(hours=50),
        TIMER,
        _each_day,
        lambda: call_command("apply_retention", verbosity=0),
    ),
    Job(
        "surroundings",
        SURROUNDINGS,
        timedelta(hours=3),
        "Jalankan site-kpu periksa.",
        _each_hour,
        surroundings.complain,
        surroundings.days_left,
    ),
    Job(
        "rehearsal",
        "Latihan pemulihan",
        timedelta(days=33),
        "Jalankan manage.py rehearse_restore, dan perbaiki yang disebutnya.",
        _each_month,
        lambda: rehearse(Path(settings.BACKUP_FOLDER)),
    ),
    Job(
        "increment",
        "Cadangan tambahan",
        timedelta(minutes=45),
        "Lihat journalctl -u site-kpu-backup, dan apakah site-kpu-backup.timer menyala.",
    ),
    Job(
        "worker",
        "Denyut pekerja antrean",
        timedelta(minutes=15),
        "Jalankan kembali site-kpu-worker (manage.py run_outbox); lihat journalctl -u site-kpu-worker.",
    ),
)


@contextmanager
def recorded(name: str) -> Iterator[None]:
    """Note that the job of this name succeeded, or failed and why; the failure goes on."""
    try:
        yield
    except Exception as error:
        PeriodicJob.objects.update_or_create(
            name=name, defaults={"failed_at": timezone.now(), "fault": str(error) or type(error).__name__}
        )
        raise
    PeriodicJob.objects.update_or_create(name=name, defaults={"succeeded_at": timezone.now(), "fault": ""})


def run_due() -> list[str]:
    """Do every job that is due, one after the other, whatever becomes of the others; the faults, a line each."""
    rows = PeriodicJob.objects.in_bulk()
    faults = []
    for job in JOBS:
        row = rows.get(job.name)
        if job.work is None or job.due is None or (row and row.succeeded_at and not job.due(row.succeeded_at)):
            continue
        try:
            with recorded(job.name):
                job.work()
        except Exception as error:  # each is told, none keeps the next from its turn
            logger.exception("job %s failed", job.name)
            faults.append(f"{job.title}: {error}")
    return faults


def parts() -> list[Part]:
    """How each job does, where the installation says that its timers run."""
    if not settings.EXPECTS_TIMERS:
        return []
    rows, since = PeriodicJob.objects.in_bulk(), _installed_at()
    return [_part(job, rows.get(job.name), since) for job in JOBS]


def _part(job: Job, row: PeriodicJob | None, since: datetime) -> Part:
    last = row.succeeded_at if row and row.succeeded_at else None
    if row and row.failure:
        return Part(job.title, f"Gagal {office_time.said(row.failure)}: {row.fault}", job.remedy)
    if (last or since) < timezone.now() - job.patience:
        said = f"terakhir berhasil {office_time.said(last)}" if last else "belum pernah berhasil"
        return Part(job.title, f"Tidak berjalan: {said}.", job.remedy)
    return Part(job.title, note=job.note())


def _installed_at() -> datetime:
    """Since when jobs are recorded here at all."""
    applied = MigrationRecorder.Migration.objects.filter(app="operations").order_by("applied").first()
    return applied.applied if applied else timezone.now()
