"""What Wagtail forgets of a workflow, and that the ledger does not forget with it (fact 16)."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Page, Revision, TaskState, WorkflowState

from tests.conftest import holder, pass_step, person, started, walk_to
from tests.engine_facts import stock
from workflows.models import (
    ContentCopy,
    Debt,
    Duty,
    PublishedLink,
    Signature,
    SopEvent,
    SopRun,
    SopTaskState,
    StepVisit,
)

pytestmark = pytest.mark.django_db

LEDGER = (SopRun, StepVisit, Signature, SopEvent, ContentCopy, Debt, Duty, PublishedLink)


def test_stock_purging_of_revisions_deletes_finished_task_states(stock_finish):
    """Fact 16: who approved, and with what words, goes with the revision."""
    chain, page = stock.chain(1), stock.page()
    state = chain.workflow.start(page, None)
    stock.current(state).approve(comment="Sudah diperiksa.")
    stock.reread(page).save_revision()
    assert state.task_states.count() == 1
    call_command("purge_revisions", verbosity=0)
    assert state.task_states.count() == 0
    assert WorkflowState.objects.filter(pk=state.pk).exists()


def test_deleting_a_stock_page_deletes_its_workflow_history():
    """Fact 16: nothing tells afterwards that it was ever submitted."""
    chain, page = stock.chain(2), stock.page()
    state = chain.workflow.start(page, None)
    stock.current(state).approve()
    page.delete()
    assert not WorkflowState.objects.filter(pk=state.pk).exists()
    assert not TaskState.objects.filter(workflow_state_id=state.pk).exists()


def test_a_missing_current_task_breaks_the_stock_edit_page():
    """Fact 16: an upgrade that mends this lets us drop the guard's second reason."""
    chain, page = stock.chain(2), stock.page()
    state = chain.workflow.start(page, None)
    root = person("root").client
    assert root.get(stock.edit_address(page.pk)).status_code == 200
    stock.current(state).delete()
    assert stock.reread(state).current_task_state is None
    root.raise_request_exception = False
    assert root.get(stock.edit_address(page.pk)).status_code == 500


def test_our_item_can_be_acted_on_when_its_task_state_is_missing():
    """Fact 16: task states are a projection; the task page and the verbs go by the run."""
    run = walk_to(started("serang"), 3)
    SopTaskState.objects.filter(workflow_state=run.workflow_state_id).delete()
    run = pass_step(run)
    assert run.current_step == 4
    run = pass_step(run)
    assert run.published_at is not None


def test_the_ledger_points_at_nothing_that_wagtail_deletes():
    """Fact 16: no cascade, no protection either: numbers and copies only."""
    forgetful = {Page, Revision, WorkflowState, TaskState, SopTaskState}
    for model in LEDGER:
        pointed_at = {field.related_model for field in model._meta.get_fields() if field.concrete and field.is_relation}
        assert not pointed_at & forgetful, model


def test_purging_revisions_leaves_our_record_whole():
    """Fact 16: visits, names and the content that was signed are still there."""
    run = walk_to(started("serang"), None)
    page = Page.objects.get(pk=run.page_id).specific
    page.get_latest_revision_as_object().save_revision()
    visits, events = list(run.visits.values()), list(run.events.values())
    call_command("purge_revisions", verbosity=0)
    assert not Revision.objects.filter(pk=run.revision_id).exists()
    assert list(run.visits.values()) == visits
    assert list(run.events.values()) == events
    assert ContentCopy.objects.get(sha256=run.content_sha256).content["title"] == page.title


def test_deleting_the_page_leaves_our_record_whole():
    """Fact 16: after a take-down the page may go; who approved what stays readable."""
    run = walk_to(started("serang", title="Pleno rekapitulasi"), None)
    run = holder("serang", "admin-website").act(run.page_id, "take_down", reason="facts", remark="Angka keliru.")
    visits = list(run.visits.values())
    person("root").client.post(reverse("wagtailadmin_pages:delete", args=[run.page_id]))
    assert not Page.objects.filter(pk=run.page_id).exists()
    assert not WorkflowState.objects.filter(pk=run.workflow_state_id).exists()
    kept = SopRun.objects.get(pk=run.pk)
    assert kept.page_title == "Pleno rekapitulasi"
    assert list(kept.visits.values()) == visits
    assert all(visit.finished_by_name and visit.finished_role for visit in kept.visits.all())
    signed = kept.visits.get(step_number=2).signatures.values_list("user_name", "role_name")
    assert {role for _, role in signed} == {"Kasubag Terkait", "Kordiv Terkait"}
    content = ContentCopy.objects.get(sha256=kept.content_sha256).content
    assert "aula kantor" in str(content["body"])
