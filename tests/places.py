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
    folder.mkdir()
    if connection.vendor == "sqlite":
        yield Place(folder, str(folder / "db.sqlite3"))
        return
    needs("" if shutil.which("pg_dump") and shutil.which("psql") else "pg_dump not found: install postgresql-client")
    name = f"tempat_{uuid4().hex[:12]}"
    with closing(psycopg.connect(_url("postgres"), autocommit=True)) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield Place(folder, _url(name))
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def furnished_place(folder: Path) -> Iterator[Place]:
    """An installation with the suite's offices and people."""
    with empty_place(folder) as place:
        if connection.vendor == "sqlite":
            Path(place.database).write_bytes(connection.connection.serialize())
        else:
            dumped = subprocess.run(
                ["pg_dump", _url(connection.settings_dict["NAME"])], capture_output=True, check=True
            )
            subprocess.run(["psql", "-q", place.database], input=dumped.stdout, capture_output=True, check=True)
        yield place


def _url(name: str) -> str:
    facts = connection.settings_dict
    password = f":{facts['PASSWORD']}" if facts["PASSWORD"] else ""
    return f"postgres://{facts['USER']}{password}@{facts['HOST']}:{facts['PORT']}/{name}"
