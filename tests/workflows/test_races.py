"""Two people at the same moment, on either database: one act counts, the other is told so, nothing contradicts.

Every pair of acts that can meet at the first, a middle and the last check, before, between and after them is tried
TRIALS times, with both requests released by a barrier.
"""

import os
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations_with_replacement

import pytest
from django.db import connection, connections
from django.http import HttpResponse
from django.urls import reverse
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.test.utils.form_data import querydict_from_html

from home.demo_offices import bring_on
from home.walking import EDITOR_FORM, Person
from messaging.models import OutboxMessage
from news.models import NewsPage
from tests.conftest import Person as Someone
from tests.conftest import second_holder, section, user
from workflows.actions.seen import seen_token
from workflows.core.rule_inputs import Status
from workflows.models import Signature, SopRun, StepVisit
from workflows.notifications.announcing import thread

pytestmark = pytest.mark.races
TRIALS = int(os.environ.get("RACE_TRIALS", "10"))

Press = Callable[[], HttpResponse]
State = tuple[Status | None, int | None]
"""A run's status and waiting step; of an item without a run (None, None)."""


@pytest.fixture(scope="module", autouse=True)
def committed(django_db_setup, django_db_blocker):
    """Work in the open: what the threads write is really committed. The whole database goes afterwards."""
    with django_db_blocker.unblock():
        memory = connection.vendor == "sqlite" and connection.is_in_memory_db()
        assert not memory, "connections to a database in memory lock whole tables: TEST_DATABASE_ON_DISK=1"
        yield


@pytest.mark.django_db
def test_the_world_to_race_in_is_there():
    """Also makes pytest-django set the database up; the trials commit, so they can't carry the mark."""
    assert user("serang.staf").memberships.exists()


_made = iter(range(1, 10_000))


def page_by(author) -> Page:
    page = NewsPage(
        title=f"Naskah {next(_made):04}",  # its address is the next free one: other modules committed theirs
        kind="artikel",
        summary="Ringkasan.",
        body=[("text", "<p>Isi.</p>")],
        owner=author,
        live=False,
    )
    section(author.username.split(".")[0]).add_child(instance=page)
    page.save_revision(user=author)
    return page


def press(who: Person, page_id: int, act: str) -> Press:
    """A button whose page was open before the other one pressed theirs."""
    page = Page.objects.get(pk=page_id).specific
    run = SopRun.objects.filter(page_id=page_id).first()
    steps = (run.sop if run else page.governing_version().document).steps
    seen = seen_token(run.open_visit.pk if run and run.open_visit else None, page.get_latest_revision())
    data = {"seen": seen, "run": run.pk if run else "", "reason": "facts", "remark": "Sebabnya."}
    for step in steps:
        data[f"inputs-{step.number}"], data[f"checklist-{step.number}"] = list(step.inputs), list(step.checklist)
    return lambda: who.client.post(reverse("sop:act", args=[page_id, act]), data)


def saving(who: Person, page_id: int, *, auto: bool = False) -> Press:
    """The editor's save, its form loaded before."""
    address = reverse("wagtailadmin_pages:edit", args=[page_id])
    form = querydict_from_html(who.client.get(address).content.decode(), form_id=EDITOR_FORM)
    who._fill(form, ["Isi yang baru saja diubah."], {"summary": "Ringkasan yang baru saja diubah."})
    headers = {"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"} if auto else {}
    body = form.urlencode()
    kind = "application/x-www-form-urlencoded"
    return lambda: who.client.post(address, body, content_type=kind, headers=headers)


def together(*presses: Press) -> list[HttpResponse]:
    """Release all at once; the answers in order."""
    barrier, answers = threading.Barrier(len(presses)), [HttpResponse(status=599)] * len(presses)

    def go(i: int) -> None:
        barrier.wait()
        try:
            answers[i] = presses[i]()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go, args=[i]) for i in range(len(presses))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    statuses = [answer.status_code for answer in answers]
    assert all(status < 500 for status in statuses), statuses
    return answers


