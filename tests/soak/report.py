"""The last run of the soak, kept as the last section of docs/reliability.md."""

import os
import platform
import re
import shutil
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version

from tests.deploy.programs import ROOT
from tests.soak.parts import postgres_programs

PAGE = ROOT / "docs" / "reliability.md"
HEADING = "## The last soak"
NUMBER = re.compile(r"\d+(\.\d+)+")


def write(lines: list[str], command: str) -> None:
    """These lines in the place of those of the run before."""
    how = f"`{command}`, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores. {_versions()}."
    before = PAGE.read_text(encoding="utf-8").partition(HEADING)[0].rstrip()
    parts = [before, HEADING, how, "\n".join(f"- {line}" for line in lines)]
    PAGE.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _versions() -> str:
    packages = ("Django", "wagtail", "gunicorn", "django-tasks-db")
    found = [f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in packages)]
    for name, program in (("PostgreSQL", postgres_programs() / "postgres"), ("Redis", "redis-server")):
        said = subprocess.run([shutil.which(program), "--version"], capture_output=True, text=True, check=True).stdout
        found.append(f"{name} {NUMBER.search(said)[0]}")
    return ", ".join(found)
