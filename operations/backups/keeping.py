"""What happens to finished backups: copied off the machine, and cleared by rule."""

import shutil
import subprocess
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from operations.backups import names
from operations.backups.faults import BackupFault

INCREMENTS = timedelta(days=2)
"""How long an increment is kept; the whole one of the next night has what is in it."""
LONGEST = timedelta(hours=2)
"""What a copy may take."""


def superseded(backups: Iterable[Path], now: datetime) -> Iterator[Path]:
    """Which of these backups (oldest first) the rule lets go.

    Whole ones stay ``BACKUP_KEEP_DAYS`` days, the first of each month ``BACKUP_KEEP_MONTHS`` months (of 31 days), and
    the newest in any case; increments two days, and never longer than their whole one.
    """
    found = list(backups)
    whole = [path for path in found if not names.is_increment(path)]
    first = {f"{names.begun_at(path):%Y%m}": path for path in reversed(whole)}.values()
    kept = {
        path
        for path in whole
        if path == whole[-1]
        or names.begun_at(path) > now - timedelta(days=settings.BACKUP_KEEP_DAYS)
        or (path in first and names.begun_at(path) > now - timedelta(days=31 * settings.BACKUP_KEEP_MONTHS))
    }
    for path in found:
        if names.is_increment(path):
            if names.whole_of(path) not in kept or names.begun_at(path) <= now - INCREMENTS:
                yield path
        elif path not in kept:
            yield path


def clear(folder: Path) -> list[Path]:
    """Delete what the rule lets go, listings with it; what it was."""
    gone = list(superseded(names.all_in(folder), timezone.now()))
    for path in gone:
        path.unlink()
        if not names.is_increment(path):
            names.listing(path).unlink(missing_ok=True)
    return gone


def copy_away(folder: Path) -> None:
    """Copy what the other place (``BACKUP_REMOTE``, as rclone names it) lacks. Raises ``BackupFault``."""
    remote = settings.BACKUP_REMOTE
    if not remote:
        return
    program = shutil.which("rclone")
    if program is None:
        raise BackupFault("Program rclone tidak ditemukan, padahal BACKUP_REMOTE diisi. Pasang paket rclone.")
    command = [program, "copy", "--include", f"situs-*{names.SUFFIX}", "--retries", "3", str(folder), remote]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LONGEST.total_seconds())
    except subprocess.TimeoutExpired as error:
        raise BackupFault(f"Cadangan dibuat, tetapi penyalinannya ke «{remote}» tidak selesai dalam 2 jam.") from error
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["?"])[-1]
        raise BackupFault(
            f"Cadangan dibuat, tetapi tidak tersalin ke «{remote}»: {said}. Periksa BACKUP_REMOTE dan rclone.conf."
        )
