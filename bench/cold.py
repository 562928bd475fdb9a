"""From a fresh clone to the first page, beside a stock Wagtail site with the packages of Wagtail's demonstration.

The stock site has nothing of bakerydemo's content, so whoever is within the limit beside it is so beside bakerydemo.
Every start has an empty folder and empty caches; both sides take turns.
"""

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from bench import places
from bench.client import Client
from bench.report import Check, at_most
from bench.target import free_port

LIMIT = 1.5
PATIENCE = 600
"""Seconds until the first page at most."""
BAKERY = (
    "black",
    "curlylint",
    "django-csp",
    "django-debug-toolbar",
    "django-dotenv",
    "django-extensions",
    "dj-database-url",
    "djhtml",
    "ruff",
    "wagtail-font-awesome-svg",
)
"""What bakerydemo's requirements for development name beside Django and Wagtail."""
PYTHON = sys._base_executable
"""The Python that this environment was made with."""
OURS_ALONE = ("DJANGO_SETTINGS_MODULE", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV")
"""What a new user's machine has not set."""


def checks(*, rounds: int) -> list[Check]:
    """Seconds of both, and their ratio."""
    sides = {"make demo": _ours, "stock": _stock}
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, start in sides.items():
            with tempfile.TemporaryDirectory(prefix="cold-") as place:
                seconds[name].append(start(Path(place)))
            places.say(f"  {name}: {seconds[name][-1]:.0f} s")
    ratio = statistics.median(seconds["make demo"]) / statistics.median(seconds["stock"])
    told = [
        Check(f"first page, {name}", f"{statistics.median(taken):.0f} s ({min(taken):.0f}–{max(taken):.0f})")
        for name, taken in seconds.items()
    ]
    return [at_most("make demo ÷ stock site without content", ratio, LIMIT), *told]


def _ours(place: Path) -> float:
    tree = place / "site"
    subprocess.run(["git", "clone", "--quiet", str(places.ROOT), str(tree)], check=True)
    port = free_port()
    return _until_first_page([["make", "demo", f"PORT={port}", f"PYTHON={PYTHON}"]], tree, port)


def _stock(place: Path) -> float:
    tree = place / "site"
    tree.mkdir()
    port = free_port()
    programs = tree / ".venv" / "bin"
    python = str(programs / "python")
    wagtail = [f"{name}=={version(name)}" for name in ("Django", "wagtail")]
    steps = [
        [PYTHON, "-m", "venv", ".venv"],
        [python, "-m", "pip", "install", "--quiet", *wagtail, *BAKERY],
        [str(programs / "wagtail"), "start", "stocksite", "."],
        [python, "manage.py", "migrate", "--verbosity=0"],
        [python, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"],
    ]
    return _until_first_page(steps, tree, port)


def _until_first_page(steps: Sequence[Sequence[str]], tree: Path, port: int) -> float:
    """Seconds from the first step until the last, which serves, has answered with a page."""
    env = {name: value for name, value in os.environ.items() if name not in OURS_ALONE}
    env |= {"HOME": str(tree.parent), "PIP_NO_CACHE_DIR": "1", "UV_NO_CACHE": "1"}
    with (tree.parent / "log").open("w+") as log:
        began = time.monotonic()
        for step in steps[:-1]:
            subprocess.run(step, cwd=tree, env=env, stdout=log, stderr=log, check=True)
        server = subprocess.Popen(steps[-1], cwd=tree, env=env, stdout=log, stderr=log, start_new_session=True)
        try:
            while not _answers(port):
                if server.poll() is not None or time.monotonic() - began > PATIENCE:
                    log.seek(0)
                    raise RuntimeError(f"{steps[-1]} serves no page: {log.read()[-2000:]}")
                time.sleep(0.1)
            return time.monotonic() - began
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _answers(port: int) -> bool:
    try:
        return Client(port).get("/").status == 200
    except OSError:
        return False
