"""``python -m bench.load.run SECONDS WARM_UP OFFICES HASTE``: everything started, everybody at work, everything gone.

Prints JSON. ``HASTE``: how many times faster than they would people think.
"""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import django

from bench import places
from bench.load import figures
from tests.deploy.machines import installed
from tests.deploy.programs import ROOT

RATE = 200
"""Requests of readers a second."""
WRONG = re.compile(r'"level": ?"(ERROR|CRITICAL)"|^Traceback|\[(error|crit|alert|emerg)\]', re.I)
PREPARATION = 900
"""Seconds that filling, logging in, coming to rest and looking through everything may take together."""


def main(seconds: float, warm_up: float, offices: int, haste: float) -> dict:
    signal.signal(signal.SIGALRM, _too_late)
    signal.alarm(int(PREPARATION + seconds + warm_up))
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="load-")))
        place.chmod(0o755)  # nginx's own user goes through it
        os.environ["DJANGO_SETTINGS_MODULE"] = "site_kpu.settings.production"
        return _measure(stack, place, seconds, warm_up, offices, haste)


def _measure(stack: ExitStack, place: Path, seconds: float, warm_up: float, offices: int, haste: float) -> dict:
    from bench.load.parts import Watch
    from tests.soak.parts import MailServer, Worker

    mail = MailServer(place)
    stack.callback(mail.stop)
    mail.start()
    here = stack.enter_context(installed(place, places.ADMIN_URL, EMAIL_URL=mail.address))
    command = [sys.executable, "-m", "bench.load.world", str(offices)]
    world = json.loads(subprocess.check_output(command, cwd=ROOT, env=here.env))
    places.settle(here.env["DATABASE_URL"].rpartition("/")[2])
    os.environ.update(here.env)  # what the script looks up, it does as the site would
    django.setup()
    from bench.load.people import BACKGROUND, Crew
    from tests.soak.invariants import broken

    worker = Worker(here)
    stack.callback(worker.stop)
    places.say(f"  {len(world['people'])} people log in …")
    crew = Crew(here, world["people"], haste=haste)
    readers = subprocess.Popen(
        [sys.executable, "-m", "bench.load.readers"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    stack.callback(readers.kill)
    told = {"port": here.both, "certificate": str(place / "fullchain.pem"), "asked": world["asked"], "rate": RATE}
    readers.stdin.write(json.dumps(told | {"seconds": seconds, "warm_up": warm_up}))
    readers.stdin.close()
    readers.stdout.readline()  # they have found their way
    crew.start()
    watch = Watch(here, worker, every=max(1, seconds / 90))
    stack.callback(watch.stop)
    places.say("  everything runs, people are at work")
    time.sleep(warm_up)
    begun, before = time.monotonic(), watch.spent()
    _wait(begun + seconds, crew)
    ended, after = time.monotonic(), watch.spent()
    acts = crew.record.acts
    read = json.loads(readers.stdout.read())
    crew.stop()
    watch.stop()
    worked = [(one.kind, one.seconds, one.status) for one in crew.record.between(begun, ended)]
    places.say("  everybody came to rest; looking through everything")
    anomalies = broken(crew)
    return {
        "seconds": ended - begun,
        "people": len(crew.people),
        "acts": acts,
        "mails": mail.taken().total(),
        "waited_for": figures.by_kind([one for one in worked if one[0] != BACKGROUND]),
        "background": figures.by_kind([one for one in worked if one[0] == BACKGROUND])[1:],
        "readers": read,
        "memory": watch.thirds(begun, ended),
        "cpu": {name: (after[name] - before[name]) / (ended - begun) for name in after} | {"the readers": read["cpu"]},
        "anomalies": anomalies,
        "complaints": complaints(place),
    }


def _wait(until: float, crew) -> None:
    """Until then, with a word a minute."""
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(60, left))
        places.say(f"  {crew.record.acts} acts, {len(crew.record.answers):,} answers, faults: {crew.record.faults[:3]}")


def complaints(place: Path) -> list[str]:
    """What the site, its worker and nginx wrote of errors."""
    lines = [line for log in sorted(place.glob("*.log")) for line in log.read_text(errors="replace").splitlines()]
    return [line[:300] for line in lines if WRONG.search(line)]


def _too_late(*_: object) -> None:
    raise TimeoutError("the load test did not come to its end")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    sys.stdout.write(json.dumps(main(float(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))))
