"""Runs every part of the suite, two at a time, says which parts did not run and why, and fails if any failed.

``make test``: everything on SQLite, and on PostgreSQL what is marked ``both`` or ``postgres``; of variants the telling
one. ``make test-all`` (``--all``): both databases in full, every variant, more trials of the races.
With REQUIRE_ALL=1 a part that could not run is a failure, unless only somebody else's service could have helped.
Standard library only: it runs before anything is known to work.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from home.cache.release import static_list
from tests import equipment

ROOT = Path(__file__).resolve().parent.parent
PY = equipment.PY
BIN = Path(PY).parent
PACKAGES = (
    *("engine", "text", "accounts", "files", "sops", "offices", "messaging", "workflows", "desk", "news", "home"),
    *("search", "operations", "site_kpu"),
)
WORKERS = int(os.environ.get("TEST_WORKERS", "2"))
COSTS = ROOT / "tests" / "costs.json"
"""CPU seconds of each part when it was last recorded (``--record``), by "test" and "all"."""
GROWN = 1.2
SAYS_HOW_FAR = 30
"""Seconds between two lines of progress."""


@dataclass
class Part:
    """One part: its command, and what it needs ("" or the reason it can't run).

    ``wide``: it fills the machine. ``outside``: it asks a service that nobody can install here; only who asks for
    the part by name must have it.
    """

    name: str
    group: str
    command: list[str]
    needs: Callable[[dict[str, str]], str] = lambda env: ""
    wide: bool = False
    outside: bool = False
    state: str = ""
    why: str = ""
    done: float = 0
    """How much of it has run, 0 to 1."""
    took: float = 0
    cpu: float = 0
    said: list[str] = field(default_factory=list)

    def run(self) -> None:
        begun = time.monotonic()
        env = {**os.environ, "DJANGO_SETTINGS_MODULE": "site_kpu.settings.test"}
        if self.group != "postgres":
            env.pop("DATABASE_URL", None)
        if missing := self.needs(env):
            self.state, self.why = "not run", missing
        else:
            self._start(env)
        self.done, self.took = 1, time.monotonic() - begun

    def _start(self, env: dict[str, str]) -> None:
        process = subprocess.Popen(
            self.command, cwd=ROOT, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        assert process.stdout is not None
        for line in process.stdout:
            self.said.append(line.rstrip())
            if found := re.search(r"\[ *(\d+)%\]$", self.said[-1]):
                self.done = int(found[1]) / 100
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.cpu = used.ru_utime + used.ru_stime
        self.state = "FAILED" if process.returncode else "ok"
        self.why = " ".join(self.command)[:160] if process.returncode else ""

    def failed(self, *, required: bool) -> bool:
        return self.state == "FAILED" or (self.state == "not run" and required)


def parts(*, everything: bool) -> list[Part]:
    """What there is to run; ``everything``: as ``make test-all`` does."""
    manage = [PY, "manage.py"]
    pytest = [PY, "-m", "pytest"]
    suite = ["nice", *pytest, "-n", str(WORKERS), "--dist", "worksteal", "-m"]  # takes what the parts beside it leave
    plain = "not browser and not races and not redis and not clamd and not deploy"
    pure = ("tests/sops", "tests/workflows/core", "tests/search/test_language.py")
    without_database = [f"--ignore={path}" for path in pure]
    short = "" if everything else " and not thorough"
    on_sqlite = f"{plain} and not postgres" if everything else f"{plain} and not postgres and not production{short}"
    on_postgres = plain if everything else f"{plain} and (postgres or production or both){short}"

    def trials(few: int) -> str:
        return f"RACE_TRIALS={os.environ.get('RACE_TRIALS', 10 if everything else few)}"

    def check(name: str, *command: str, needs: Callable[[dict[str, str]], str] = lambda env: "") -> Part:
        return Part(name, "checks", list(command), needs)

    return [  # what waits most comes first, while the suite fills the machine
        Part("suite on SQLite", "sqlite", [*suite, on_sqlite], wide=True),
        Part(
            "suite on PostgreSQL", "postgres", [*suite, on_postgres, *without_database], equipment.postgres, wide=True
        ),
        Part("stories in a browser", "browser", [*_on_disk(), f"story{short}", "tests/e2e"], equipment.chromium),
        Part(
            "pages in a browser",
            "browser",
            [*pytest, "-m", f"browser and not story{short}", "tests/e2e"],
            equipment.chromium,
        ),
        Part(
            "races on PostgreSQL",
            "postgres",
            ["env", trials(3), *pytest, "-m", "races"],
            equipment.postgres,
        ),
        Part("races on SQLite", "sqlite", [*_on_disk(trials(2)), "races"]),
        Part("two processes behind nginx", "deploy", [*pytest, "-m", "deploy", "tests/deploy"], equipment.nginx),
        check("mypy", str(BIN / "mypy"), *PACKAGES),
        Part("pages kept in Redis", "redis", [*pytest, "-m", "redis"], equipment.redis),
        Part("uploads through clamd", "clamd", [*pytest, "-m", "clamd", "tests/files"], equipment.clamd),
        check("migrations let the last release run on", *manage, "lintmigrations", needs=equipment.postgres),
        check("check --deploy", "env", *_production(), *manage, "check", "--deploy", "--fail-level", "WARNING"),
        check("migrations match the models", *manage, "makemigrations", "--check", "--dry-run"),
        check("import-linter", str(BIN / "lint-imports")),
        check("djhtml", str(BIN / "djhtml"), "--tabwidth", "4", "--check", *_templates()),
        check("ruff format", str(BIN / "ruff"), "format", "--check", "-q", "."),
        check("ruff", str(BIN / "ruff"), "check", "-q", "."),
        *([Part("the guide on a bare Debian", "box", [PY, "-m", "tests.box"])] if everything else []),
        Part("known holes", "audit", equipment.AUDIT, equipment.advisories, outside=True),
    ]


def _templates() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "*.html"], cwd=ROOT, capture_output=True, text=True, check=False)
    return listed.stdout.split() or [str(path) for path in ROOT.glob("*/templates/**/*.html")]


def _on_disk(*settings: str) -> list[str]:
    """pytest for a mark, with a database that several connections can share."""
    return ["env", "TEST_DATABASE_ON_DISK=1", *settings, PY, "-m", "pytest", "-m"]


def _production() -> list[str]:
    """A complete environment, of which nothing answers."""
    files = Path(tempfile.mkdtemp(prefix="check-"))
    (files / "media").mkdir()
    (files / static_list()).write_text('{"version": "1.1", "paths": {}}')
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


class Progress:
    """How far the whole is, by what each part cost when it was last recorded."""

    def __init__(self, chosen: list[Part], costs: dict[str, float]) -> None:
        self.parts, self.begun, self.over = chosen, time.monotonic(), threading.Event()
        self.weights = [costs.get(part.name, 5.0) for part in chosen]

    def line(self) -> str:
        done = sum(part.done * weight for part, weight in zip(self.parts, self.weights, strict=True))
        share, gone = done / sum(self.weights), time.monotonic() - self.begun
        left = f"about {_clock(gone / share - gone)} left" if share > 0.03 else "beginning"
        running = ", ".join(f"{part.name} {part.done:.0%}" for part in self.parts if part.took == 0 and part.state)
        return f"[{share:4.0%}] {_clock(gone)} gone, {left} · {running}"

    def say(self) -> None:
        while not self.over.wait(SAYS_HOW_FAR):
            print(self.line(), flush=True)


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def run_all(chosen: list[Part], progress: Progress) -> None:
    """Two parts at a time: the wide ones, one after another, and beside them the others, which often wait."""
    wide = iter([part for part in chosen if part.wide])
    others = iter([part for part in chosen if not part.wide])
    taking = threading.Lock()
    lanes = [threading.Thread(target=_lane, args=(taking, *queues)) for queues in ((wide, others), (others,))]
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()
    progress.over.set()


def _lane(taking: threading.Lock, *queues: Iterator[Part]) -> None:
    for queue in queues:
        while part := _next(queue, taking):
            _run(part)


def _next(queue: Iterator[Part], taking: threading.Lock) -> Part | None:
    with taking:
        return next(queue, None)


def _run(part: Part) -> None:
    part.state = "running"
    part.run()
    told = part.said if part.state == "FAILED" else part.said[-1:]
    lines = [f"\n=== {part.name}: {part.state}, {_clock(part.took)}", *told[-400:]]
    print("\n".join(line for line in lines if line), flush=True)


def grown(chosen: list[Part], costs: dict[str, float]) -> list[str]:
    """Parts that cost a fifth more than recorded, by how fast this machine is for all of them."""
    ran = [part for part in chosen if part.state == "ok" and costs.get(part.name, 0) > 10]
    if len(ran) < 3:
        return []
    speed = median(part.cpu / costs[part.name] for part in ran)
    return [
        f"{part.name} has grown: {part.cpu / speed / costs[part.name]:.2f} x the recorded {costs[part.name]:.0f} CPU s"
        for part in ran
        if part.cpu / speed > GROWN * costs[part.name]
    ]


def summary(chosen: list[Part], *, required: Callable[[Part], bool]) -> int:
    """Print what ran and what did not; the number of failures."""
    print("\n=== summary: seconds, CPU seconds")
    for part in sorted(chosen, key=lambda part: -part.cpu):
        why = f"  ({part.why})" if part.why else ""
        print(f"{part.state:8} {part.took:6.0f} {part.cpu:6.0f}  {part.name}{why}")
    return sum(part.failed(required=required(part)) for part in chosen)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="both databases, every variant, more trials")
    parser.add_argument("--only", choices=sorted({part.group for part in parts(everything=True)}))
    parser.add_argument("--record", action="store_true", help=f"write what the parts cost into {COSTS.name}")
    given = parser.parse_args()
    kind = "all" if given.all else "test"
    recorded = json.loads(COSTS.read_text()) if COSTS.exists() else {}
    costs = recorded.get(kind, {})
    chosen = [part for part in parts(everything=given.all) if given.only in (None, part.group)]
    progress, begun = Progress(chosen, costs), time.monotonic()
    threading.Thread(target=progress.say, daemon=True).start()
    run_all(chosen, progress)

    strict = os.environ.get("REQUIRE_ALL") == "1"
    failed = summary(chosen, required=lambda part: bool(given.only) if part.outside else strict)
    print("\n".join(grown(chosen, costs)))
    if given.record:
        costs |= {part.name: round(part.cpu, 1) for part in chosen if part.state == "ok"}
        COSTS.write_text(json.dumps({**recorded, kind: costs}, indent=1, sort_keys=True) + "\n")
    print(f"{_clock(time.monotonic() - begun)} in all")
    print(f"{sum(part.state == 'ok' for part in chosen)} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
