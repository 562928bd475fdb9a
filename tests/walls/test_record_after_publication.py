"""What was published stays as it was recorded, whatever is drafted, done and taken down afterwards."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page, Revision

from home.demo_offices import bring_on, full_answers
from offices.role_holders import people_in
from sops.document import StepKind
from tests.conftest import writer_of
from tests.workflows.test_gate import page_by
from workflows.actions.archive import archive, fulfil
from workflows.actions.emergency import Ground, hurry, settle
from workflows.actions.publish import publish, unschedule
from workflows.actions.refusals import ActionRefused
from workflows.actions.seen import seen_token
from workflows.actions.start import start
from workflows.actions.take_down import take_down
from workflows.actions.withdraw import withdraw
from workflows.core.answers import Answers, Reason
from workflows.core.rule_inputs import Status
from workflows.gate.verification import differences, live_pages
from workflows.models import SopRun
from workflows.models.signed import fingerprint
from workflows.notifications.audience import next_to_act

pytestmark = pytest.mark.django_db

WHY = Answers(reason=next(iter(Reason)).value, remark="Tidak lagi sesuai dengan keadaan.")


class Item:
    """One page of an office and everything its people may do with it, step after step."""

    def __init__(self, office: str) -> None:
        self.page_id = page_by(writer_of(office).user.username).pk
        self.published: dict[int, tuple[str, int]] = {}

    @property
    def page(self) -> Page:
        return Page.objects.get(pk=self.page_id)

    @property
    def open_run(self) -> SopRun | None:
        return SopRun.objects.open().filter(page_id=self.page_id).first()

    @property
    def last(self) -> SopRun:
        return SopRun.objects.filter(page_id=self.page_id, published_at__isnull=False).latest("published_at")

    def publisher(self, run: SopRun) -> Any:
        return people_in(run.office, run.sop.publish_step.roles)[0]

    def seen(self, run: SopRun | None) -> str:
        visit = run.open_visit if run else None
        return seen_token(visit.pk if visit else None, self.page.get_latest_revision())

    # --- acts on the draft and its run ---

    def draft(self) -> None:
        page = self.page.get_latest_revision_as_object()
        page.summary = f"Ringkasan ke-{Revision.objects.count()}."
        page.save_revision(user=page.owner)

    def bring_to_publisher(self) -> None:
        page = self.page.get_latest_revision_as_object()
        bring_on(page, until=page.governing_version().document.publish_step.number)

    def begin(self) -> None:
        page = self.page.get_latest_revision_as_object()
        document = page.governing_version().document
        start(page.pk, page.owner, full_answers(document), seen=self.seen(None))

    def take_back(self) -> None:
        run = self.open_run
        withdraw(self.page_id, run.started_by, Answers(), seen=self.seen(run))

    def hasten(self) -> None:
        run, why = self.open_run, Answers(remark="Peringatan dini banjir bagi warga di tepi sungai.")
        hurry(self.page_id, self.publisher(run), why, seen=self.seen(run), ground=Ground.IMMEDIATE)

    def put_live(self, later: bool = False) -> None:
        run = self.open_run
        moment = timezone.now() + timedelta(days=1) if later else None
        publish(self.page_id, self.publisher(run), full_answers(run.sop), seen=self.seen(run), go_live_at=moment)

    def schedule(self) -> None:
        self.put_live(later=True)

    def unschedule(self) -> None:
        unschedule(self.page_id, self.publisher(self.open_run), Answers())

    def let_time_pass(self) -> None:
        assert Revision.objects.get(pk=self.open_run.revision_id).approved_go_live_at, "the set time was forgotten"
        now = timezone.now() + timedelta(days=2)
        with patch.object(timezone, "now", lambda: now):
            call_command("publish_scheduled")
        assert self.open_run is None

    # --- acts after publication ---

    def archive(self) -> None:
        run = SopRun.objects.filter(page_id=self.page_id, status=Status.PUBLISHED, current_step__isnull=False)[0]
        archive(self.page_id, next_to_act(run)[0], full_answers(run.sop), run_id=run.pk, links={})

    def fulfil(self) -> None:
        run = SopRun.objects.filter(page_id=self.page_id, duties__done_at__isnull=True)[0]
        duty = run.duties.filter(done_at__isnull=True)[0]
        fulfil(self.page_id, self.publisher(run), Answers(), run_id=run.pk, duty_id=duty.pk)

    def settle(self, approved: bool = True) -> None:
        run = self.last
        debt = run.debts.filter(settled_at__isnull=True)[0]
        answers = full_answers(run.sop) if approved else WHY
        for person in people_in(run.office, run.sop.step(debt.step_number).roles):
            visit, revision = run.open_visit, Page.objects.get(pk=self.page_id).get_latest_revision()
            seen = seen_token(visit.pk if visit else None, revision)
            settle(self.page_id, person, answers, seen=seen, run_id=run.pk, step=debt.step_number, approved=approved)

    def object(self) -> None:
        self.settle(approved=False)

    def take_down(self) -> None:
        take_down(self.page_id, self.publisher(self.last), WHY, run_id=self.last.pk)

    def acts(self) -> list[Callable[[], None]]:
        """What may be tried now."""
        run = self.open_run
        found: list[Callable[[], None]] = [self.draft]
        if run is None:
            found += [self.begin, self.bring_to_publisher]
        elif run.status == Status.SCHEDULED:
            found += [self.unschedule, self.let_time_pass]
        elif run.step and run.step.kind is StepKind.PUBLISH:
            found += [self.put_live, self.schedule]
        else:
            found += [self.hasten, self.take_back]
        if SopRun.objects.filter(page_id=self.page_id, published_at__isnull=False).exists():
            found += [self.archive, self.fulfil, self.settle, self.object, self.take_down] * 2
        return found

    def check(self) -> None:
        """The record of what was published has not changed, and it is what the public reads."""
        runs = SopRun.objects.filter(page_id=self.page_id, published_at__isnull=False).order_by("published_at")
        for run in runs:
            said = (run.content_sha256, run.revision_id)
            assert self.published.setdefault(run.pk, said) == said
            after = run.visits.filter(step_number__gte=run.sop.publish_step.number, finished_at__isnull=False)
            assert {(visit.content_sha256, visit.revision_id) for visit in after} == {said}
        page = self.page.specific
        if page.live:
            assert fingerprint(page.serializable_data()) == runs.last().content_sha256
        else:
            assert not runs or runs.last().taken_down_at
        assert not list(differences(live_pages().filter(pk=self.page_id)))


@pytest.mark.parametrize("office", ["bangka-barat", "cilacap", "serang"])
def test_whatever_is_done_the_recorded_hash_is_what_is_live(office):
    item = Item(office)
    item.bring_to_publisher()
    item.put_live()

    @settings(max_examples=10, deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(st.data())
    def histories(data):
        item.published.clear()
        with transaction.atomic():
            for _ in range(data.draw(st.integers(4, 10))):
                act = data.draw(st.sampled_from(item.acts()))
                try:
                    act()
                except (ActionRefused, IndexError):  # the rules say no, or there is nothing of the kind to do
                    continue
                item.check()
            transaction.set_rollback(True)

    histories()


def test_a_live_text_that_is_scheduled_once_more_stays_live():
    item = Item("serang")
    item.bring_to_publisher()
    item.put_live()
    item.bring_to_publisher()
    item.schedule()
    item.check()
    assert item.page.live


def test_what_waits_for_its_time_still_goes_live_when_the_text_before_it_is_taken_down():
    item = Item("serang")
    item.bring_to_publisher()
    item.put_live()
    item.draft()
    item.bring_to_publisher()
    item.schedule()
    item.take_down()
    assert not item.page.live
    item.let_time_pass()
    item.check()
    assert item.page.live


def test_links_archived_after_a_new_draft_was_begun_and_its_revision_purged_change_nothing():
    item = Item("bangka-barat")
    item.bring_to_publisher()
    item.put_live()
    item.check()
    item.draft()
    Revision.objects.filter(pk=item.last.revision_id).delete()
    item.archive()
    item.check()
    assert item.last.status == Status.FINISHED
