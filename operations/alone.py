"""One at a time over all processes and machines of an installation: whoever comes later waits."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

from django.core.files import locks

MIGRATING = 0x6B70755F6D696772
JOBS = 0x6B70755F6A6F6273
"""Numbers of the advisory locks in PostgreSQL; on SQLite the names of files."""


@contextmanager
def alone(connection: Any, on_wait: Callable[[], None], lock: int = MIGRATING) -> Iterator[None]:
    """Hold the lock of this database for the block; ``on_wait`` is called once where another holds it.

    A process that dies lets go of it: on PostgreSQL with its connection, on SQLite with its open file.
    """
    if connection.vendor == "postgresql":
        # A connection of its own: a session's lock outlives transactions, and migrations may close theirs.
        with closing(connection.copy()) as own, own.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [lock])
            if not cursor.fetchone()[0]:
                on_wait()
                cursor.execute("SELECT pg_advisory_lock(%s)", [lock])
            yield
    elif connection.is_in_memory_db():
        yield
    else:
        with open(f"{connection.settings_dict['NAME']}.{lock:x}.lock", "w") as file:
            if not locks.lock(file, locks.LOCK_EX | locks.LOCK_NB):
                on_wait()
                locks.lock(file, locks.LOCK_EX)
            yield
