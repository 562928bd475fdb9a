"""Making a backup: the database at one moment, then the files its rows name, read back before it counts as one."""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pyrage
from django.db import OperationalError
from django.utils import timezone
from pyrage.x25519 import Identity

from operations.backups import archive, databases, files, keys
from operations.backups.facts import facts_of
from operations.backups.faults import BackupFault, is_full
from operations.backups.restoring import FACTS, verify


@dataclass(frozen=True)
class Made:
    """A finished backup; ``gone`` are files that a row of that moment names and that were deleted before their turn."""

    path: Path
    files: int
    gone: list[str]


def make(wanted: Path) -> Made:
    """Write a backup to a new file, or to one named by the time in a folder. Raises ``BackupFault``.

    Files are added, never changed, and a row is committed after its file: so every row of the snapshot has its file,
    unless someone deletes it before its turn, and then the row is gone by now too.
    """
    recipient = keys.recipient()
    path = wanted / f"situs-{timezone.localtime():%Y%m%d-%H%M%S}.tar.age" if wanted.is_dir() else wanted
    if path.exists():
        raise BackupFault(f"«{path}» sudah ada. Sebut nama lain, atau sebuah folder.")
    for_reading_back = Identity.generate()
    try:
        with _appearing(path) as (file, scratch):
            recipients = [recipient, for_reading_back.to_public()]
            with tempfile.TemporaryFile(dir=path.parent) as sums, archive.writing(file, recipients, sums) as writer:
                count, gone = _write(writer, path.parent)
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
    return Made(path, count, gone)


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


def _write(writer: archive.Writer, folder: Path) -> tuple[int, list[str]]:
    """Fill the archive; the number of files, and the names of those that were gone."""
    kind = databases.kind()
    with kind.snapshot(folder) as snapshot:
        writer.add_bytes(FACTS, json.dumps(facts_of(snapshot.connection), indent=1).encode())
        count, gone = 0, []
        for member in files.named(snapshot.connection):
            storage, name = files.at(member)
            try:
                with storage.open(name) as file:
                    writer.add(member, file, file.size)
                count += 1
            except FileNotFoundError:
                gone.append(name)
        writer.add(kind.member, snapshot.dump, os.fstat(snapshot.dump.fileno()).st_size)
    return count, gone
