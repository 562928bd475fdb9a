"""gunicorn beside granian: CPU per request and memory per worker, each with two workers of four threads."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench import ours, pages, places, processor
from bench.measure import Visit, compare
from bench.report import Check, at_most
from bench.target import Running, Target, free_port, wait

WORKERS, THREADS = "2", "4"
PAGES = (
    ("article, cached", "article", 200, True),
    ("article, uncached", "article", 200, False),
    ("404", "404", 404, True),
)
"""What it is called, which kind of page, its status, and whether it may come from the kept pages."""
IDLE_LIMIT = 160.0
"""MB of resident memory of a worker that has answered nothing but one page."""


def checks(size: int, redis: str, redis_process: int | None, *, rounds: int) -> list[Check]:
    """Both servers on one site: the idle memory that was promised, and their figures side by side."""
    found = []
    with ExitStack() as stack:
        sites = {
            (name, cached): stack.enter_context(
                _serving(command, ours.target(size, redis=redis, cached=cached), redis_process)
            )
            for name, command in COMMANDS.items()
            for cached in (True, False)
        }
        for name in COMMANDS:
            worker = _largest(sites[name, True])
            what = f"idle worker, {name}: resident"
            kept = name == CHOSEN
            found.append(
                at_most(what, worker["Rss"], IDLE_LIMIT, "{:.0f} MB") if kept else Check(what, _mb(worker["Rss"]))
            )
            found.append(Check(f"idle worker, {name}: its own share (PSS)", _mb(worker["Pss"])))
        kinds = pages.by_name(size)
        for what, kind, status, cached in PAGES:
            visits = [Visit(what, sites[name, cached], kinds[kind].ours, status) for name in COMMANDS]
            for name, cost in zip(COMMANDS, compare(visits, rounds=rounds, say=places.say), strict=True):
                told = cost.fault or f"{cost.median:.2f} CPU-ms ({cost.least:.2f}–{cost.most:.2f})"
                found.append(Check(f"{what}, {name}", told))
        found += [
            Check(f"worker after the load, {name}: resident", _mb(_largest(sites[name, False])["Rss"]))
            for name in COMMANDS
        ]
    return found


def _gunicorn(port: int) -> list[str]:
    return ["-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "--bind", f"127.0.0.1:{port}", "--log-level", "error"]


def _granian(port: int) -> list[str]:
    kind = [
        "--interface",
        "wsgi",
        "--workers",
        WORKERS,
        "--blocking-threads",
        THREADS,
        "--no-ws",
        "--log-level",
        "error",
    ]
    return ["-m", "granian", *kind, "--host", "127.0.0.1", "--port", str(port)]


def _mb(value: float) -> str:
    return f"{value:.0f} MB"


COMMANDS = {"gunicorn": _gunicorn, "granian": _granian}
CHOSEN = "gunicorn"
"""What deploy/ starts."""


@contextmanager
def _serving(command, target: Target, redis: int | None) -> Iterator[Running]:
    port = free_port()
    env = {**target.env, "WEB_CONCURRENCY": WORKERS, "WEB_THREADS": THREADS}
    process = subprocess.Popen(
        [sys.executable, *command(port), target.application], cwd=target.directory, env=env, start_new_session=True
    )
    try:
        running = Running(target, port, process.pid, redis)
        wait(running, process)
        yield running
    finally:
        process.terminate()
        process.wait(timeout=30)


def _largest(running: Running) -> dict[str, float]:
    """MB of the worker with the most resident memory."""
    return max(map(_memory, processor.children(running.master)), key=lambda memory: memory.get("Rss", 0))


def _memory(process: int) -> dict[str, float]:
    lines = (Path("/proc") / str(process) / "smaps_rollup").read_text().splitlines()[1:]
    return {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines}
