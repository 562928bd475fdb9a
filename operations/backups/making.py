"""Making a backup: the database at one moment, then the files its rows name, read back before it counts as one.

An increment leaves to the whole backup before it the files that were there already: files are added, never changed.
"""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO

import pyrage
from django.db import OperationalError
from pyrage.x25519 import Identity

from operations.backups import archive, databases, files, keys, names
from operations.backups.facts import facts_of
from operations.backups.faults import BackupFault, is_full
from operations.backups.restoring import FACTS, LEFT, verify

OVERLAP = timedelta(hours=1)
"""Files this much older than the whole backup are in an increment too: one may be written before its row is committed,
and the service that keeps files may have another clock."""


@dataclass(frozen=True)
class Made:
    """A finished backup; ``gone`` are files that a row of that moment names and that were deleted before their turn."""

    path: Path
    base: Path | None
    """The whole backup it is an increment to."""
    files: int
    gone: list[str]


def make(wanted: Path, *, increment: bool = False) -> Made:
    """Write a backup to a new file, or to one named by the time in a folder. Raises ``BackupFault``.

    ``increment``: without the files that the newest whole backup of the folder holds; a whole one where there is none.

    Files are added, never changed, and a row is committed after its file: so every row of the snapshot has its file,
    unless someone deletes it before its turn, and then the row is gone by now too.
    """
    recipient = keys.recipient()
    if increment and not wanted.is_dir():
        raise BackupFault(f"Cadangan tambahan memerlukan folder tempat cadangan penuhnya; «{wanted}» bukan folder.")
    base = names.newest_whole(wanted) if increment else None
    path = names.increment(base) if base else names.whole(wanted) if wanted.is_dir() else wanted
    if path.exists():
        raise BackupFault(f"«{path}» sudah ada. Sebut nama lain, atau sebuah folder.")
    for_reading_back = Identity.generate()
    try:
        with _appearing(path) as (file, scratch):
            recipients = [recipient, for_reading_back.to_public()]
            with tempfile.TemporaryFile(dir=path.parent) as sums, archive.writing(file, recipients, sums) as writer:
                count, gone = _write(writer, path.parent, base)
            file.flush()
            verify(scratch, for_reading_back)
    except OperationalError as error:
        raise BackupFault("Basis data tidak dapat dihubungi. Periksa apakah berjalan, dan DATABASE_URL.") from error
    except (OSError, pyrage.EncryptError) as error:
        if is_full(error):
            raise BackupFault(
                f"Cakram untuk «{path}» penuh; cadangan dibatalkan. Kosongkan, atau sebut tempat lain."
            ) from error
        raise BackupFault(f"«{path}» tidak dapat ditulis: {error}. Periksa folder dan izinnya.") from error
    return Made(path, base, count, gone)


@contextmanager
def _appearing(path: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """A file, mode 0600, that has its name only once it is whole and on the disk."""
    handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=".cadangan-")
    try:
        with open(handle, "wb") as file:
            yield file, Path(scratch)
            file.flush()
            os.fsync(file.fileno())
        os.link(scratch, path)  # fails where the name was taken meanwhile
    finally:
        os.unlink(scratch)


def _write(writer: archive.Writer, folder: Path, base: Path | None) -> tuple[int, list[str]]:
    """Fill the archive; the number of files, and the names of those that were gone."""
    kind = databases.kind()
    since = names.begun_at(base) - OVERLAP if base else None
    with kind.snapshot(folder) as snapshot:
        told = facts_of(snapshot.connection) | {"base": base.name if base else ""}
        writer.add_bytes(FACTS, json.dumps(told, indent=1).encode())
        count, gone, left = 0, [], []
        for member in files.named(snapshot.connection):
            storage, name = files.at(member)
            try:
                if since and storage.exists(name) and storage.get_modified_time(name) < since:
                    left.append(member)
                    continue
                with storage.open(name) as file:
                    writer.add(member, file, file.size)
                count += 1
            except FileNotFoundError:
                gone.append(name)
        if base:
            writer.add_bytes(LEFT, "\n".join(left).encode())
        writer.add(kind.member, snapshot.dump, os.fstat(snapshot.dump.fileno()).st_size)
    return count, gone
