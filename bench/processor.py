"""CPU time of processes, from /proc, in nanoseconds as the scheduler counts it; and their memory."""

import os
from collections.abc import Iterable
from pathlib import Path

from bench.target import Running

PROC = Path("/proc")
PAGE = os.sysconf("SC_PAGE_SIZE")


def spent(running: Running) -> int:
    """CPU nanoseconds so far of everything that works for a site: its workers, its database's backends, its Redis.

    Whoever else uses the same PostgreSQL server is left out: a backend says in its title whose it is.
    """
    processes = [*children(running.master), *backends(running.target.database)]
    if running.redis is not None:
        processes.append(running.redis)
    return of(processes)


def of_database(name: str) -> int:
    """CPU nanoseconds so far of PostgreSQL's backends for one database."""
    return of(backends(name))


def of(processes: Iterable[int]) -> int:
    """CPU nanoseconds so far of these processes."""
    return sum(map(_nanoseconds, processes))


def resident(process: int) -> float:
    """MB of resident memory of a process; 0 when it is gone."""
    try:
        return int((PROC / str(process) / "statm").read_text().split()[1]) * PAGE / 1024**2
    except OSError:
        return 0.0


def _nanoseconds(process: int) -> int:
    """CPU time of all threads of a process; 0 when it is gone."""
    total = 0
    for thread in (PROC / str(process) / "task").glob("*"):
        try:
            total += int((thread / "schedstat").read_text().split()[0])
        except OSError:
            continue
    return total


def children(process: int) -> list[int]:
    """The processes that a process has started; none when it is gone."""
    try:
        return [int(child) for child in (PROC / str(process) / "task" / str(process) / "children").read_text().split()]
    except OSError:
        return []


def backends(database: str) -> list[int]:
    """PostgreSQL's processes for one database."""
    if not database:
        return []
    found = []
    for directory in PROC.glob("[0-9]*"):
        try:
            title = (directory / "cmdline").read_bytes()
        except OSError:
            continue
        if title.startswith(b"postgres: ") and f" {database} ".encode() in title:
            found.append(int(directory.name))
    return found


def machine_busy() -> float:
    """CPU seconds that all cores of the machine have worked so far, whoever for."""
    user, nice, system, _, _, interrupts, soft = map(int, (PROC / "stat").read_text().split("\n")[0].split()[1:8])
    return (user + nice + system + interrupts + soft) / os.sysconf("SC_CLK_TCK")
