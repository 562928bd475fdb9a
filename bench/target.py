"""A site under measure: how it is started, and where its CPU time is booked."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench import places
from bench.client import Client


@dataclass(frozen=True)
class Target:
    """One site: a WSGI application with its directory, database and environment."""

    name: str
    application: str
    directory: Path
    env: dict[str, str]
    database: str = ""
    cookie: str = ""
    host: str = ""
    """The name it is asked by, where it is not its address."""


HELLO = Target("hello", "bench.hello:application", places.ROOT, {**os.environ})
"""An empty Django view: what every request pays anyway."""


@dataclass
class Running:
    """A target that answers; ``master`` is gunicorn's process, ``redis`` the Redis it uses (None: none)."""

    target: Target
    port: int
    master: int
    redis: int | None = None
    client: Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = Client(self.port)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(target: Target, *, redis: int | None = None, workers: int = 2, threads: int = 1) -> Iterator[Running]:
    """Serve a target with gunicorn until the block ends."""
    port = free_port()
    kind = ["--worker-class", "sync"] if threads == 1 else ["--worker-class", "gthread", "--threads", str(threads)]
    command = [sys.executable, "-m", "gunicorn", target.application, "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", str(workers), "--timeout", "300", "--log-level", "error", *kind]
    process = subprocess.Popen(command, cwd=target.directory, env=target.env)
    try:
        running = Running(target, port, process.pid, redis)
        wait(running, process)
        yield running
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait(running: Running, process: subprocess.Popen) -> None:
    """Until the target answers; raises ``RuntimeError`` when it does not."""
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"{running.target.name} did not start")
        try:
            running.client.get("/")
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{running.target.name} does not answer")


@contextmanager
def redis_server() -> Iterator[tuple[str, int | None]]:
    """A Redis of the bench's own: its address without a database number, and its process.

    Without ``redis-server`` here: ``BENCH_REDIS_URL``, whose CPU can't be counted (None).
    """
    program = shutil.which("redis-server")
    if program is None:
        yield os.environ.get("BENCH_REDIS_URL", "redis://127.0.0.1:6379"), None
        return
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    process = subprocess.Popen(command, cwd=places.VAR, stdout=subprocess.DEVNULL)
    try:
        time.sleep(0.5)
        yield f"redis://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait(timeout=10)
