"""The uploaded files, through whatever storages they lie in.

In a backup a file is called by the folder of its storage and its name there, as ``media/documents/a.pdf``.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.files import File
from django.core.files.storage import Storage, storages
from django.db.models import FileField

from files.drawn_files import SizesOfPictures
from operations.backups.archive import Hashed, digest_of
from operations.backups.faults import BackupFault

FOLDERS = {"media": "default", "public": "public"}
"""Folder of a backup → storage of the settings."""


def is_one(member: str) -> bool:
    """Whether a member of a backup is an uploaded file."""
    return member.partition("/")[0] in FOLDERS


def at(member: str) -> tuple[Storage, str]:
    """Where a file is: its storage, and its name there."""
    folder, _, name = member.partition("/")
    return storages[FOLDERS[folder]], name


def _folder(field: FileField, name: str) -> str:
    storage = field.storage.holding(name) if isinstance(field.storage, SizesOfPictures) else field.storage
    return "public" if storage is storages["public"] else "media"


def columns() -> list[FileField]:
    """Every column of the database that names an uploaded file."""
    fields = (field for model in apps.get_models() for field in model._meta.local_concrete_fields)
    return [field for field in fields if isinstance(field, FileField)]


def named(connection: Any) -> Iterator[str]:
    """Every file a row of the database names, once per column. What no row names is not part of the site."""
    quote = connection.ops.quote_name
    for field in columns():
        column, table = quote(field.column), quote(field.model._meta.db_table)
        with connection.chunked_cursor() as cursor:
            cursor.execute(f"SELECT DISTINCT {column} FROM {table} WHERE {column} <> ''")
            for (name,) in cursor:
                yield f"{_folder(field, name)}/{name}"


def is_empty() -> bool:
    """Whether no file lies in any storage."""
    return not any(_holds_any(storages[alias]) for alias in FOLDERS.values())


def _holds_any(storage: Storage) -> bool:
    try:
        return any(storage.listdir(""))
    except FileNotFoundError:
        return False


class Placing:
    """Puts files in place; if the block fails, it takes those it put away again."""

    def __init__(self) -> None:
        self.placed: list[tuple[Storage, str]] = []

    def __enter__(self) -> "Placing":
        return self

    def __exit__(self, kind: type | None, *_: Any) -> None:
        if kind is not None:
            for storage, name in self.placed:
                storage.delete(name)

    def put(self, member: str, content: Hashed) -> None:
        """Store a file under exactly this name. Raises ``BackupFault`` where another one lies there."""
        storage, name = at(member)
        if storage.exists(name):
            with storage.open(name) as present:
                if digest_of(Hashed(present)) == digest_of(content):
                    return
            raise BackupFault(
                f"Di tempat berkas sudah ada «{name}» dengan isi lain. Kosongkan MEDIA_ROOT (atau bucket) tujuan, "
                "atau sebut tempat lain."
            )
        self.placed.append((storage, name))
        save = getattr(storage, "put_back", storage.save)  # what names files itself must not name them anew
        stored = save(name, File(content, name=name))  # type: ignore[arg-type]
        if stored != name:
            self.placed.append((storage, stored))
            raise BackupFault(f"«{name}» tersimpan sebagai «{stored}». Pastikan tidak ada yang menulis ke tujuan.")
