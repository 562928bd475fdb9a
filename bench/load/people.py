"""Fifty people at their desks: each writes or decides in a browser of their own, and thinks before every click.

What they do to bring an article through the SOP, and how it is told whether that was done, is the soak's.
"""

import json
import random
import re
import threading
from collections import deque
from collections.abc import Iterator
from typing import Any

import requests
from django.db import connection
from django.urls import reverse
from wagtail.test.utils.form_data import querydict_from_html

from home.walking import EDITOR_FORM, Person, Refusal
from tests.deploy.machines import Installation, Visitor
from tests.deploy.test_two_processes import someone
from tests.soak.load import WAYS, Hands, Record, Watched, steadily
from workflows.models import DecisionLink, SopRun
from workflows.notifications import decision_links

THINK, TYPE = (5, 15), (3, 8)
"""Seconds between two requests of one person who reads and decides, and of one who types."""
BY_LINK = 0.4
"""The share of decisions taken on the page that a message's link opens, where there is one."""
UNDER_WAY = 2
"""Articles of one writer that others still have."""
PATIENCE = 150
"""Seconds for everybody to finish what they are at."""
BACKGROUND = "ping of an open editor"
KINDS = {
    "GET /admin/$": "dashboard",
    "GET /admin/sop/tugas-saya/": "Tugas Saya",
    "GET /admin/sop/banding/": "compare",
    r"GET /admin/sop/tugas/\d+/naskah/": "task page's draft",
    "GET /admin/sop/tugas/": "task page",
    r"POST /admin/sop/tugas/\d+/start/": "submit",
    "POST /admin/sop/tugas/": "decide",
    "GET /putusan/": "decision page",
    "POST /putusan/": "decide by link",
    r"GET /admin/pages/(add|\d+/edit)/": "editor",
    "POST /admin/pages/add/": "write",
    "POST /admin/pages/": "autosave",
    "GET /admin/pages/": "explorer",
    "POST /admin/editing-sessions/": BACKGROUND,
}
"""What a request is called; the first that fits."""
CHANGED = re.compile(r'name="baca" value="(\w+)"')
PING = re.compile(r'data-w-swap-src-value="(/admin/editing-sessions/ping/[^"]+)"')


class Browser(Watched):
    """Waits before each request as long as a person thinks, and goes where an answer leads."""

    def __init__(self, crew: "Crew", visitor: Visitor) -> None:
        super().__init__(crew.installation, crew.record, "other", like=visitor)
        self._crew, self.pace, self.landed = crew, THINK, ("", "")

    def _kind_of(self, method: str, address: str) -> str:
        asked = f"{method} {address}"
        return next((kind for form, kind in KINDS.items() if re.match(form, asked)), self._kind)

    def _ask(self, method: str, address: str, *given: Any, **more: Any) -> requests.Response:
        connection.close()  # the script's own line to the database
        self._crew.think(*self.pace)
        answer = super()._ask(method, address, *given, **more)
        if answer.status_code == 302:
            self.follow(answer)
        return answer

    def follow(self, answer: requests.Response) -> None:
        """What an answer leads to is asked for at once, and read from then on."""
        address = answer.headers["Location"]
        self.landed = address, super()._ask("GET", address, None, {}).text


class Colleague(Person):
    """One of them; their acts are the soak's, and some of their decisions are taken by link."""

    def __init__(self, name: str, browser: Browser) -> None:
        self.name, self.client = name, browser

    def look_around(self) -> None:
        """Whoever has nothing to do looks whether there is something."""
        self._get(random.choice((reverse("wagtailadmin_home"), reverse("sop:my_tasks"))))

    def read(self, page_id: int) -> None:
        """The list of tasks, the text in its frame, and half of the time what changed in it."""
        self._get(reverse("sop:my_tasks"))
        self._get(reverse("sop:text", args=[page_id]))
        if random.random() < 0.5:
            run = steadily(lambda: SopRun.objects.filter(page_id=page_id).values_list("pk", flat=True)[0])
            self._get(reverse("sop:compare", args=[run]))

    def type(self, page_id: int, times: int) -> None:
        """Some changes in the editor, saved by itself while one types."""
        address = reverse("wagtailadmin_pages:edit", args=[page_id])
        (shown, html), self.client.landed = self.client.landed, ("", "")
        if shown != address:  # after writing the editor is there
            html = self._get(address).text
        form, ping = querydict_from_html(html, form_id=EDITOR_FORM), PING.search(html)
        self.client.pace = TYPE
        try:
            for number in range(times):
                self._fill(form, [f"Isi {page_id} {number} {line} {random.random()}." for line in range(3)], {})
                answer = self.client.post(
                    address,
                    form.urlencode(),
                    content_type="application/x-www-form-urlencoded",
                    Accept="application/json",
                )
                said = json.loads(answer.text) if answer.status_code == 200 else {}
                if not said.get("success"):
                    raise Refusal(answer.status_code, [f"autosave of {page_id}: {answer.text[:200]}"])
                form["overwrite_revision_id"] = str(said["revision_id"])
                if ping:
                    self.client.post(ping[1], {})
        finally:
            self.client.pace = THINK

    def act(self, page_id: int, action: str, *, target: int | None = None, **fields: Any) -> Any:
        """As anybody does, or on the page that a message's link opens."""
        link = self._link(page_id) if action in ("approve", "publish", "complete") else None
        if link is None or random.random() > BY_LINK:
            return super().act(page_id, action, target=target, **fields)
        address = reverse("decision", args=[decision_links.token(link)])
        html = self._get(f"{address}?jawab={action}").content.decode()
        if changed := CHANGED.search(html):  # since the message; whoever has read that says so
            self.client.post(address, {"baca": changed[1]})
            html = self._get(f"{address}?jawab={action}").content.decode()
        if 'name="tindakan"' not in html:
            raise Refusal(403, [f"{action} is not offered by link"])
        form = querydict_from_html(html)
        form["tindakan"] = action
        self.tick(form, html, link.visit.run.sop)
        answer = self.client.post(address, form.urlencode(), content_type="application/x-www-form-urlencoded")
        if answer.status_code != 302:
            raise Refusal(answer.status_code or 422, [f"{action} by link"])
        return None

    def _link(self, page_id: int) -> DecisionLink | None:
        found = DecisionLink.objects.usable().filter(user__username=self.name, visit__run__page_id=page_id)
        return steadily(found.select_related("visit__run__sop_version").first)


