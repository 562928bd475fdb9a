"""The steps: each breaks one part while people work, mends it, and tells how everyone fared."""

import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection

from home.walking import Refusal
from tests.soak.invariants import broken
from tests.soak.load import Load, Watched
from tests.soak.parts import MailServer, Media, Postgres, Redis, Worker, kill_app

RECOVERY = 60
"""Seconds after mending within which everything must work again."""
NGINX_FORGETS = 8
"""Seconds after which nginx has surely taken back a process that broke off (fail_timeout=5s, and a probe)."""
MOST_TOLD = 5
"""Broken promises that a line names."""
QUIET = 3
"""Seconds without a fault after which everything counts as working again."""


@dataclass
class Soak:
    """What runs while the steps break it, and how much of each they do."""

    load: Load
    postgres: Postgres
    redis: Redis
    worker: Worker
    mail: MailServer
    media: Media
    quick: bool = False

    def size(self, whole: int, quick: int) -> int:
        return quick if self.quick else whole


@dataclass
class Outcome:
    """One step's line: what was broken, what was seen meanwhile, and every promise it broke."""

    what: str
    seen: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        line = f"{'FAIL' if self.broken else 'ok'} · {self.what}: {', '.join(self.seen)}"
        return "; ".join([line, *self.broken[:MOST_TOLD]])

    def must(self, holds: bool, otherwise: str) -> None:
        if not holds:
            self.broken.append(otherwise)


@contextmanager
def breaking(soak: Soak, what: str) -> Iterator[Outcome]:
    """Something is broken within the block and mended when it ends; then who recovers when, and what is true."""
    outcome, record = Outcome(what), soak.load.record
    record.faults.clear()
    acts, unanswered, repeated, begun = record.acts, record.done_unanswered, record.repeated, time.monotonic()
    yield outcome
    mended = time.monotonic()
    recovered = recovery(soak, mended)
    with soak.load.paused():
        connection.close()
        answers = record.between(begun, mended + recovered)
        counted = {"read": "pages read", "file": "files of pages", "desk": "admin pages", "act": "acts posted"}
        for kind, name in counted.items():
            asked = [answer for answer in answers if answer.kind == kind]
            outcome.seen.append(f"{len(asked)} {name} ({sum(one.is_fault for one in asked)} failed)")
        outcome.seen.insert(0, f"{mended - begun:.0f} s")
        outcome.seen.append(
            f"{record.acts - acts} acts done ({record.done_unanswered - unanswered} whose answer was lost, "
            f"{record.repeated - repeated} tries in vain)"
        )
        outcome.seen.append(f"all well {recovered:.1f} s after")
        outcome.must(recovered < RECOVERY, f"not well {RECOVERY} s after")
        outcome.broken += broken(soak.load)
        outcome.seen.append("invariants hold" if not outcome.broken else "invariants broken")


def recovery(soak: Soak, since: float) -> float:
    """Seconds until nothing failed any more: the last fault seen before some quiet seconds."""
    probe = Watched(soak.load.installation, soak.load.record, "probe")
    record = soak.load.record
    while True:
        now = time.monotonic()
        try:
            ready = probe.get("/sehat/siap/").status_code == 200
        except Refusal:
            ready = False
        faults = [answer.at + answer.seconds for answer in record.between(since, now + 1) if answer.is_fault]
        last = max(faults, default=since)
        if (ready and now - max(last, since) > QUIET) or now - since > RECOVERY:
            return min(max(last - since, 0), RECOVERY)
        time.sleep(0.2)


def postgres_restarted(soak: Soak) -> Iterator[Outcome]:
    """As an administrator restarts it, and as a machine without power does."""
    seconds = soak.size(5, 2)
    for what, how in (("PostgreSQL restarted", signal.SIGINT), ("PostgreSQL killed, and back", signal.SIGQUIT)):
        time.sleep(soak.size(10, 3))
        starts = soak.worker.starts
        with breaking(soak, what) as outcome:
            begun = time.monotonic()
            soak.postgres.stop(how)
            time.sleep(seconds)
            soak.postgres.start()
        away = [one.status for one in soak.load.record.between(begun, time.monotonic()) if one.is_fault]
        outcome.seen.append(f"{away.count(503)} of {len(away)} failures were the page that says what to do")
        outcome.must(500 not in away, f"{away.count(500)} bare errors")
        outcome.seen.append(f"queue worker started again {soak.worker.starts - starts} times")
        yield outcome


def redis_gone(soak: Soak) -> Iterator[Outcome]:
    with breaking(soak, "Redis killed, and back empty") as outcome:
        begun = time.monotonic()
        soak.redis.kill()
        time.sleep(soak.size(20, 6))
        soak.redis.start()
        mended = time.monotonic()
    faults = [one for one in soak.load.record.between(begun, mended) if one.is_fault]
    outcome.must(not faults, f"{len(faults)} requests failed without Redis: {sorted({one.status for one in faults})}")
    yield outcome


def app_killed(soak: Soak) -> Iterator[Outcome]:
    """kill -9 of one process of the site a moment after somebody pressed a button; the other goes on."""
    times, record, kills = soak.size(20, 3), soak.load.record, 0
    with breaking(soak, f"a process of the site killed -9 until {times} acts were cut off") as outcome:
        begun = time.monotonic()
        while (cut := _cut_off(soak, begun)) < times and kills < 5 * times:
            record.posting.clear()
            record.posting.wait(30)
            time.sleep(random.uniform(0, 0.25))
            kill_app(soak.load.installation)
            kills += 1
            time.sleep(NGINX_FORGETS + random.uniform(0, 1))
        outcome.seen.append(f"killed {kills} times")
    lost = [one.status for one in record.between(begun, time.monotonic(), "read") if one.is_fault]
    outcome.must(cut >= times, f"only {cut} acts were cut off")
    outcome.must(not lost, f"readers saw {lost} although the other process was there")
    yield outcome


def _cut_off(soak: Soak, since: float) -> int:
    """Acts since then whose answer was lost."""
    return sum(one.is_fault for one in soak.load.record.between(since, time.monotonic(), "act"))