def check_consistent(page_id: int) -> SopRun:
    """The run, its visits, Wagtail's rows and the page must tell one story."""
    page = Page.objects.get(pk=page_id)
    runs = list(SopRun.objects.filter(page_id=page_id))
    assert len(runs) == 1
    run = runs[0]
    open_visits = StepVisit.objects.filter(run=run, finished_at__isnull=True)
    assert open_visits.count() == (1 if run.current_step and run.status == Status.RUNNING else 0)
    states = WorkflowState.objects.filter(object_id=str(page_id))
    assert states.count() == 1
    active = states.filter(status=WorkflowState.STATUS_IN_PROGRESS)
    assert active.exists() == run.is_open
    if run.is_open:
        current = TaskState.objects.filter(workflow_state=states.get(), status=TaskState.STATUS_IN_PROGRESS)
        assert current.count() == open_visits.count()
        for visit in open_visits:
            assert current.get().pk == visit.task_state_id == active.get().current_task_state_id
    assert page.live == (run.published_at is not None)
    doubled = Counter(OutboxMessage.objects.filter(thread=thread(run)).values_list("about", "user_id"))
    assert not doubled or max(doubled.values()) == 1
    acts = Counter((v.step_number, v.started_at) for v in run.visits.all())
    assert max(acts.values()) == 1
    assert run.events.filter(kind="published").count() == page.live
    return run


SAVES = {"save", "autosave"}


@dataclass(frozen=True)
class Moment:
    """Where an item waits, and what can be done to it there at once."""

    office: str
    reach: Callable[[], int]
    """Makes an item that waits there; its page."""
    before: State
    acts: dict[str, tuple[str, State]]
    """Who may do it, by role, and where the item is when it has won."""
    alone: tuple[str, ...] = ()
    """Acts that only one person may do: both hands are theirs, in two tabs."""

    def hand(self, act: str, page_id: int, *, other: bool) -> Press:
        """A person about to do it; ``other``: not the role's first holder, where there may be another."""
        role, _ = self.acts[act]
        first = Someone(user(f"{self.office}.{role}"))
        who = second_holder(self.office, role) if other and act not in self.alone else first
        return saving(who, page_id, auto=act == "autosave") if act in SAVES else press(who, page_id, act)


def draft() -> int:
    return page_by(user("serang.staf")).pk


def waiting(office: str, step: int, starter: str) -> Callable[[], int]:
    return lambda: bring_on(page_by(user(f"{office}.{starter}")), until=step).page_id


def after(office: str, step: int, starter: str, act: str, role: str) -> Callable[[], int]:
    """An item to which this was done at that step."""
    return lambda: Someone(user(f"{office}.{role}")).act(waiting(office, step, starter)(), act, **REASON).page_id


REASON = {"reason": "facts", "remark": "Sebabnya."}
NOT_STARTED, WITHDRAWN, LIVE = (None, None), (Status.WITHDRAWN, None), (Status.FINISHED, None)


def at(step: int) -> State:
    return Status.RUNNING, step


MOMENTS = {
    "submitting": Moment(
        "serang",
        draft,
        NOT_STARTED,
        {"start": ("staf", at(2)), "save": ("staf", NOT_STARTED), "autosave": ("staf", NOT_STARTED)},
        alone=("start", "save", "autosave"),
    ),
    "first check, which may postpone": Moment(
        "bangka-barat",
        waiting("bangka-barat", 3, "subbag-pengusul"),
        at(3),
        {
            "approve": ("divisi-pengusul", at(4)),
            "postpone": ("divisi-pengusul", (Status.POSTPONED, 3)),
            "withdraw": ("subbag-pengusul", WITHDRAWN),
        },
        alone=("withdraw",),
    ),
    "first check, which may edit": Moment(
        "banten",
        waiting("banten", 4, "kabag"),
        at(4),
        {
            "approve": ("kasubag", at(5)),
            "send_back": ("kasubag", at(3)),
            "withdraw": ("kabag", WITHDRAWN),
            "save": ("kasubag", at(4)),
            "autosave": ("kasubag", at(4)),
        },
        alone=("withdraw",),
    ),
    "middle check": Moment(
        "rembang",
        waiting("rembang", 5, "pengampu-konsep"),
        at(5),
        {
            "approve": ("sekretaris", at(6)),
            "send_back": ("sekretaris", at(4)),
            "save": ("sekretaris", at(5)),
            "autosave": ("sekretaris", at(5)),
        },
    ),
    "last check": Moment(
        "bangka-barat",
        waiting("bangka-barat", 7, "subbag-pengusul"),
        at(7),
        {"approve": ("divisi-pengusul", at(8)), "send_back": ("ketua", at(6))},
    ),
    "submitting again": Moment(
        "bangka-barat",
        after("bangka-barat", 7, "subbag-pengusul", "send_back", "ketua"),
        at(6),
        {"complete": ("tim-desain", at(7)), "save": ("tim-desain", at(6)), "autosave": ("tim-desain", at(6))},
    ),
    "resuming": Moment(
        "bangka-barat",
        after("bangka-barat", 3, "subbag-pengusul", "postpone", "divisi-pengusul"),
        (Status.POSTPONED, 3),
        {"resume": ("divisi-pengusul", at(3))},
    ),
    "publishing": Moment(
        "serang",
        waiting("serang", 4, "staf"),
        at(4),
        {"publish": ("admin-website", LIVE)},
    ),
}
PAIRS = [
    (name, *pair)
    for name, moment in MOMENTS.items()
    for pair in combinations_with_replacement(moment.acts, 2)
    if not SAVES.issuperset(pair)
]


