"""Whole installations of their own, beside the suite's database: commands there are processes, as in an office."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from django.conf import settings
from django.db import connection

from tests import furnished
from tests.needs import needs

PATIENCE = 240
"""Seconds after which a process counts as stuck."""


@dataclass
class Place:
    """A database and a folder of files."""

    folder: Path
    database: str

    @property
    def media(self) -> Path:
        return self.folder / "media"

    @property
    def complaints(self) -> Path:
        """What its processes wrote to standard error."""
        return self.folder / "stderr.log"

    def start(self, *args: str, **env: str) -> subprocess.Popen[str]:
        """Start Python there, with pipes to its standard input and output."""
        told = {
            "DJANGO_SETTINGS_MODULE": "site_kpu.settings.dev",
            "DATABASE_URL": self.database if "://" in self.database else f"sqlite:///{self.database}",
            "MEDIA_ROOT": str(self.media),
            "EMAIL_URL": f"filemail:///{self.folder / 'mail'}",
            "PAGE_CACHE": "off",
        }
        pipe, command = subprocess.PIPE, [sys.executable, *args]
        with open(self.complaints, "a") as err:
            return subprocess.Popen(
                command,
                env=os.environ | told | env,
                cwd=settings.BASE_DIR,
                text=True,
                stdin=pipe,
                stdout=pipe,
                stderr=err,
            )

    def manage(self, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
        """A command of manage.py there, to its end; its standard error holds what was complained of so far."""
        process = self.start("manage.py", *args, **env)
        try:
            out, _ = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
        return subprocess.CompletedProcess(process.args, process.returncode, out, self.complaints.read_text())

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Query its database."""
        with closing(self._connect()) as database:
            return database.execute(sql).fetchall()

    def do(self, *statements: str) -> None:
        """Change its database."""
        with closing(self._connect()) as database:
            for statement in statements:
                database.execute(statement)
            database.commit()

    def _connect(self) -> Any:
        return psycopg.connect(self.database) if "://" in self.database else sqlite3.connect(self.database)


@contextmanager
def empty_place(folder: Path) -> Iterator[Place]:
    """An installation with nothing in it, on the kind of database the suite runs on."""
    with _place(folder) as place:
        if connection.vendor == "postgresql":
            with closing(psycopg.connect(furnished.address("postgres"), autocommit=True)) as server:
                server.execute(f"CREATE DATABASE {_name(place)}")
        yield place


@contextmanager
def furnished_place(folder: Path) -> Iterator[Place]:
    """An installation with the suite's offices and people."""
    with _place(folder) as place:
        furnished.copy(furnished.FURNISHED, place.database if connection.vendor == "sqlite" else _name(place))
        yield place


@contextmanager
def _place(folder: Path) -> Iterator[Place]:
    """A folder and the address of a database that is not there yet; whatever was made goes afterwards."""
    folder.mkdir()
    if connection.vendor == "sqlite":
        yield Place(folder, str(folder / "db.sqlite3"))
        return
    needs("" if shutil.which("pg_dump") and shutil.which("psql") else "pg_dump not found: install postgresql-client")
    place = Place(folder, furnished.address(f"tempat_{uuid4().hex[:12]}"))
    try:
        yield place
    finally:
        with closing(psycopg.connect(furnished.address("postgres"), autocommit=True)) as server:
            server.execute(f"DROP DATABASE IF EXISTS {_name(place)} WITH (FORCE)")


@contextmanager
def place_of_rehearsal(place: Place) -> Iterator[None]:
    """The database that a rehearsal restores into; on SQLite it makes one."""
    if connection.vendor == "sqlite":
        yield
        return
    with closing(psycopg.connect(furnished.address("postgres"), autocommit=True)) as server:
        server.execute(f"CREATE DATABASE {_name(place)}_latihan")
        try:
            yield
        finally:
            server.execute(f"DROP DATABASE {_name(place)}_latihan WITH (FORCE)")


def _name(place: Place) -> str:
    return place.database.rpartition("/")[2]
