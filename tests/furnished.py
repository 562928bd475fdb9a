"""A migrated database, and one with the suite's world in it: made once, then copied.

Migrating takes 22 seconds of CPU, a copy a third of one. SQLite's stand in ``var/furnished/``, PostgreSQL's on its
server. The name of each holds a hash of all it was made from, so what an older state of the code has made is never
taken; whoever makes the next one drops the oldest. ``python -m tests.furnished`` makes both.
"""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import django
import psycopg
from django.conf import settings
from django.core.files import locks
from django.core.management import call_command
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "furnished"
MIGRATED, FURNISHED = "migrated", "furnished"
MAKING = 7_120_512
"""The advisory lock of whoever makes or copies on a PostgreSQL server."""
KEPT = 4
"""Databases of a stage that stay beside a new one: other checkouts', and of states of the code one goes back to."""
PRODUCT = (
    *("accounts", "desk", "files", "home", "news", "offices", "operations", "search", "site_kpu", "sops", "text"),
    "workflows",
)
WORLD = ROOT / "tests" / "world.py"


def name_of(stage: str) -> str:
    """The stage and a hash of the files it is made from: "furnished_1a2b3c4d5e6f7a8b"; or what ``WORLD_AS`` names."""
    if stage == FURNISHED and (given := os.environ.get("WORLD_AS")):
        return given
    files = [ROOT / "requirements.txt"]
    for app in PRODUCT:
        files += (ROOT / app).glob("migrations/*.py" if stage == MIGRATED else "**/*.py")
    if stage == FURNISHED:
        files += [WORLD, *(ROOT / "sops" / "library").glob("*.toml")]
    hashed = hashlib.sha256()
    for path in sorted(files):
        hashed.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return f"{stage}_{hashed.hexdigest()[:16]}"


def copy(stage: str, to: str) -> None:
    """Make a database as it was left at that stage.

    ``to`` is a file, or on PostgreSQL the name of a database of the suite's server; one of that name is replaced.
    """
    with _alone():
        source = _made(stage)
        if connection.vendor == "sqlite":
            for beside in ("", "-wal", "-shm"):
                Path(to + beside).unlink(missing_ok=True)
            shutil.copyfile(_file(source), to)
        else:
            _on_server(f'DROP DATABASE IF EXISTS "{to}" WITH (FORCE)', f'CREATE DATABASE "{to}" TEMPLATE "{source}"')


def move_in(name: str) -> None:
    """Let the suite's own connection use a copy of the furnished database, under that name."""
    connection.close()
    in_memory = connection.vendor == "sqlite" and "mode=memory" in name
    if not in_memory:
        copy(FURNISHED, name)
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    connection.ensure_connection()
    if in_memory:
        with _alone(), closing(sqlite3.connect(_file(_made(FURNISHED)))) as stored:
            stored.backup(connection.connection)


def move_out() -> None:
    """Drop the copy that the suite's connection uses."""
    connection.close()
    if connection.vendor == "postgresql":
        _on_server(f'DROP DATABASE "{connection.settings_dict["NAME"]}" WITH (FORCE)')


def address(name: str) -> str:
    """Where a database of the suite's PostgreSQL server is."""
    facts = connection.settings_dict
    password = f":{facts['PASSWORD']}" if facts["PASSWORD"] else ""
    return f"postgres://{facts['USER']}{password}@{facts['HOST']}:{facts['PORT']}/{name}"


# --- making -------------------------------------------------------------------------------------------


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time makes or copies, of this checkout and, on a server, of any."""
    if connection.vendor == "postgresql":
        with closing(psycopg.connect(address("postgres"), autocommit=True)) as server:
            server.execute("SELECT pg_advisory_lock(%s)", [MAKING])
            yield
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    with open(FOLDER / "lock", "w") as file:
        locks.lock(file, locks.LOCK_EX)
        yield


def _made(stage: str) -> str:
    """The name of the stage's database; a process of its own makes it where it isn't there."""
    name = name_of(stage)
    if not _is_there(name):
        before = _made(MIGRATED) if stage == FURNISHED else ""
        for old in _stored(stage)[:-KEPT]:
            _drop(old)
        if _is_there(f"{name}_draft"):  # somebody's who was interrupted
            _drop(f"{name}_draft")
        _make_empty(f"{name}_draft", before)
        subprocess.run([sys.executable, "-m", "tests.furnished", stage, f"{name}_draft"], cwd=ROOT, check=True)
        _rename(f"{name}_draft", name)
    return name


def _fill(stage: str, name: str) -> None:
    """In a process of its own: migrate that database, or build the world in it."""
    from tests import world

    connection.settings_dict["NAME"] = str(_file(name)) if connection.vendor == "sqlite" else name
    if stage == MIGRATED:
        call_command("migrate", verbosity=0)
    else:
        world.build()
    connection.close()
    Path(f"{_file(name)}.lock").unlink(missing_ok=True)  # migrate's own


# --- the two kinds of database ------------------------------------------------------------------------


def _file(name: str) -> Path:
    return FOLDER / f"{name}.sqlite3"


def _on_server(*statements: str) -> list[tuple[Any, ...]]:
    """Run statements outside any transaction; the rows of the last, if it has any."""
    with closing(psycopg.connect(address("postgres"), autocommit=True)) as server:
        for statement in statements:
            answer = server.execute(statement)
        return answer.fetchall() if answer.description else []


def _stored(stage: str) -> list[str]:
    """The databases of a stage that are there, oldest first, also those left half made."""
    if connection.vendor == "sqlite":
        files = sorted(FOLDER.glob(f"{stage}_*.sqlite3"), key=lambda path: path.stat().st_mtime)
        return [path.stem for path in files]
    made = f"SELECT datname FROM pg_database WHERE datname LIKE '{stage}_%' ORDER BY oid"
    return [name for (name,) in _on_server(made)]


def _is_there(name: str) -> bool:
    return name in _stored(name.partition("_")[0])


def _drop(name: str) -> None:
    if connection.vendor == "sqlite":
        _file(name).unlink()
    else:
        _on_server(f'DROP DATABASE "{name}" WITH (FORCE)')


def _make_empty(name: str, template: str) -> None:
    """A database like the template; without one an empty one."""
    if connection.vendor == "postgresql":
        _on_server(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
    elif template:
        shutil.copyfile(_file(template), _file(name))


def _rename(name: str, new: str) -> None:
    if connection.vendor == "sqlite":
        _file(name).rename(_file(new))
    else:
        _on_server(f'ALTER DATABASE "{name}" RENAME TO "{new}"')


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_kpu.settings.test")
    django.setup()
    if len(sys.argv) > 1:
        _fill(*sys.argv[1:])
    else:
        with _alone():
            _made(FURNISHED)
