"""Where the bench keeps what it builds, and its databases (``bench_*``, made and dropped here)."""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var" / "bench"
PICTURES = VAR / "pictures"
ADMIN_URL = os.environ.get("BENCH_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")


def database_url(name: str) -> str:
    """The address of one of the bench's databases."""
    return urlunsplit(urlsplit(ADMIN_URL)._replace(path=f"/{name}"))


def exists(name: str) -> bool:
    with psycopg.connect(ADMIN_URL) as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def create(name: str) -> None:
    """An empty database of that name; one that was there is gone.

    Queries get no parallel workers: their CPU could not be told from that of other databases.
    """
    drop(name)
    with psycopg.connect(ADMIN_URL, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("ALTER DATABASE {} SET max_parallel_workers_per_gather = 0").format(sql.Identifier(name))
        )


def drop(name: str) -> None:
    if not name.startswith("bench_"):
        raise ValueError(f"{name} is not a database of the bench")
    with psycopg.connect(ADMIN_URL, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def settle(name: str) -> None:
    """Statistics and visibility maps as in a database that has run for a while."""
    with psycopg.connect(database_url(name), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def say(text: str) -> None:
    """Progress, beside the table."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
