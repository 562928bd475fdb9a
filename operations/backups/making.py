"""Making a backup: the database at one moment, then the files its rows name, read back before it counts as one.

An increment leaves to the whole backup before it the files that lie in it as they are now (listing.py).
"""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import IO

import pyrage
from django.db import OperationalError
from django.utils import timezone
from pyrage.x25519 import Identity, Recipient

from operations.backups import archive, databases, files, keys, listing, names
from operations.backups.facts import facts_of
from operations.backups.faults import BackupFault, is_full
from operations.backups.listing import Entry, Listing
from operations.backups.restoring import FACTS, LEFT, verify

AHEAD = timedelta(minutes=5)
"""How far a backup may be ahead of the clock before its name, or the clock, counts as wrong."""


@dataclass(frozen=True)
class Base:
    """The whole backup of an increment, and what it holds."""

    path: Path
    listing: Listing


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

    ``increment``: without the files that the newest whole backup of the folder holds; a whole one where there is none
    that says what it holds, or where it was made for other keys.

    Files are added, never changed, and a row is committed after its file: so every row of the snapshot has its file,
    unless someone deletes it before its turn, and then the row is gone by now too.
    """
    recipients = keys.recipients()
    base = _base(wanted, recipients) if increment else None
    path = _new(names.increment(base.path) if base else names.whole(wanted) if wanted.is_dir() else wanted)
    written = _Written(Listing(_names(recipients)))
    for_reading_back = Identity.generate()
    try:
        with _appearing(path) as (file, scratch):
            readers = [*recipients, for_reading_back.to_public()]
            with tempfile.TemporaryFile(dir=path.parent) as sums, archive.writing(file, readers, sums) as writer:
                _write(writer, path.parent, base, written)
            file.flush()
            verify(scratch, [for_reading_back])
        if base is None and wanted.is_dir():
            written.listing.write(names.listing(path))
    except OperationalError as error:
        raise BackupFault("Basis data tidak dapat dihubungi. Periksa apakah berjalan, dan DATABASE_URL.") from error
    except (OSError, pyrage.EncryptError) as error:
        if is_full(error):
            raise BackupFault(
                f"Cakram untuk «{path}» penuh; cadangan dibatalkan. Kosongkan, atau sebut tempat lain."
            ) from error
        raise BackupFault(f"«{path}» tidak dapat ditulis: {error}. Periksa folder dan izinnya.") from error
    return Made(path, base.path if base else None, len(written.listing.files), written.gone)


def _new(path: Path) -> Path:
    if path.exists():
        raise BackupFault(f"«{path}» sudah ada. Sebut nama lain, atau sebuah folder.")
    return path


def _base(folder: Path, recipients: list[Recipient]) -> Base | None:
    """The newest whole backup of a folder that an increment can stand on.

    Raises ``BackupFault`` for one from the future, and where there is no folder.
    """
    if not folder.is_dir():
        raise BackupFault(f"Cadangan tambahan memerlukan folder tempat cadangan penuhnya; «{folder}» bukan folder.")
    path = names.newest_whole(folder)
    if path is None:
        return None
    if names.begun_at(path) > timezone.now() + AHEAD:
        raise BackupFault(
            f"Cadangan penuh «{path}» bertanggal sesudah saat ini menurut jam mesin. Betulkan jam mesin, atau "
            "pindahkan berkas itu dari folder ini, lalu ulangi."
        )
    held = listing.read(names.listing(path))
    return Base(path, held) if held is not None and held.recipients == _names(recipients) else None


def _names(recipients: list[Recipient]) -> list[str]:
    return sorted(map(str, recipients))


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


@dataclass
class _Written:
    """What went into an archive, what is left to its base (lines of ``sha256sum``), and what was gone by its turn."""

    listing: Listing
    left: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


def _write(writer: archive.Writer, folder: Path, base: Base | None, written: _Written) -> None:
    """Fill the archive from one moment of the database."""
    kind = databases.kind()
    with kind.snapshot(folder) as snapshot:
        told = facts_of(snapshot.connection) | {"base": base.path.name if base else ""}
        writer.add_bytes(FACTS, json.dumps(told, indent=1).encode())
        for member in files.named(snapshot.connection):
            try:
                _write_file(writer, member, base.listing if base else None, written)
            except FileNotFoundError:
                written.gone.append(files.at(member)[1])
        if base:
            writer.add_bytes(LEFT, "\n".join(written.left).encode())
        writer.add(kind.member, snapshot.dump, os.fstat(snapshot.dump.fileno()).st_size)


def _write_file(writer: archive.Writer, member: str, held: Listing | None, written: _Written) -> None:
    """Add a file, or leave it to the base that holds it. Raises ``FileNotFoundError`` where it is gone."""
    storage, name = files.at(member)
    changed = listing.changed(storage, name)
    if held is not None and held.holds(member, storage.size(name), changed):
        written.left.append(f"{held.files[member].sha256}  {member}")
        return
    with storage.open(name) as file:
        size = file.size
        written.listing.files[member] = Entry(size, changed, writer.add(member, file, size))
