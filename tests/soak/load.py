"""The people who go on working while things break: desks that bring articles through the SOP, and readers."""

import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import requests
from django.db import InterfaceError, OperationalError, connection
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import querydict_from_html

from home.walking import EDITOR_FORM, Person, Refusal
from news.models import NewsPage
from tests.deploy.machines import Installation, Visitor
from tests.deploy.test_two_processes import someone
from workflows.models import SopEvent

OFFICE = "serang"
STAFF, FIRST, SECOND, PUBLISHER = (f"{OFFICE}.{name}" for name in ("staf", "kasubag", "kordiv", "admin-website"))
WAY = ((STAFF, "start"), (FIRST, "approve"), (SECOND, "approve"), (STAFF, "complete"), (PUBLISHER, "publish"))
RETURNED = (*WAY[:1], (FIRST, "send_back"), (STAFF, "complete"), *WAY[1:])
WITHDRAWN = (*WAY[:1], (STAFF, "withdraw"))
WAYS = (WAY, RETURNED, WAY, WITHDRAWN)
"""Who does what, article by article; the third is gone through again."""
ASSET = re.compile(r'(?:href|src)="(/static/[^"]+)"')
PERSISTENCE = 90
"""Seconds a person tries again before they count as stuck."""
_numbers = count(1)


@dataclass(frozen=True)
class Answer:
    """One request: when it was sent (monotonic), how long it took, and its status (0: none came)."""

    at: float
    seconds: float
    status: int
    kind: str

    @property
    def is_fault(self) -> bool:
        """A file that a page names is there; of pages, whatever the site says of itself is an answer."""
        return self.status == 0 or self.status >= 500 or (self.kind == "file" and self.status != 200)


@dataclass
class Record:
    """What the load has seen so far."""

    answers: list[Answer] = field(default_factory=list)
    acts: int = 0
    done_unanswered: int = 0
    """Acts that were done although their answer got lost."""
    repeated: int = 0
    """Acts that had to be tried again because nothing had been done."""
    faults: list[str] = field(default_factory=list)
    """What must never happen: an act confirmed and not in the ledger, somebody stuck, a refusal without a cause."""
    posting: threading.Event = field(default_factory=threading.Event)
    """Set whenever an act is being posted: the moment to break something."""

    def between(self, begin: float, end: float, *kinds: str) -> list[Answer]:
        return [one for one in self.answers if begin <= one.at < end and (not kinds or one.kind in kinds)]


class Watched(Visitor):
    """A browser that notes each answer; a lost answer raises ``Refusal`` with status 0."""

    def __init__(self, installation: Installation, record: Record, kind: str, like: Visitor | None = None) -> None:
        super().__init__(installation, source=like.source if like else "")
        self._record, self._kind = record, kind
        if like is not None:
            self.cookies.update(like.cookies)

    def _kind_of(self, method: str, address: str) -> str:
        """What a request is counted as."""
        if address.startswith("/static/"):
            return "file"
        return "act" if method == "POST" and address.startswith("/admin/sop/") else self._kind

    def _ask(self, method: str, address: str, *given: Any, **more: Any) -> requests.Response:
        kind = self._kind_of(method, address)
        if method == "POST" and address.startswith("/admin/sop/"):
            self._record.posting.set()
        begun = time.monotonic()
        status = 0
        try:
            response = super()._ask(method, address, *given, **more)
            status = response.status_code
            return response
        except requests.RequestException as fault:
            raise Refusal(0, [type(fault).__name__])
        finally:
            self._record.answers.append(Answer(begun, time.monotonic() - begun, status, kind))


def steadily(look: Callable[[], Any]) -> Any:
    """What the database says; waits for it while it is away."""
    until = time.monotonic() + PERSISTENCE
    while True:
        try:
            return look()
        except (OperationalError, InterfaceError):
            connection.close()
            if time.monotonic() > until:
                raise
            time.sleep(0.3)