@pytest.mark.parametrize("trial", range(TRIALS))
@pytest.mark.parametrize(("name", "first", "second"), PAIRS)
def test_of_two_one_wins_and_the_other_is_told_so(name, first, second, trial):
    """Of the same act every other trial is a double click: one person, two tabs."""
    moment, clicks_twice = MOMENTS[name], first == second and trial % 2
    page_id = moment.reach()
    one, other = moment.hand(first, page_id, other=False), moment.hand(second, page_id, other=not clicks_twice)
    won, saved = [], False
    for act, answer in zip((first, second), together(one, other), strict=True):
        if act in SAVES:
            saved = answer.status_code in (200, 302)
        elif answer.status_code == 302:
            won.append(act)
        else:
            assert answer.status_code in (403, 409)
            assert 'id="sop-failed"' in answer.content.decode()  # where it says why
    assert len(won) == 1 or (not won and saved)
    run = check_consistent(page_id) if won or moment.before != NOT_STARTED else None
    assert ((run.status, run.current_step) if run else NOT_STARTED) == (
        moment.acts[won[0]][1] if won else moment.before
    )
    if won and won[0] in ("approve", "publish"):
        assert run.visits.exclude(content_sha256="").last().content_sha256 == run.content_sha256


@pytest.mark.parametrize("trial", range(TRIALS))
def test_two_signatures_of_different_roles_both_count(trial):
    page_id = waiting("serang", 2, "staf")()
    kasubag, kordiv = Someone(user("serang.kasubag")), Someone(user("serang.kordiv"))
    answers = together(press(kasubag, page_id, "approve"), press(kordiv, page_id, "approve"))
    assert [answer.status_code for answer in answers] == [302, 302]
    assert check_consistent(page_id).current_step == 3
    assert Signature.objects.filter(visit__run__page_id=page_id, voided_at__isnull=True).count() == 2


def new_text(who: Person, title: str) -> Press:
    """The button of a filled form for a new text in the section of news."""
    address = reverse("wagtailadmin_pages:add", args=["news", "newspage", section("serang").pk])
    form = querydict_from_html(who.client.get(address).content.decode(), form_id=EDITOR_FORM)
    who._fill(form, ["Isi."], {"title": title, "summary": "Ringkasan.", "kind": "artikel"})
    return lambda: who.client.post(address, form.urlencode(), content_type="application/x-www-form-urlencoded")


def test_two_texts_of_one_title_become_two_texts_at_two_addresses():
    for trial in range(TRIALS):
        title = f"Pada saat yang sama {trial}"
        answers = together(*(new_text(Someone(user("serang.staf")), title) for _ in range(2)))
        assert sorted(answer.status_code for answer in answers) == [302, 302]
        made = Page.objects.child_of(section("serang")).filter(title=title)
        assert len(set(made.values_list("slug", flat=True))) == len(set(made.values_list("path", flat=True))) == 2
