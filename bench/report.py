"""The table of results: what was measured, what was promised, and whether it holds."""

import platform
import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from os import cpu_count
from pathlib import Path

import psycopg

from bench import places

RESULTS = Path(__file__).parent / "RESULTS.md"


@dataclass(frozen=True)
class Check:
    """One line of the table; ``passed`` None: for information, or not measured."""

    what: str
    measured: str
    target: str = ""
    passed: bool | None = None


def at_most(what: str, value: float, limit: float, form: str = "{:.2f} ×") -> Check:
    """A figure that must not exceed a limit, both written in one form."""
    return Check(what, form.format(value), "≤ " + form.format(limit), value <= limit)


def missing(what: str, why: str) -> Check:
    """What should have been measured and could not be counts as failed: a promise without its figure."""
    return Check(what, f"not measured: {why}", passed=False)


def table(checks: Iterable[Check]) -> str:
    lines = ["| | measured | target | |", "|---|---|---|---|"]
    marks = {True: "pass", False: "**FAIL**", None: ""}
    lines += [f"| {check.what} | {check.measured} | {check.target} | {marks[check.passed]} |" for check in checks]
    return "\n".join(lines)


def write(sections: dict[str, str], command: str) -> str:
    """The report as Markdown, kept in ``bench/RESULTS.md``: these sections replace those of the same title."""
    how = f"`{command}`, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {cpu_count()} cores. {_versions()}"
    earlier = RESULTS.read_text(encoding="utf-8").split("\n## ")[1:] if RESULTS.exists() else []
    kept = {title: text.strip() for title, text in (part.split("\n", 1) for part in earlier)}
    parts = [
        "# What pages and acts cost",
        "CPU-ms per request are the time of gunicorn's workers, PostgreSQL's backends and Redis together: medians "
        "of alternating rounds (least–most). Trust ratios, not milliseconds.",
    ]
    for title, text in (kept | {title: f"{how}\n\n{text}" for title, text in sections.items()}).items():
        parts += [f"## {title}", text]
    whole = "\n\n".join(parts) + "\n"
    RESULTS.write_text(whole, encoding="utf-8")
    return whole


def _versions() -> str:
    packages = ("Django", "wagtail", "gunicorn")
    found = [f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in packages)]
    with psycopg.connect(places.ADMIN_URL) as connection:
        found.append(f"PostgreSQL {connection.info.server_version // 10000}")
    if program := shutil.which("redis-server"):
        told = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
        found += [f"Redis {number}" for number in re.findall(r"v=([\d.]+)", told)]
    return ", ".join(found) + "."
