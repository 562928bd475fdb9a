"""Taking the database out at one moment while people write, and putting it back all at once or not at all."""

import gzip
import os
import shutil
import sqlite3
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any

from django.db import connection

from operations.backups.faults import BackupFault, is_full

FULL = "Cakram penuh saat basis data disalin; cadangan dibatalkan. Kosongkan tempatnya, atau sebut tempat lain."
FULL_SQLITE = "disk is full"


@dataclass(frozen=True)
class Snapshot:
    """The database as it was at one moment: to be asked over a connection of its own, and as a file."""

    connection: Any
    dump: IO[bytes]


class Kind(ABC):
    """How one kind of database is taken out and put back."""

    member: str
    """Its name in the archive."""

    @abstractmethod
    def snapshot(self, folder: Path) -> Any:
        """Context manager giving a ``Snapshot``; ``folder`` has room for the dump. Raises ``BackupFault``."""

    @abstractmethod
    def load(self, content: Any) -> None:
        """Replace all that is in the database by a dump, in one transaction. Raises ``BackupFault``."""


class SQLite(Kind):
    member = "database.sqlite3"

    @contextmanager
    def snapshot(self, folder: Path) -> Iterator[Snapshot]:
        connection.ensure_connection()
        with TemporaryDirectory(dir=folder, prefix=".cadangan-") as scratch:
            path = Path(scratch, self.member)
            try:
                with closing(sqlite3.connect(path)) as copy:
                    connection.connection.backup(copy)
            except sqlite3.Error as error:
                raise BackupFault(
                    FULL if FULL_SQLITE in str(error) else f"Basis data tidak terbaca: {error}."
                ) from error
            reading = connection.copy()
            reading.settings_dict["NAME"] = str(path)
            reading.settings_dict["OPTIONS"] = {}
            with open(path, "rb") as dump, closing(reading):
                yield Snapshot(reading, dump)

    def load(self, content: Any) -> None:
        target = Path(connection.settings_dict["NAME"])
        connection.close()
        try:
            with TemporaryDirectory(dir=target.parent, prefix=".cadangan-") as scratch:
                path = Path(scratch, self.member)
                with open(path, "wb") as file:
                    shutil.copyfileobj(content, file, 1 << 20)
                with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target, timeout=5)) as live:
                    source.backup(live)
        except (sqlite3.Error, OSError) as error:
            if is_full(error) or FULL_SQLITE in str(error):
                raise BackupFault(f"Cakram untuk «{target}» penuh. Kosongkan atau perbesar, lalu ulangi.") from error
            raise BackupFault(
                f"Basis data «{target}» tidak dapat ditulis ({error}). Hentikan semua layanan situs, lalu ulangi."
            ) from error


class PostgreSQL(Kind):
    member = "database.sql.gz"

    @contextmanager
    def snapshot(self, folder: Path) -> Iterator[Snapshot]:
        program = _program("pg_dump")
        with closing(connection.copy()) as reading, TemporaryFile(dir=folder) as dump:
            reading.set_autocommit(False)
            with reading.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                cursor.execute("SELECT pg_export_snapshot()")
                snapshot = cursor.fetchone()[0]
            options = ["--no-owner", "--no-privileges", "--compress=6", f"--snapshot={snapshot}"]
            command, env = _command(program, options)
            done = subprocess.run(command, env=env, stdout=dump, stderr=subprocess.PIPE, check=False)
            if done.returncode:
                raise BackupFault(_dump_failed(done.stderr.decode(errors="replace")))
            dump.seek(0)
            yield Snapshot(reading, dump)

    def load(self, content: Any) -> None:
        fresh = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"
        options = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
        command, env = _command(_program("psql"), [*options, f"--command={fresh}", "--file=-"])
        connection.close()
        with TemporaryFile() as said:
            psql = subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said)
            assert psql.stdin is not None
            try:
                with gzip.open(content) as script:
                    shutil.copyfileobj(script, psql.stdin, 1 << 20)
                psql.stdin.close()
            except BrokenPipeError:
                pass  # it has stopped at an error, told below
            except BaseException:
                psql.kill()  # an end of input would make it commit what it has
                raise
            finally:
                code = psql.wait()
            said.seek(0)
            if code:
                raise BackupFault(_load_failed(said.read().decode(errors="replace")))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _program(name: str) -> str:
    """Raises ``BackupFault`` where PostgreSQL's own tools are missing."""
    found = shutil.which(name)
    if found is None:
        raise BackupFault(f"Program {name} tidak ditemukan. Pasang postgresql-client yang seversi dengan peladennya.")
    return found


def _command(program: str, options: list[str]) -> tuple[list[str], dict[str, str]]:
    """A PostgreSQL tool for our database; the password goes through the environment, where nobody lists it."""
    command, env = connection.client.settings_to_cmd_args_env(connection.settings_dict, options)
    return [program, *command[1:]], {**os.environ, **(env or {}), "LC_ALL": "C"}


def _dump_failed(said: str) -> str:
    if is_full(said):
        return FULL
    if "version mismatch" in said:
        return "pg_dump lebih tua daripada peladen PostgreSQL. Pasang postgresql-client yang seversi dengan peladennya."
    return f"pg_dump gagal: {_last(said)}. Periksa DATABASE_URL dan hak pengguna basis datanya."


def _load_failed(said: str) -> str:
    if is_full(said):
        return "Cakram peladen PostgreSQL penuh; tidak ada yang diubah. Kosongkan atau perbesar, lalu ulangi."
    return f"psql gagal, dan basis data tidak diubah: {_last(said)}. Periksa DATABASE_URL dan hak penggunanya."


def _last(said: str) -> str:
    """The line of a tool's complaint that says most."""
    lines = [line for line in said.splitlines() if "rror:" in line or "ERROR" in line] or said.splitlines() or ["?"]
    return lines[0].strip().rstrip(".")


KINDS: dict[str, Kind] = {"sqlite": SQLite(), "postgresql": PostgreSQL()}


def kind() -> Kind:
    """The kind of the database at hand."""
    return KINDS[connection.vendor]
