"""What can be broken: PostgreSQL, Redis and mail server of the soak's own, the disk of the files, the processes."""

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import ExitStack, suppress
from pathlib import Path

import psycopg

from bench.processor import children
from tests.deploy.machines import Installation
from tests.deploy.programs import OURS, PATIENCE, Release, end, free_port, program, redis_server

RESTART_SECONDS = 2
"""How long deploy/systemd waits before it starts a worker that ended again (RestartSec)."""


def postgres_programs() -> Path:
    """Where initdb and postgres are; raises ``RuntimeError`` with what to install."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: int(place.parent.name))
    if places:
        return places[-1]
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    raise RuntimeError("PostgreSQL's programs not found: apt-get install postgresql")


class Postgres:
    """A cluster of its own, with PostgreSQL's own settings: what is committed is on disk."""

    def __init__(self, place: Path) -> None:
        self._place, self._programs, self.port = place / "postgres", postgres_programs(), free_port()
        self._place.mkdir()
        self._process: subprocess.Popen | None = None
        self._log = (place / "postgres.log").open("ab")
        self._as = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
        if self._as:  # it refuses to run as root
            shutil.chown(self._place, "postgres", "postgres")
        command = [self._programs / "initdb", "-D", self._place, "-U", "postgres", "--auth=trust", "--encoding=UTF8"]
        subprocess.run([*command, "--locale=C.UTF-8"], check=True, capture_output=True, cwd="/", **self._as)

    @property
    def address(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Until it answers."""
        command = [self._programs / "postgres", "-D", self._place, "-p", str(self.port), "-k", ""]
        self._process = subprocess.Popen(command, stdout=self._log, stderr=self._log, cwd="/", **self._as)
        until = time.monotonic() + PATIENCE
        while True:
            with suppress(psycopg.OperationalError):
                psycopg.connect(self.address, connect_timeout=2).close()
                return
            if time.monotonic() > until:
                raise RuntimeError("PostgreSQL did not start")
            time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT: connections are closed and everything is written; SIGQUIT: at once, as when the power fails."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(timeout=PATIENCE)
            self._process = None


class Redis:
    """A Redis that forgets everything when it dies."""

    def __init__(self, place: Path) -> None:
        self._place, self.port, self._running = place, free_port(), ExitStack()

    @property
    def address(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self._process = self._running.enter_context(redis_server(self.port, self._place))

    def kill(self) -> None:
        end(self._process, signal.SIGKILL)
        self._running.close()

    stop = kill


class MailServer:
    """A mail server that counts what it takes; ``start`` says how it is (see ``smtp_server``)."""

    def __init__(self, place: Path) -> None:
        self._place, self._taken, self.port, self._running = place, place / "taken.txt", free_port(), ExitStack()
        self._taken.touch()

    @property
    def address(self) -> str:
        return f"smtp://situs:rahasia@127.0.0.1:{self.port}"

    def start(self, mode: str = "well") -> None:
        self.stop()
        command = (sys.executable, "-m", "tests.soak.smtp_server", str(self.port), mode, str(self._taken))
        self._running.enter_context(program(*command, port=self.port, place=self._place))

    def stop(self) -> None:
        self._running.close()

    def taken(self) -> Counter[str]:
        """How often each message was taken, by its Message-ID."""
        return Counter(self._taken.read_text().split())


class Media:
    """The folder of uploaded files, on a small disk of its own that can be full."""

    SIZE = "48m"

    def __init__(self, place: Path) -> None:
        self.folder = place / "media"
        self.folder.mkdir()
        self._ballast = self.folder / "ballast"

    def start(self) -> None:
        command = ["mount", "-t", "tmpfs", "-o", f"size={self.SIZE}", "tmpfs", str(self.folder)]
        subprocess.run(command, check=True, capture_output=True)

    def stop(self) -> None:
        subprocess.run(["umount", "--lazy", str(self.folder)], check=True, capture_output=True)

    def fill(self) -> None:
        """To the last byte."""
        with suppress(OSError), self._ballast.open("wb", buffering=0) as file:
            while file.write(b"x" * 4096):
                pass

    def clear(self) -> None:
        self._ballast.unlink()

    def files(self) -> set[Path]:
        return {path for path in self.folder.rglob("*") if path.is_file() and path != self._ballast}


class Worker:
    """``manage.py run_outbox``, started again when it ends, as systemd does."""

    def __init__(self, installation: Installation) -> None:
        self._env, self._release = dict(installation.env), OURS
        self._log = (installation.place / "worker.log").open("ab")
        self._stopped = threading.Event()
        self._process = self._new()
        self.starts = 1
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self._keeper.start()

    def _new(self) -> subprocess.Popen:
        command, tree = [self._release.python, "manage.py", "run_outbox"], self._release.tree
        return subprocess.Popen(command, cwd=tree, env=self._env, stdout=self._log, stderr=self._log)

    def _keep(self) -> None:
        while True:
            self._process.wait()
            if self._stopped.wait(RESTART_SECONDS):
                return
            self._process = self._new()
            self.starts += 1

    @property
    def process(self) -> int:
        return self._process.pid

    def kill(self) -> bool:
        """kill -9; False when it was not running."""
        if self._process.poll() is not None:
            return False
        self._process.kill()
        return True

    def restart(self, release: Release = OURS, **changed: str) -> None:
        """With that release's code, and these settings in the place of its own, from now on."""
        self._release = release
        self._env.update(changed)
        starts = self.starts
        self._process.terminate()
        while self.starts == starts:
            time.sleep(0.1)

    def stop(self) -> None:
        self._stopped.set()
        self._process.kill()
        self._keeper.join()


def kill_app(installation: Installation) -> None:
    """kill -9 of one of the processes that answer requests, whichever; its master starts a new one."""
    master = random.choice(list(installation.apps.values())).process
    for process in children(master.pid):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