class AtWork(threading.Thread):
    """One person's day: what lies in their tray first, then an article of their own, then a look around."""

    def __init__(self, crew: "Crew", name: str, *, writes: bool) -> None:
        super().__init__(name=name, daemon=True)
        self._crew, self._writes, self._articles = crew, writes, 0
        self.under_way: set[int] = set()
        self.tray: deque[tuple[int, tuple]] = deque()
        """Pages that wait for them, each with what is still to be done and by whom, beginning with themselves."""

    def run(self) -> None:
        self._crew.think(0, THINK[1])
        while not self._crew.stopping.is_set():
            try:
                self._next()
            except Exception as fault:
                self._crew.record.faults.append(f"{self.name}: {type(fault).__name__}: {fault}"[:300])
                self._crew.think(*THINK)
        connection.close()

    def _next(self) -> None:
        me, hands = self._crew.people[self.name], self._crew.hands
        if self.tray:
            page_id, ((_, action), *later) = self.tray.popleft()
            if action == "rewrite":
                me.type(page_id, random.randint(2, 5))
            else:
                if action in ("approve", "send_back", "publish"):
                    me.read(page_id)
                hands.do(self.name, action, page_id)
            if action == "send_back":  # who wrote it writes it again before they hand it on
                later = [(later[0][0], "rewrite"), *later]
            self._crew.hand_on(page_id, tuple(later))
        elif self._writes and len(self.under_way) < UNDER_WAY:
            page_id = hands.write(self.name)
            me.type(page_id, random.randint(2, 5))
            way = WAYS[self._articles % len(WAYS)]
            self._articles += 1
            self.under_way.add(page_id)
            self._crew.hand_on(page_id, tuple(self._staffed(way)))
        else:
            me.look_around()

    def _staffed(self, way: tuple) -> Iterator[tuple[str, str]]:
        """That way with the people of this office; what falls to writers falls to this one."""
        office = self.name.partition(".")[0]
        for who, action in way:
            role = who.partition(".")[2]
            yield self.name if role == "staf" else f"{office}.{role}", action


class Crew:
    """Everybody at work until told to stop."""

    def __init__(self, installation: Installation, names: list[str], *, haste: float = 1) -> None:
        self.installation, self.record, self.stopping = installation, Record(), threading.Event()
        self._haste = haste
        entered = {
            name: someone(installation, name, source=f"127.2.0.{number + 1}") for number, name in enumerate(names)
        }
        self.people = {name: Colleague(name, Browser(self, visitor)) for name, visitor in entered.items()}
        self.hands = Hands(self.record, self.people)
        writers = ("staf", "admin-kantor")
        self._threads = {name: AtWork(self, name, writes=name.partition(".")[2] in writers) for name in names}

    def start(self) -> None:
        for thread in self._threads.values():
            thread.start()

    def think(self, least: float, most: float) -> None:
        """Nothing for some seconds; whoever is told to stop finishes without thinking."""
        self.stopping.wait(random.uniform(least, most) / self._haste)

    def hand_on(self, page_id: int, way: tuple) -> None:
        """To whoever is next; an article that is through leaves its writer free for another."""
        if way:
            self._threads[way[0][0]].tray.append((page_id, way))
        else:
            for thread in self._threads.values():
                thread.under_way.discard(page_id)

    def stop(self) -> None:
        """Everybody finishes what they are at; who doesn't in time is a fault."""
        self.stopping.set()
        for thread in self._threads.values():
            thread.join(timeout=PATIENCE)
            if thread.is_alive():
                self.record.faults.append(f"{thread.name} did not come to rest")
                return
