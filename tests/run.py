"""Runs every part of the suite, says which parts did not run and why, and fails if any failed.

With REQUIRE_ALL=1 a part that could not run is a failure, unless only somebody else's service could have helped.
Standard library only: it runs before anything is known to work.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PY = str(ROOT / os.environ.get("PY", ".venv/bin/python"))
BIN = Path(PY).parent
PACKAGES = ("accounts", "workflows", "news", "home", "search", "operations", "site_kpu")
AUDIT = (str(ROOT / "var/audit/bin/pip-audit"), "--no-deps", "--disable-pip", "--strict", "--progress-spinner", "off")
WORKERS = os.environ.get("TEST_WORKERS", "2")


@dataclass
class Part:
    """One part: its commands, and what it needs ("" or the reason it can't run).

    ``outside``: it asks a service that nobody can install here; only who asks for the part by name must have it.
    """

    name: str
    group: str
    commands: list[list[str]]
    needs: Callable[[dict[str, str]], str] = lambda env: ""
    outside: bool = False


def _may_install() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _apt(*packages: str) -> bool:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
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
    tools = (("nginx", "nginx-light"), ("redis-server",) * 2, ("openssl",) * 2, ("systemd-analyze", "systemd"))
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
    tool = Path(AUDIT[0])
    if not tool.exists():
        subprocess.run([sys.executable, "-m", "venv", tool.parent.parent], check=True)
        pip = [tool.parent / "pip", "install", "--quiet", "--disable-pip-version-check", "pip-audit==2.10.1"]
        if subprocess.run(pip, check=False).returncode:
            return "pip-audit can't be installed"
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as one:
        one.write(next(line for line in (ROOT / "requirements.txt").read_text().splitlines() if "==" in line))
        one.flush()
        asked = ["timeout", "60", *AUDIT, "-f", "json", "-r", one.name]
        answer = subprocess.run(asked, capture_output=True, check=False).stdout
    return "" if answer else "the service that knows of holes does not answer: run it where there is a network"


def _templates() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "*.html"], cwd=ROOT, capture_output=True, text=True, check=False)
    return listed.stdout.split() or [str(path) for path in ROOT.glob("*/templates/**/*.html")]


def parts() -> list[Part]:
    manage = [PY, "manage.py"]
    pytest = [PY, "-m", "pytest", "-n", WORKERS, "--dist", "worksteal"]
    everywhere = "not browser and not races and not redis and not clamd and not deploy"
    no_database = ["--ignore=tests/core", "--ignore=tests/search/test_language.py"]  # once is enough
    return [
        Part(
            "ruff",
            "checks",
            [[str(BIN / "ruff"), "check", "-q", "."], [str(BIN / "ruff"), "format", "--check", "-q", "."]],
        ),
        Part("import-linter", "checks", [[str(BIN / "lint-imports")]]),
        Part("djhtml", "checks", [[str(BIN / "djhtml"), "--tabwidth", "4", "--check", *_templates()]]),
        Part(
            "mypy",
            "checks",
            [[str(BIN / "mypy"), *PACKAGES]],
        ),
        Part("migrations match the models", "checks", [[*manage, "makemigrations", "--check", "--dry-run"]]),
        Part(
            "check --deploy",
            "checks",
            [["env", *_production(), *manage, "check", "--deploy", "--fail-level", "WARNING"]],
        ),
        Part("migrations let the last release run on", "checks", [[*manage, "lintmigrations"]], postgres),
        Part("suite on SQLite", "sqlite", [[*pytest, "-m", f"{everywhere} and not postgres"]]),
        Part("suite on PostgreSQL", "postgres", [[*pytest, "-m", everywhere, *no_database]], postgres),
        Part(
            "pages kept in Redis",
            "redis",
            [[PY, "-m", "pytest", "-m", "redis", "tests/home", "tests/test_limits.py"]],
            redis,
        ),
        Part("uploads through clamd", "clamd", [[PY, "-m", "pytest", "-m", "clamd", "tests/test_scanner.py"]], clamd),
        Part("races on SQLite", "sqlite", [[*_on_disk("RACE_TRIALS=" + os.environ.get("RACE_TRIALS", "3")), "races"]]),
        Part("races on PostgreSQL", "postgres", [[PY, "-m", "pytest", "-m", "races"]], postgres),
        Part(
            "two processes behind nginx",
            "deploy",
            [[PY, "-m", "pytest", "-m", "deploy", "tests/deploy", "tests/test_deploy_files.py"]],
            nginx,
        ),
        Part("known holes", "audit", [[*AUDIT, "-r", "requirements.txt"]], advisories, outside=True),
        Part("browser", "browser", [[PY, "-m", "pytest", "-m", "browser and not story"], *_stories()], chromium),
    ]


def _stories() -> list[list[str]]:
    """Browser tests that commit: afterwards the world of the suite is gone, so each has a process of its own."""
    files = sorted(path for path in (ROOT / "tests" / "e2e").glob("test_*.py") if "mark.story" in path.read_text())
    return [[*_on_disk(), "story", str(path.relative_to(ROOT))] for path in files]


def _on_disk(*settings: str) -> list[str]:
    """pytest for a mark, with a database that several connections can share."""
    return ["env", "TEST_DATABASE_ON_DISK=1", *settings, PY, "-m", "pytest", "-m"]


def _production() -> list[str]:
    """A complete environment, of which nothing answers."""
    files = Path(tempfile.mkdtemp(prefix="check-"))
    (files / "media").mkdir()
    (files / "staticfiles.json").write_text('{"version": "1.1", "paths": {}}')
    return [
        "DJANGO_SETTINGS_MODULE=site_kpu.settings.production",
        "SECRET_KEY=" + "check-only-" * 6,
        "ALLOWED_HOSTS=contoh.kpu.go.id",
        "DATABASE_URL=postgres://nobody@127.0.0.1:9/none",
        "REDIS_URL=redis://127.0.0.1:9/0",
        "EMAIL_URL=smtp://127.0.0.1:9",
        "DEFAULT_FROM_EMAIL=situs@contoh.kpu.go.id",
        "WAGTAILADMIN_BASE_URL=https://contoh.kpu.go.id",
        f"MEDIA_ROOT={files}/media",
        f"STATIC_ROOT={files}",
    ]


def run(part: Part) -> tuple[str, str]:
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "site_kpu.settings.test"}
    if part.group not in ("postgres",):
        env.pop("DATABASE_URL", None)
    if missing := part.needs(env):
        return "not run", missing
    for command in part.commands:
        if subprocess.run(command, cwd=ROOT, env=env, check=False).returncode:
            return "FAILED", " ".join(command)[:160]
    return "ok", ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=list(dict.fromkeys(part.group for part in parts())))
    only = parser.parse_args().only
    everything = os.environ.get("REQUIRE_ALL") == "1"
    results = []
    for part in parts():
        if only and part.group != only:
            continue
        print(f"\n=== {part.name}", flush=True)
        begun = time.monotonic()
        state, why = run(part)
        failed = state == "FAILED" or (state == "not run" and (bool(only) if part.outside else everything))
        results.append((part.name, state, why, time.monotonic() - begun, failed))
    print("\n=== summary")
    for name, state, why, took, _ in results:
        print(f"{state:8} {took:6.1f} s  {name}{'  (' + why + ')' if why else ''}")
    failed = sum(failed for *_, failed in results)
    print(f"{sum(state == 'ok' for _, state, *_ in results)} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
