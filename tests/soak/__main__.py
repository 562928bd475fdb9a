"""``python -m tests.soak``: break the parts of a real installation one at a time, and say what that did to whom.

Exit code 1 when a promise breaks.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import django
from django.utils.module_loading import import_string

from tests.deploy.machines import installed
from tests.soak import parts, report

BEGUN = time.monotonic()
STEPS = {
    "postgres": "tests.soak.faults.postgres_restarted",
    "redis": "tests.soak.faults.redis_gone",
    "app": "tests.soak.faults.app_killed",
    "worker": "tests.soak.letters.worker_killed",
    "mail": "tests.soak.letters.mail_server_ill",
    "disk": "tests.soak.files.disk_full",
    "storage": "tests.soak.files.storage_silent",
    "clock": "tests.soak.clocks.clock_jumps",
    "releases": "tests.soak.releases.renewed_one_by_one",
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="each step shorter, some minutes in all")
    parser.add_argument("--only", type=lambda text: text.split(","), default=list(STEPS), help=" | ".join(STEPS))
    parser.add_argument("--keep", action="store_true", help="write the result to docs/reliability.md")
    given = parser.parse_args()
    if unknown := set(given.only) - set(STEPS):
        parser.error(f"--only takes {', '.join(STEPS)}, not {', '.join(unknown)}")
    lines, failed = [], False
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        place = Path(folder)
        place.chmod(0o755)  # PostgreSQL's own user goes through it
        with running(place, quick=given.quick) as soak:
            for name in given.only:
                for outcome in import_string(STEPS[name])(soak):
                    lines.append(str(outcome))
                    failed |= bool(outcome.broken)
                    _say(str(outcome))
    if given.keep:
        report.write(lines, " ".join(["python -m tests.soak", *sys.argv[1:]]))
    _say(f"{len(lines)} steps, {'a promise broke' if failed else 'every promise held'}")
    return int(failed)


def _say(line: str) -> None:
    """With the seconds since the start before it."""
    sys.stdout.write(f"{time.monotonic() - BEGUN:4.0f} s  {line}\n")
    sys.stdout.flush()


@contextmanager
def running(place: Path, *, quick: bool) -> Iterator:
    """Everything started, with people at work; everything gone afterwards."""
    with ExitStack() as stack:
        postgres, redis, mail, media = (
            part(place) for part in (parts.Postgres, parts.Redis, parts.MailServer, parts.Media)
        )
        for part in (postgres, redis, mail, media):
            part.start()
            stack.callback(part.stop)
        given = {"REDIS_URL": redis.address, "EMAIL_URL": mail.address}
        here = stack.enter_context(installed(place, postgres.address, **given))
        os.environ.update(here.env)  # what the soak itself looks up and enters, it does as the site would
        django.setup()
        from tests.soak.faults import Soak
        from tests.soak.load import Load

        worker = parts.Worker(here)
        stack.callback(worker.stop)
        load = Load(here)
        stack.callback(load.stop)
        _say("everything runs, people are at work")
        yield Soak(load, postgres, redis, worker, mail, media, quick=quick)


if __name__ == "__main__":
    sys.exit(main())
