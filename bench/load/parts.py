"""What is watched while they work: memory and CPU of each part."""

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import redis

from bench import processor
from tests.deploy.machines import Installation
from tests.soak.parts import Worker


@dataclass
class Watch:
    """The parts of an installation, by name: their processes, and their memory over time."""

    installation: Installation
    worker: Worker
    every: float
    memory: list[tuple[float, str, int, float]] = field(default_factory=list)
    """When, which part, which process, MB."""

    def __post_init__(self) -> None:
        env = self.installation.env
        self._redis = redis.Redis.from_url(env["REDIS_URL"]).info("server")["process_id"]
        self._nginx = int(Path(self.installation.place / f"{self.installation.both}.pid").read_text())
        self._backends: dict[int, int] = {}
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._keep, daemon=True)
        self._thread.start()

    def app(self) -> dict[str, int]:
        """Every process of the site's own code."""
        found = {"queue worker": self.worker.process}
        for name, app in self.installation.apps.items():
            master = app.process.pid
            found[f"gunicorn {name}, master"] = master
            found |= {
                f"gunicorn {name}, worker {number}": child for number, child in enumerate(processor.children(master), 1)
            }
        return found

    def spent(self) -> dict[str, float]:
        """CPU seconds so far of each part; ``machine``: of everything on it."""
        self._note_backends()
        app = self.app()
        worker = app.pop("queue worker")
        nanoseconds = {
            "gunicorn": processor.of(app.values()),
            "queue worker": processor.of([worker]),
            "PostgreSQL": sum(self._backends.values()),
            "Redis": processor.of([self._redis]),
            "nginx": processor.of([self._nginx, *processor.children(self._nginx)]),
            "the people's browsers": time.process_time_ns(),
        }
        busy = processor.machine_busy()
        return {name: spent / 1e9 for name, spent in nanoseconds.items()} | {"machine": busy}

    def _note_backends(self) -> None:
        """PostgreSQL's backends come and go; of one that is gone, what was last seen of it counts."""
        database = self.installation.env["DATABASE_URL"].rpartition("/")[2]
        self._backends |= {one: processor.of([one]) for one in processor.backends(database)}

    def _keep(self) -> None:
        while not self._stopped.wait(self.every):
            self._note_backends()
            now = time.monotonic()
            self.memory += [(now, name, process, processor.resident(process)) for name, process in self.app().items()]

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def thirds(self, begin: float, end: float) -> dict[str, dict]:
        """Of each part: MB on average in the first and in the last third of that time, and its processes."""
        third, found = (end - begin) / 3, {}
        for name in dict.fromkeys(name for _, name, _, _ in self.memory):
            seen = [(at, process, size) for at, one, process, size in self.memory if one == name and begin <= at < end]
            first = [size for at, _, size in seen if at < begin + third]
            last = [size for at, _, size in seen if at >= end - third]
            if first and last:
                found[name] = {
                    "first": sum(first) / len(first),
                    "last": sum(last) / len(last),
                    "most": max(size for _, _, size in seen),
                    "processes": len({process for _, process, _ in seen}),
                }
        return found
