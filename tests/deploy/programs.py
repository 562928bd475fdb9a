"""Programs that tests start on this machine, the site's own processes among them."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 30
"""Seconds for a program to answer."""
FINISHING = 40
"""Seconds for a program to finish what it is at (TimeoutStopSec in deploy/systemd)."""


@dataclass(frozen=True)
class Release:
    """One release's code, and the Python that has what it requires."""

    tree: Path = ROOT
    python: str = sys.executable


OURS = Release()


def rename_a_file(tree: Path) -> None:
    """Make of this code another release, whose pages ask for a static file by a name and with a text of its own."""
    style = tree / "static" / "css" / "site.css"
    other = style.with_name(f"lain-{style.name}")
    style.rename(other)
    for template in tree.rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        if style.name in text:
            template.write_text(text.replace(style.name, other.name), encoding="utf-8")
    other.write_text(other.read_text(encoding="utf-8") + "\n/* rilis lain */\n", encoding="utf-8")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def program(
    *command: str,
    port: int,
    place: Path,
    env: dict[str, str] | None = None,
    tree: Path = ROOT,
    name: str = "",
    **given: Any,
) -> Iterator[subprocess.Popen]:
    """A program that answers at a port, until the block ends; its words are in ``place``, under its ``name``."""
    with log_of(name or Path(command[0]).name, port, place).open("ab") as log:
        process = subprocess.Popen(command, cwd=tree, env=env, stdout=log, stderr=log, start_new_session=True, **given)
        try:
            until = time.monotonic() + PATIENCE
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    if process.poll() is not None or time.monotonic() > until:
                        raise RuntimeError(f"{command[0]} did not start: {Path(log.name).read_text()[-2000:]}")
                    time.sleep(0.05)
            yield process
        finally:
            end(process, signal.SIGTERM)


def log_of(name: str, port: int, place: Path) -> Path:
    """Where the words of such a program are."""
    return place / f"{name}-{port}.log"


def end(process: subprocess.Popen, how: signal.Signals) -> None:
    """End a program with all that it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, how)
    try:
        process.wait(timeout=FINISHING)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def redis_server(port: int, place: Path) -> AbstractContextManager[subprocess.Popen]:
    """A Redis that keeps nothing on disk."""
    return program("redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", port=port, place=place)


def manage(*command: str, env: dict[str, str], release: Release = OURS) -> subprocess.CompletedProcess:
    """``manage.py`` in the installation; raises when it fails."""
    whole = [release.python, "manage.py", *command]
    done = subprocess.run(whole, cwd=release.tree, env=env, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{command}: {done.stdout}{done.stderr}")
    return done


ACTIVATED = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
os.execv(sys.argv[2], sys.argv[2:])
"""
"""Starts a program with a listening socket as systemd does."""


class App:
    """The site's processes of one machine, as deploy/ starts them: whoever connects while there are none waits."""

    def __init__(self, place: Path, env: dict[str, str]) -> None:
        self._place, self._env, self._running = place, env, ExitStack()
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=2048)
        self.port: int = self._socket.getsockname()[1]

    def start(self, release: Release = OURS, **changed: str) -> None:
        """Until it answers. ``changed`` are settings in the place of its own."""
        gunicorn = str(Path(release.python).parent / "gunicorn")
        listening = self._socket.fileno()
        command = [release.python, "-c", ACTIVATED, str(listening), gunicorn, "-c", "deploy/gunicorn.conf.py"]
        self.process = self._running.enter_context(
            program(
                *command,
                "site_kpu.wsgi",
                port=self.port,
                place=self._place,
                env={**self._env, **changed},
                tree=release.tree,
                name="gunicorn",
                pass_fds=(listening,),
            )
        )
        try:
            alive = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
            alive.request("GET", "/sehat/hidup/", headers={"Host": "serang.localhost"})
            alive.getresponse().close()
        except OSError:
            words = log_of("gunicorn", self.port, self._place).read_text()
            raise RuntimeError(f"gunicorn did not start: {words[-2000:]}")

    def stop(self) -> None:
        """Once the requests it is at are answered; its socket stays."""
        self._running.close()

    def die(self) -> None:
        """As when the machine's power fails."""
        self._socket.close()
        end(self.process, signal.SIGKILL)
