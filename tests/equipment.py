"""What parts of the suite need beside Python: found, or installed where that is possible, or named in a sentence.

Each of the public functions returns "" or what is missing, and puts into ``env`` where it found what. Standard library
only: it runs before anything is known to work.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PY = str(ROOT / os.environ.get("PY", ".venv/bin/python"))
PIP_AUDIT = [
    str(ROOT / "var/audit/bin/pip-audit"),
    "--no-deps",
    "--disable-pip",
    "--strict",
    "--progress-spinner",
    "off",
]
AUDIT = [*PIP_AUDIT, "-r", "requirements.txt"]
_installing = threading.Lock()
"""apt-get works for one at a time."""


def _may_install() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _apt(*packages: str) -> bool:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with _installing:
        subprocess.run(["apt-get", "update"], env=env, check=False, **quiet)
        return subprocess.run(["apt-get", "install", "-y", *packages], env=env, check=False, **quiet).returncode == 0


def chromium(env: dict[str, str]) -> str:
    """Find or install Debian's Chromium, and what the HTML checker needs."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if not found and _may_install() and _apt("chromium"):
        found = shutil.which("chromium")
    if not found:
        return "Chromium not found: apt-get install chromium"
    env["CHROMIUM"] = found
    for tool, package in (("java", "default-jre-headless"), ("npm", "npm")):
        if not shutil.which(tool) and not (_may_install() and _apt(package)):
            return f"{tool} (for the HTML checker) not found: apt-get install {package}"
    return ""


def _postgres_answers(url: str) -> bool:
    probe = "import sys, psycopg; psycopg.connect(sys.argv[1], connect_timeout=3).close()"
    return subprocess.run([PY, "-c", probe, url], capture_output=True, check=False).returncode == 0


def postgres(env: dict[str, str]) -> str:
    """Find a PostgreSQL that lets us make databases, or install and start Debian's."""
    wanted = os.environ.get("TEST_DATABASE_URL")
    tried = [wanted] if wanted else [f"postgres://{u}@127.0.0.1:5432/postgres" for u in ("postgres", "root")]
    if not wanted and not any(map(_postgres_answers, tried)) and _may_install() and _apt("postgresql"):
        subprocess.run(["service", "postgresql", "start"], capture_output=True, check=False)
        make = "CREATE ROLE site_kpu SUPERUSER LOGIN PASSWORD 'site_kpu'"
        subprocess.run(["su", "postgres", "-c", f'psql -c "{make}"'], capture_output=True, check=False)
        tried.append("postgres://site_kpu:site_kpu@127.0.0.1:5432/postgres")
        time.sleep(2)
    for url in tried:
        if _postgres_answers(url):
            env["DATABASE_URL"] = url
            return ""
    return "PostgreSQL not reachable: start one and set TEST_DATABASE_URL=postgres://user@host/db"


def redis(env: dict[str, str]) -> str:
    """Find a Redis, or install and start Debian's."""
    probe = "import sys, redis; redis.Redis.from_url(sys.argv[1], socket_connect_timeout=3).ping()"
    url = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")

    def answers() -> bool:
        return subprocess.run([PY, "-c", probe, url], capture_output=True, check=False).returncode == 0

    if not answers() and "TEST_REDIS_URL" not in os.environ and _may_install() and _apt("redis-server"):
        subprocess.run(["service", "redis-server", "start"], capture_output=True, check=False)
        time.sleep(2)
    return "" if answers() else "Redis not reachable: start one and set TEST_REDIS_URL=redis://host/15"


def clamd(env: dict[str, str]) -> str:
    """Find or install Debian's clamd; a test gives it a signature of its own."""
    found = any(shutil.which(place) for place in ("clamd", "/usr/sbin/clamd"))
    return (
        "" if found or (_may_install() and _apt("clamav-daemon")) else "clamd not found: apt-get install clamav-daemon"
    )


def nginx(env: dict[str, str]) -> str:
    """Find or install Debian's nginx, Redis server (the test starts its own of each), systemd; find PostgreSQL."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin"
    tools = (("nginx", "nginx-light"), ("redis-server",) * 2, ("openssl",) * 2, ("rclone",) * 2)
    tools += (("systemd-analyze", "systemd"),)
    for tool, package in tools:
        if shutil.which(tool, path=path):
            continue
        if not (_may_install() and _apt(package)):
            return f"{tool} not found: apt-get install {package}"
        if tool == "nginx":
            subprocess.run(
                ["service", "nginx", "stop"], capture_output=True, check=False
            )  # Debian starts it on port 80
    return postgres(env)


def advisories(env: dict[str, str]) -> str:
    """Install pip-audit where it meets none of our packages, and ask its service of a single one."""
    tool = Path(PIP_AUDIT[0])
    if not tool.exists():
        subprocess.run([sys.executable, "-m", "venv", tool.parent.parent], check=True)
        pip = [tool.parent / "pip", "install", "--quiet", "--disable-pip-version-check", "pip-audit==2.10.1"]
        if subprocess.run(pip, check=False).returncode:
            return "pip-audit can't be installed"
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as one:
        one.write(next(line for line in (ROOT / "requirements.txt").read_text().splitlines() if "==" in line))
        one.flush()
        asked = ["timeout", "60", *PIP_AUDIT, "-f", "json", "-r", one.name]
        answer = subprocess.run(asked, capture_output=True, check=False).stdout
    return "" if answer else "the service that knows of holes does not answer: run it where there is a network"
