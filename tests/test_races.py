"""Two people at the same moment, on either database: one act counts, the other is told so, nothing contradicts.

Each kind of pair is tried TRIALS times with both requests released by a barrier.
"""

import os
import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, TaskState, WorkflowState

from home.demo_offices import bring_on
from home.walking import EDITOR_FORM, Person
from news.models import NewsPage
from tests.conftest import Person as Someone
from tests.conftest import second_holder, section, user
from workflows.actions.seen import seen_token
from workflows.core.standing import Status
from workflows.models import OutboxMessage, Signature, SopRun, StepVisit

pytestmark = pytest.mark.races
TRIALS = int(os.environ.get("RACE_TRIALS", "40"))

Press = Callable[[], int]


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


_made = iter(range(1, 100_000))


def page_by(author) -> Page:
    page = NewsPage(
        title=f"Naskah {next(_made)}",
        slug=f"naskah-{next(_made)}",
        kind="artikel",
        summary="Ringkasan.",
        body=[("text", "<p>Isi.</p>")],
        owner=author,
        live=False,
    )
    section(author.username.split(".")[0]).add_child(instance=page)
    page.save_revision(user=author)
    return page


def run_at(slug: str, step: int, starter: str) -> SopRun:
    return bring_on(page_by(user(starter)), until=step)


def press(who: Person, run: SopRun, action: str) -> Press:
    """A button whose page was open before the other one pressed his."""
    visit = run.open_visit
    seen = seen_token(visit.pk, Page.objects.get(pk=run.page_id).get_latest_revision())
    data = {"seen": seen, "run": run.pk, "reason": "facts", "remark": "Sebabnya."}
    for step in run.sop.steps:
        data[f"inputs-{step.number}"], data[f"checklist-{step.number}"] = list(step.inputs), list(step.checklist)
    address = reverse("sop:act", args=[run.page_id, action])
    return lambda: who.client.post(address, data).status_code


def saving(who: Person, page_id: int, *, auto: bool = False) -> Press:
    """The editor's save, its form loaded before."""
    from wagtail.test.utils.form_data import querydict_from_html

    address = reverse("wagtailadmin_pages:edit", args=[page_id])
    form = querydict_from_html(who.client.get(address).content.decode(), form_id=EDITOR_FORM)
    who._fill(form, ["Isi yang baru saja diubah."], {"summary": "Ringkasan yang baru saja diubah."})
    headers = {"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"} if auto else {}
    body = form.urlencode()
    kind = "application/x-www-form-urlencoded"
    return lambda: who.client.post(address, body, content_type=kind, headers=headers).status_code


def together(*presses: Press) -> list[int]:
    """Release all at once; the statuses in order."""
    barrier, statuses = threading.Barrier(len(presses)), [0] * len(presses)

    def go(i: int) -> None:
        barrier.wait()
        try:
            statuses[i] = presses[i]()
        except Exception:
            statuses[i] = 599
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go, args=[i]) for i in range(len(presses))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


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
        assert current.count() == 1
        assert current.get().pk == open_visits.get().task_state_id == active.get().current_task_state_id
    assert page.live == (run.published_at is not None)
    doubled = Counter(OutboxMessage.objects.filter(event__run=run).values_list("event_id", "user_id"))
    assert not doubled or max(doubled.values()) == 1
    acts = Counter((v.step_number, v.started_at) for v in run.visits.all())
    assert max(acts.values()) == 1
    return run


def no_errors(statuses: list[int]) -> None:
    assert all(status < 500 for status in statuses), statuses