class Hands:
    """Writing and deciding over HTTP, by these people; what fails is tried again until it is done."""

    def __init__(self, record: Record, people: dict[str, Person]) -> None:
        self._record, self._people = record, people

    def write(self, name: str) -> int:
        """An article in the news of that person's office; returns its page."""
        title = f"Naskah uji {next(_numbers)}"
        office = name.partition(".")[0]
        section = steadily(lambda: Page.objects.get(url_path=f"/{office}/berita/"))
        address = reverse("wagtailadmin_pages:add", args=["news", "newspage", section.pk])

        def save() -> None:
            writer = self._people[name]
            form = querydict_from_html(writer._get(address).content.decode(), form_id=EDITOR_FORM)
            facts = {"title": title, "kind": "berita", "summary": f"Ringkasan {title}."}
            writer._fill(form, [f"Isi {title} {number}." for number in range(3)], facts)
            writer._post(address, form)

        written = NewsPage.objects.filter(draft_title=title)
        self._until_done(save, lambda: written.count(), f"write {title}")
        return steadily(lambda: written.order_by("pk")[0].pk)

    def do(self, name: str, action: str, page_id: int) -> None:
        """One act of the SOP, with the reason that a "no" needs."""
        fields = {"reason": "facts", "remark": "Angkanya keliru."} if action in ("send_back", "withdraw") else {}
        mine = SopEvent.objects.filter(run__page_id=page_id, actor__username=name)
        act = self._people[name].act
        self._until_done(lambda: act(page_id, action, **fields), mine.count, f"{action} {page_id} by {name}")
        self._record.acts += 1

    def _until_done(self, do: Callable[[], Any], done: Callable[[], int], what: str) -> None:
        """Do it until it is done. ``done`` counts its traces: one more afterwards, however often it was tried."""
        before, until, failed = steadily(done), time.monotonic() + PERSISTENCE, False
        while True:
            try:
                do()
            except Refusal as refusal:
                if 0 < refusal.status < 500 and not failed:
                    raise RuntimeError(f"{what}: refused without a cause: {refusal}")
                failed = failed or refusal.status == 0 or refusal.status >= 500
            except (OperationalError, InterfaceError):
                connection.close()  # the script's own look at the database; the site's answer has come
            else:
                if steadily(done) <= before:
                    raise RuntimeError(f"{what}: confirmed, and not done")
                return
            if steadily(done) > before:
                self._record.done_unanswered += failed
                return
            self._record.repeated += 1
            if time.monotonic() > until:
                raise RuntimeError(f"{what}: still not possible after {PERSISTENCE} s")
            time.sleep(random.uniform(0.2, 0.6))


class Desk(threading.Thread):
    """One article after another, brought through the SOP of its office."""

    def __init__(self, load: "Load", people: dict[str, Visitor]) -> None:
        super().__init__(daemon=True)
        self._load, self._record = load, load.record
        at_desks = {}
        for name, visitor in people.items():
            at_desks[name] = Person.__new__(Person)
            at_desks[name].client = Watched(load.installation, self._record, "desk", like=visitor)
        self._hands = Hands(self._record, at_desks)

    def run(self) -> None:
        for number in count():
            way = WAYS[number % len(WAYS)]
            try:
                page_id = self._hands.write(STAFF)
                for name, action in way:
                    self._load.wait_while_paused()
                    self._hands.do(name, action, page_id)
            except Exception as fault:
                self._record.faults.append(f"{type(fault).__name__}: {fault}"[:300])
            if self._load.stopped:
                connection.close()
                return


class Reader(threading.Thread):
    """Opens one page after another: the public's, or somebody's desk; whatever answers come. Asks for the files that
    pages name too, and for those of earlier pages as of one that stayed open."""

    def __init__(self, load: "Load", visitor: Watched, addresses: tuple[str, ...], *, pause: float) -> None:
        super().__init__(daemon=True)
        self._load, self._visitor, self._addresses, self._pause = load, visitor, addresses, pause
        self._files: set[str] = set()

    def run(self) -> None:
        while not self._load.stopped:
            with suppress(Refusal):
                self._files |= set(ASSET.findall(self._visitor.get(random.choice(self._addresses)).text))
            with suppress(Refusal):
                if self._files:
                    self._visitor.get(random.choice(sorted(self._files)))
            time.sleep(self._pause)


class Load:
    """Desks and readers at work until the block ends."""

    def __init__(self, installation: Installation, *, desks: int = 2) -> None:
        self.installation, self.record, self.stopped = installation, Record(), False
        self._going = threading.Event()
        self._going.set()
        people = {name: someone(installation, name) for name in (STAFF, FIRST, SECOND, PUBLISHER)}
        self._desks = [Desk(self, people) for _ in range(desks)]
        self._waiting = threading.Semaphore(0)
        public, desk = ("/", "/berita/", "/rss/", installation.world["live"]), (reverse("sop:my_tasks"),)
        self._threads = [
            *self._desks,
            Reader(self, Watched(installation, self.record, "read"), public, pause=0.05),
            Reader(self, Watched(installation, self.record, "desk", people[SECOND]), desk, pause=1),
        ]
        for thread in self._threads:
            thread.start()

    def wait_while_paused(self) -> None:
        if not self._going.is_set():
            self._waiting.release()
            self._going.wait()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Nobody acts while the block runs: each desk has finished the act it was at."""
        self._going.clear()
        try:
            for _ in self._desks:
                if not self._waiting.acquire(timeout=2 * PERSISTENCE):
                    self.record.faults.append("a desk did not come to rest")
            yield
        finally:
            self._going.set()

    def stop(self) -> None:
        self.stopped = True
        self._going.set()
        for thread in self._threads:
            thread.join(timeout=2 * PERSISTENCE)
