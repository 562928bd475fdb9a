"""Does anyone ever see what has already changed? Readers and writers at once, then every answer is judged.

A change counts from the moment its transaction is committed and its on-commit hooks are done. An answer
to a request that began after that moment and shows what was before is stale. While a change is under
way both states are right.
"""

import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

from bench import ours, pages, places
from bench.client import Answer, Client
from bench.report import Check
from bench.target import serving

SECONDS = 600
WATCHED = 5
"""Pages that change: as many as the home page lists."""
WRITERS, READERS, SERVERS = 2, 4, 4
SHOWN = re.compile(r"Uji (\d+) versi (\d+)")

State = int | None
"""The version of a page's title that is live; None: taken down."""


@dataclass(frozen=True)
class Change:
    """From ``begun`` to ``done`` (monotonic seconds) a page went to a state."""

    page: int
    state: State
    begun: float
    done: float


@dataclass(frozen=True)
class Seen:
    """What an answer showed: page → states on it; ``complete``: a live page that isn't on it is missing."""

    address: str
    begun: float
    ended: float
    states: dict[int, set[State]]


@dataclass
class Report:
    """Counts of a run; ``stale`` holds sentences about the stale answers."""

    requests: int = 0
    hits: int = 0
    errors: int = 0
    changes: int = 0
    stale: list[str] = field(default_factory=list)


@dataclass
class Timeline:
    """All changes of the watched pages in the order of each page's history."""

    changes: dict[int, list[Change]] = field(default_factory=dict)

    def add(self, change: Change) -> None:
        self.changes.setdefault(change.page, []).append(change)

    def right(self, page: int, begun: float, ended: float) -> set[State]:
        """The states a request may have seen that took from ``begun`` to ``ended``."""
        history = self.changes[page]
        before = [change.state for change in history if change.done <= begun]
        under_way = {change.state for change in history if change.done > begun and change.begun < ended}
        return under_way | set(before[-1:])


class Reader(threading.Thread):
    """Asks for pages at random until told to stop, and notes what they show."""

    def __init__(self, port: int, addresses: dict[str, int | None], until: float, seed: int) -> None:
        super().__init__()
        self._client, self._addresses, self._until = Client(port), addresses, until
        self._random = random.Random(seed)
        self.seen: list[Seen] = []
        self.hits = self.errors = 0

    def run(self) -> None:
        names = list(self._addresses)
        while time.monotonic() < self._until:
            address = self._random.choice(names)
            clock, begun = time.time(), time.monotonic()
            answer = self._client.get(address, Accept_Encoding="identity")
            ended = time.monotonic()
            if answer.status not in (200, 404):
                self.errors += 1
                continue
            self.hits += _was_kept(answer, clock)
            self.seen.append(Seen(address, begun, ended, shown(answer, self._addresses[address])))


def shown(answer: Answer, only: int | None) -> dict[int, set[State]]:
    """The states of watched pages on an answer; ``only``: the address is that page's own, judge nothing else."""
    text = answer.body.decode(errors="replace")
    if only is not None:
        heading = re.search(r"<h1[^>]*>(.*?)</h1>", text, re.S)
        text = heading.group(1) if heading and answer.status == 200 else ""
    states: dict[int, set[State]] = {}
    for page, version in SHOWN.findall(text):
        states.setdefault(int(page), set()).add(int(version))
    for page in range(WATCHED) if only is None else [only]:
        states.setdefault(page, {None})
    return states


def _was_kept(answer: Answer, asked: float) -> bool:
    """Whether the answer was surely made in a second before this request (an under-estimate)."""
    made = answer.headers.get("last-modified")
    return bool(made) and parsedate_to_datetime(made).timestamp() < int(asked)


def run(size: int, redis: str, *, seconds: float = SECONDS) -> Report:
    """Change, read and judge for so long; the database of that size must have been filled."""
    target = ours.target(size, redis=redis, cached=True)
    slugs = [address.split("/")[2] for address in pages.by_name(size)["article"].ours[:WATCHED]]
    timeline = Timeline()
    with serving(target, workers=SERVERS) as running, ExitStack() as stack:
        writers = [
            subprocess.Popen(
                [sys.executable, "-m", "bench.stale_writer", str(number), str(seconds), *slugs],
                cwd=places.ROOT,
                env=target.env,
                stdout=subprocess.PIPE,
                text=True,
            )
            for number in range(WRITERS)
        ]
        for writer in writers:
            stack.callback(writer.kill)
        listeners = [threading.Thread(target=_listen, args=(writer.stdout, timeline)) for writer in writers]
        for listener in listeners:
            listener.start()
        while len(timeline.changes) < WATCHED:  # every page has its first state
            if any(writer.poll() for writer in writers):
                raise RuntimeError("a writer failed")
            time.sleep(0.05)
        addresses = _addresses(running.client, slugs)
        readers = [Reader(running.port, addresses, time.monotonic() + seconds, seed) for seed in range(READERS)]
        for thread in readers:
            thread.start()
        for thread in readers:
            thread.join()
        for writer, listener in zip(writers, listeners, strict=True):
            if writer.wait(timeout=60):
                raise RuntimeError("a writer failed")
            listener.join()
    return _judge(readers, timeline)


def _listen(lines: Iterable[str], timeline: Timeline) -> None:
    for line in lines:
        page, state, begun, done = line.split()
        timeline.add(Change(int(page), None if state == "-" else int(state), float(begun), float(done)))


def _addresses(client: Client, slugs: list[str]) -> dict[str, int | None]:
    """What is read: the pages themselves, and those of the lists that exist."""
    own: dict[str, int | None] = {f"/berita/{slug}/": number for number, slug in enumerate(slugs)}
    lists = dict.fromkeys(["/", "/berita/", "/rss/"])
    return own | {address: None for address in lists if client.get(address).status == 200}


def _judge(readers: list[Reader], timeline: Timeline) -> Report:
    report = Report(
        requests=sum(len(reader.seen) + reader.errors for reader in readers),
        hits=sum(reader.hits for reader in readers),
        errors=sum(reader.errors for reader in readers),
        changes=sum(map(len, timeline.changes.values())),
    )
    for seen in (seen for reader in readers for seen in reader.seen):
        for page, states in seen.states.items():
            right = timeline.right(page, seen.begun, seen.ended)
            if not states <= right:
                report.stale.append(f"{seen.address} showed page {page} as {states}, right was {right}")
    return report


def checks(size: int, redis: str, *, seconds: float) -> list[Check]:
    """The promise: none."""
    report = run(size, redis, seconds=seconds)
    for sentence in report.stale[:10]:
        places.say("  " + sentence)
    told = f"{len(report.stale)} of {report.requests:,} answers, {report.changes:,} changes in {seconds:.0f} s"
    kept = f"{report.hits / max(report.requests, 1):.0%}"
    return [
        Check(f"stale answers, {SERVERS} workers, {WRITERS} writers", told, "0", not report.stale),
        Check("answers with an error", str(report.errors), "0", report.errors == 0),
        Check("answers from kept pages, at least", kept),
    ]