@pytest.mark.parametrize("trial", range(TRIALS))
class TestPairs:
    def test_two_holders_approve_and_one_counts(self, trial):
        run = run_at("rembang", 5, "rembang.pengampu-konsep")
        first, second = Someone(user("rembang.sekretaris")), second_holder("rembang", "sekretaris")
        statuses = together(press(first, run, "approve"), press(second, run, "approve"))
        no_errors(statuses)
        assert sorted(statuses) == [302, 409]
        assert check_consistent(run.page_id).current_step == 6

    def test_a_double_click_counts_once(self, trial):
        run = run_at("serang", 3, "serang.staf")
        staf, again = Someone(user("serang.staf")), Someone(user("serang.staf"))
        statuses = together(press(staf, run, "complete"), press(again, run, "complete"))
        no_errors(statuses)
        assert sorted(statuses) == [302, 409]
        assert check_consistent(run.page_id).current_step == 4

    def test_the_last_yes_against_a_no_leaves_one_decision(self, trial):
        run = run_at("bangka-barat", 7, "bangka-barat.subbag-pengusul")
        yes, no = Someone(user("bangka-barat.divisi-pengusul")), Someone(user("bangka-barat.ketua"))
        statuses = together(press(yes, run, "approve"), press(no, run, "send_back"))
        no_errors(statuses)
        assert sorted(statuses) == [302, 409]
        assert check_consistent(run.page_id).current_step == (8 if statuses[0] == 302 else 6)

    def test_approving_against_a_save_of_the_other_reviewer(self, trial):
        run = run_at("rembang", 5, "rembang.pengampu-konsep")
        approver, editor = Someone(user("rembang.sekretaris")), second_holder("rembang", "sekretaris")
        statuses = together(press(approver, run, "approve"), saving(editor, run.page_id))
        no_errors(statuses)
        fresh = check_consistent(run.page_id)
        assert fresh.current_step == (6 if statuses[0] == 302 else 5)
        if statuses[0] == 302:
            signed = fresh.visits.filter(step_number=5).last().content_sha256
            assert signed == fresh.content_sha256

    def test_completing_against_ones_own_autosave(self, trial):
        run = run_at("banten", 3, "banten.kabag")
        writer, tab = Someone(user("banten.fungsional-umum")), Someone(user("banten.fungsional-umum"))
        statuses = together(press(writer, run, "complete"), saving(tab, run.page_id, auto=True))
        no_errors(statuses)
        fresh = check_consistent(run.page_id)
        assert fresh.current_step == (4 if statuses[0] == 302 else 3)

    def test_publishing_twice_publishes_once(self, trial):
        run = run_at("serang", 4, "serang.staf")
        first, second = Someone(user("serang.admin-website")), second_holder("serang", "admin-website")
        statuses = together(press(first, run, "publish"), press(second, run, "publish"))
        no_errors(statuses)
        assert 302 in statuses
        fresh = check_consistent(run.page_id)
        assert fresh.published_at is not None
        assert fresh.events.filter(kind="published").count() == 1

    def test_withdrawing_against_the_first_decision(self, trial):
        run = run_at("serang", 2, "serang.staf")
        starter, approver = Someone(user("serang.staf")), Someone(user("serang.kasubag"))
        statuses = together(press(starter, run, "withdraw"), press(approver, run, "send_back"))
        no_errors(statuses)
        assert statuses.count(302) == 1
        fresh = check_consistent(run.page_id)
        assert (fresh.status == Status.WITHDRAWN) == (statuses[0] == 302)

    def test_two_submits_start_one_run(self, trial):
        page = page_by(user("serang.staf"))
        seen = seen_token(None, page.get_latest_revision())
        data = {"seen": seen, "inputs-1": ["Buku Catatan", "Bahan Informasi"]}
        address = reverse("sop:act", args=[page.pk, "start"])
        tabs: list[Client] = [Someone(user("serang.staf")).client for _ in range(2)]
        statuses = together(*[lambda tab=tab: tab.post(address, data).status_code for tab in tabs])
        no_errors(statuses)
        assert sorted(statuses) == [302, 409]
        check_consistent(page.pk)

    def test_two_signatures_of_different_roles_both_count(self, trial):
        run = run_at("serang", 2, "serang.staf")
        kasubag, kordiv = Someone(user("serang.kasubag")), Someone(user("serang.kordiv"))
        statuses = together(press(kasubag, run, "approve"), press(kordiv, run, "approve"))
        assert statuses == [302, 302]
        assert check_consistent(run.page_id).current_step == 3
        assert Signature.objects.filter(visit__run=run, voided_at__isnull=True).count() == 2
