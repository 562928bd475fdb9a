"""Reading a backup back: first all of it, to see that it is whole and fits, then once more, to put it in place."""

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from pyrage.x25519 import Identity
from wagtail.images import get_image_model

from home.cache.purge import EVERYTHING
from home.cache.store import the_store
from operations.backups import archive, databases, facts, files
from operations.backups.faults import BackupFault, is_full

FACTS = "cadangan.json"
LEFT = "berkas-lama.txt"
"""Of an increment: the files that the whole backup before it brings, as lines of ``sha256sum``."""
KIND_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True)
class Content:
    """What a backup that is in order holds: its facts, its files and those it leaves to another (name → SHA-256)."""

    facts: dict[str, Any]
    files: dict[str, str]
    left: dict[str, str]


def verify(path: Path, identities: list[Identity]) -> Content:
    """Read a backup to its end and check every sum, changing nothing. Raises ``BackupFault``."""
    told: dict[str, Any] = {}
    held: dict[str, str] = {}
    left: dict[str, str] = {}
    database = False
    with closing(archive.members(path, identities)) as members:
        for name, content in members:
            if name == FACTS:
                told = json.loads(content.read())
            elif name == LEFT:
                lines = (line.partition("  ") for line in content.read().decode().splitlines())
                left = {member: digest for digest, _, member in lines}
            elif files.is_one(name):
                held[name] = archive.digest_of(content)
            else:
                database = True
    if not told or not database:
        raise BackupFault(f"«{path}» bukan cadangan situs ini. Periksa jalurnya.")
    if told["format"] != facts.FORMAT:
        raise BackupFault(f"«{path}» dibuat oleh rilis lain ({told['release']}). Pasang rilis itu untuk memulihkannya.")
    return Content(told, held, left)


def verify_whole(path: Path, identities: list[Identity]) -> tuple[Content, Path | None]:
    """A backup in order with the whole one it is an increment to, if it is one, which holds every file left to it.

    Raises ``BackupFault``.
    """
    content = verify(path, identities)
    base = _base(path, content)
    if base:
        held = verify(base, identities).files
        if lacking := [name for name, digest in content.left.items() if held.get(name) != digest]:
            raise BackupFault(
                f"Cadangan penuh «{base.name}» tidak memuat {len(lacking)} berkas yang diperlukan «{path.name}»: "
                f"{', '.join(lacking[:5])}. Pakai cadangan lain."
            )
    return content, base


def restore(path: Path, identities: list[Identity], *, overwrite: bool) -> Content:
    """Put a backup in place: files first, then the database at once. Raises ``BackupFault``, all being as before.

    The whole backup that an increment belongs to must lie beside it.
    """
    content, base = verify_whole(path, identities)
    _must_fit(content.facts, overwrite=overwrite)
    try:
        with files.Placing() as place:
            if base:
                _unpack(base, identities, place, content.left.__contains__)
            _unpack(path, identities, place, lambda name: True)
    except OSError as error:
        if is_full(error):
            raise BackupFault("Cakram tujuan berkas penuh; pemulihan dibatalkan. Perbesar, lalu ulangi.") from error
        raise BackupFault(f"Berkas tidak dapat ditulis: {error}. Periksa MEDIA_ROOT dan izinnya.") from error
    return content


def _unpack(path: Path, identities: list[Identity], place: files.Placing, wanted: Callable[[str], bool]) -> None:
    """Put the wanted members of a backup in place."""
    kind = databases.kind()
    with closing(archive.members(path, identities)) as members:
        for name, member in members:
            if not wanted(name):
                continue
            if files.is_one(name):
                place.put(name, member)
            elif name == kind.member:
                kind.load(member)


def _base(path: Path, content: Content) -> Path | None:
    """The whole backup that an increment belongs to. Raises ``BackupFault`` where it is not there."""
    if not content.facts["base"]:
        return None
    base = path.with_name(content.facts["base"])
    if not base.exists():
        raise BackupFault(
            f"«{path}» hanya tambahan atas cadangan penuh «{base.name}». Letakkan keduanya di satu folder, lalu ulangi."
        )
    return base


def _must_fit(told: dict[str, Any], *, overwrite: bool) -> None:
    """Raises ``BackupFault`` where this release or this place can't take the backup."""
    made_on = told["database"]
    if made_on["kind"] != connection.vendor:
        raise BackupFault(
            f"Cadangan ini dari {KIND_NAMES.get(made_on['kind'], made_on['kind'])}, sedangkan DATABASE_URL menunjuk "
            f"{KIND_NAMES[connection.vendor]}. Arahkan DATABASE_URL ke basis data yang sejenis."
        )
    try:
        present, here = connection.introspection.table_names(), connection.get_database_version()
    except OperationalError as error:
        raise BackupFault("Basis data tujuan tidak dapat dihubungi. Buat dulu, dan periksa DATABASE_URL.") from error
    if here[0] < made_on["version"][0]:
        version = ".".join(map(str, made_on["version"]))
        raise BackupFault(f"Basis data tujuan lebih tua daripada asalnya ({version}). Pasang yang seversi atau baru.")
    if unknown := facts.unknown_migrations(told):
        raise BackupFault(
            f"Cadangan ini dari rilis yang lebih baru ({told['release']}): {unknown[0]} tidak dikenal di sini. "
            "Pasang rilis itu, lalu ulangi."
        )
    if not overwrite and (present or not files.is_empty()):
        what = "Basis data" if present else "Tempat berkas (MEDIA_ROOT)"
        raise BackupFault(f"{what} tujuan tidak kosong. Sebut tempat yang kosong, atau --overwrite untuk menggantinya.")


def settle() -> None:
    """After a restore: nobody is logged in, work that was under way begins anew, no page of before is shown."""
    Session.objects.all().delete()
    DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).update(
        status=TaskResultStatus.READY, started_at=None, worker_ids=[]
    )
    store = the_store()
    if store is not None:
        store.purge([EVERYTHING])


def forget_lost_files() -> list[str]:
    """Files that a restored row names and that aren't there; those the site can draw anew it now will."""
    named = (files.at(member) for member in files.named(connection))
    lost = [name for storage, name in named if not storage.exists(name)]
    renditions = get_image_model().get_rendition_model().objects.filter(file__in=lost)
    drawn_anew = set(renditions.values_list("file", flat=True))
    renditions.delete()
    return [name for name in lost if name not in drawn_anew]
