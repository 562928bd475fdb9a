"""The rehearsal of a restore: what is here now is backed up and put back into an empty place beside it.

The server can't open its own backups, so the rehearsal makes one for a key of the moment, in a folder that goes with
it. What it puts back is a process of its own with its own database and folder of files, by the very command an office
would use. Backups that are kept are tried where their key is (``verify_backup``).
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import OperationalError, connection
from django.test.utils import override_settings

from operations.backups import keys, making
from operations.backups.faults import BackupFault

NAME = "latihan"
LONGEST = 4 * 3600
"""Seconds a restore may take."""


def rehearse(folder: Path) -> str:
    """Back up and restore within ``folder`` (which needs room for both); what was restored. Raises ``BackupFault``."""
    with TemporaryDirectory(dir=folder, prefix=".latihan-") as scratch:
        place = Path(scratch)
        key = place / "kunci"
        with override_settings(BACKUP_RECIPIENT=keys.make(key)):
            made = making.make(place / "situs.tar.age")
        return _restored(made.path, key, place)


def _restored(path: Path, key: Path, place: Path) -> str:
    media = place / "media"
    media.mkdir()
    with _database(place) as address:
        env = os.environ | {"DATABASE_URL": address, "MEDIA_ROOT": str(media), "S3_BUCKET": "", "PAGE_CACHE": "off"}
        command = [sys.executable, "manage.py", "restore", str(path), "--key", str(key), "--overwrite"]
        try:
            done = subprocess.run(
                command, env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False, timeout=LONGEST
            )
        except subprocess.TimeoutExpired as error:
            raise BackupFault("Latihan pemulihan tidak selesai dalam empat jam.") from error
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["?"])[-1]
        raise BackupFault(f"Latihan pemulihan gagal: {said}")
    return done.stdout.strip()


@contextmanager
def _database(place: Path) -> Iterator[str]:
    """The address of a database for the rehearsal, empty again at the end.

    On PostgreSQL it is called as the site's with ``_latihan`` behind it; whoever installs makes it once, for the site's
    user need not be allowed to.
    """
    if connection.vendor == "sqlite":
        yield f"sqlite:///{place / NAME}.sqlite3"
        return
    given, _, options = os.environ["DATABASE_URL"].partition("?")
    other = connection.copy()
    other.settings_dict["NAME"] += f"_{NAME}"
    try:
        other.ensure_connection()
    except OperationalError as error:
        name = other.settings_dict["NAME"]
        raise BackupFault(
            f"Basis data latihan «{name}» tidak dapat dibuka. Buat sekali: createdb --owner PENGGUNA {name}."
        ) from error
    try:
        yield f"{given}_{NAME}{'?' if options else ''}{options}"
    finally:
        with closing(other), other.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
