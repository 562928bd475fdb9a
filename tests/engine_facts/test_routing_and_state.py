"""How Wagtail finds the next step and keeps state, and that a run of ours does not depend on it (facts 1-7)."""

import json
import subprocess
import sys

import pytest
from django.conf import settings as project_settings
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Page, Task, TaskState, Workflow, WorkflowState, WorkflowTask
from wagtail.signals import task_submitted

from home.walking import Refusal
from messaging.models import OutboxMessage
from sops.models import SopVersion
from tests.conftest import PARAGRAPHS, draft, holder, pass_step, person, second_holder, started, user, walk_to
from tests.engine_facts import stock
from workflows.actions.approve import approve
from workflows.actions.refusals import Incomplete, NotAllowed, Stale
from workflows.actions.seen import seen_token
from workflows.actions.take_down import take_down
from workflows.core.answers import Answers
from workflows.gate import finish
from workflows.models import SopTask, SopTaskState
from workflows.notifications.announcing import thread

pytestmark = pytest.mark.django_db


def wagtail_state(run) -> WorkflowState:
    return WorkflowState.objects.get(pk=run.workflow_state_id)


def steps_entered(run) -> list[int]:
    return [visit.step_number for visit in run.visits.order_by("pk")]


# --- 1: the next step ---------------------------------------------------------------------------


def test_stock_routing_skips_the_step_in_between_after_a_jump_back():
    """Fact 1: step 2, approved in the first round, is not asked again in the second."""
    chain, page = stock.chain(3), stock.page()
    state = chain.workflow.start(page, None)
    stock.current(state).approve()
    stock.current(state).approve()
    TaskState.objects.filter(pk=stock.current(state).pk).update(status=TaskState.STATUS_CANCELLED)
    stock.reread(state).update(next_task=chain.tasks[0])
    assert stock.waits_for(state) == chain.tasks[0]
    stock.current(state).approve()
    assert stock.waits_for(state) == chain.tasks[2]


def test_stock_resume_restarts_the_task_that_refused():
    """Fact 1: a refusal never leads to an earlier step."""
    chain, page = stock.chain(3), stock.page()
    state = chain.workflow.start(page, None)
    stock.current(state).approve()
    stock.current(state).reject()
    state = stock.reread(state)
    assert state.status == WorkflowState.STATUS_NEEDS_CHANGES
    state.resume()
    assert stock.waits_for(state) == chain.tasks[1]


@pytest.mark.parametrize(("reapproval", "position"), [(True, 0), (False, 1)])
def test_stock_reapproval_restarts_the_step_that_corrected_and_forwarded(settings, reapproval, position):
    """Fact 1: with the setting on, correcting and approving lands on the same step again."""
    settings.WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = reapproval
    chain, page = stock.chain(2), stock.page()
    state = chain.workflow.start(page, None)
    page.save_revision()
    stock.current(state).approve()
    assert stock.waits_for(state) == chain.tasks[position]


def test_we_leave_reapproval_off():
    """Fact 1: the product settings keep Wagtail from restarting steps."""
    assert project_settings.WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT is False


def test_our_run_does_every_step_again_after_it_was_sent_back():
    """Fact 1: Rembang's Kasubbag sends back to step 1, and step 3 is entered again before step 4."""
    run = walk_to(started("rembang"), 4)
    run = holder("rembang", "kasubbag-tekmas").act(run.page_id, "send_back", reason="facts", remark="Angka keliru.")
    assert run.current_step == 1
    run = walk_to(run, 4)
    assert steps_entered(run) == [1, 2, 3, 4, 1, 2, 3, 4]
    stock_choice = wagtail_state(run).get_next_task()
    run = pass_step(run)
    assert run.current_step == 5
    assert stock_choice.specific.step_number == 4


def test_our_reviewer_corrects_and_forwards_in_one_go():
    """Fact 1: an edit in a review step does not make the reviewer's step start again."""
    run = walk_to(started("rembang"), 5)
    reviewer = holder("rembang", "sekretaris")
    reviewer.edit(run.page_id, paragraphs=PARAGRAPHS, summary="Ringkasan yang sudah dikoreksi.")
    run = reviewer.act(run.page_id, "approve")
    assert run.current_step == 6
    assert run.visits.get(step_number=5).corrected


# --- 2: changing a workflow while items run -----------------------------------------------------


def test_a_task_added_to_a_live_stock_workflow_diverts_running_items():
    """Fact 2: the item goes to a step that did not exist when it was submitted."""
    chain, page, late = stock.chain(2), stock.page(), stock.task()
    state = chain.workflow.start(page, None)
    WorkflowTask.objects.create(workflow=chain.workflow, task=late, sort_order=5)
    stock.current(state).approve()
    assert stock.waits_for(state) == late


def test_disabling_a_stock_task_skips_it_for_running_items():
    """Fact 2: nobody has approved, and the item is one step further."""
    chain, page = stock.chain(2), stock.page()
    state = chain.workflow.start(page, None)
    chain.tasks[0].deactivate()
    assert stock.waits_for(state) == chain.tasks[1]
    assert not state.task_states.filter(status=TaskState.STATUS_APPROVED).exists()


def test_disabling_the_last_stock_task_publishes_what_waits_for_it(stock_finish):
    """Fact 2: a page goes live without a single approval."""
    chain, page = stock.chain(1), stock.page()
    state = chain.workflow.start(page, None)
    chain.tasks[0].deactivate()
    assert stock.reread(page).live
    assert not state.task_states.filter(status=TaskState.STATUS_APPROVED).exists()


def test_deactivating_a_stock_workflow_cancels_running_items():
    """Fact 2: what the stock «Disable» button does."""
    chain, page = stock.chain(1), stock.page()
    state = chain.workflow.start(page, None)
    chain.workflow.deactivate()
    assert stock.reread(state).status == WorkflowState.STATUS_CANCELLED


def test_deactivating_by_update_leaves_running_stock_items_alone():
    """Fact 2: the quiet way to take a workflow out of use."""
    chain, page = stock.chain(1), stock.page()
    state = chain.workflow.start(page, None)
    Workflow.objects.filter(pk=chain.workflow.pk).update(active=False)
    assert stock.reread(state).status == WorkflowState.STATUS_IN_PROGRESS


CHANGES_OF_A_COMPILED_SOP = {
    "deactivate the workflow": lambda run: run.sop_version.workflow.deactivate(),
    "rename the workflow": lambda run: run.sop_version.workflow.save(),
    "delete the workflow": lambda run: run.sop_version.workflow.delete(),
    "disable a step": lambda run: SopTask.objects.get(version=run.sop_version, step_number=2).deactivate(),
    "disable a step as a plain task": lambda run: Task.objects.get(
        pk=run.sop_version.tasks.get(step_number=2).pk
    ).deactivate(),
    "delete a step": lambda run: run.sop_version.tasks.get(step_number=2).delete(),
    "reorder the steps": lambda run: run.sop_version.workflow.workflow_tasks.first().save(),
    "take a step out": lambda run: run.sop_version.workflow.workflow_tasks.first().delete(),
    "take all steps out": lambda run: WorkflowTask.objects.filter(workflow=run.sop_version.workflow).delete(),
}


@pytest.mark.parametrize("change", CHANGES_OF_A_COMPILED_SOP)
def test_a_compiled_sop_refuses_to_be_changed_and_its_runs_go_on(change):
    """Fact 2: the guards stop code, and undo what was done on the way to them."""
    run = started("serang")
    with pytest.raises((PermissionDenied, ProtectedError)), transaction.atomic():
        CHANGES_OF_A_COMPILED_SOP[change](run)
    assert wagtail_state(run).status == WorkflowState.STATUS_IN_PROGRESS
    assert pass_step(run).current_step == 3


@pytest.mark.parametrize("way", ["update", "added task"])
def test_our_run_keeps_its_route_when_the_compiled_rows_are_changed_beneath_it(way):
    """Fact 2: what no signal sees can't divert or skip either, because the route is read from the version."""
    run = started("serang")
    workflow = run.sop_version.workflow
    if way == "update":
        Task.objects.filter(workflow_tasks__workflow=workflow).update(active=False)
    else:
        WorkflowTask.objects.bulk_create([WorkflowTask(workflow=workflow, task=stock.task(), sort_order=2)])
    run = walk_to(run, None)
    assert steps_entered(run) == [1, 2, 3, 4]
    assert run.published_at is not None


@pytest.mark.parametrize("who", ["root", "pusat.admin", "serang.admin-kantor"])
@pytest.mark.parametrize("screen", ["disable", "disable_task"])
def test_the_stock_disable_buttons_do_nothing_to_a_compiled_sop(who, screen):
    """Fact 2: the registered permission policy closes the stock screens, superusers included."""
    run = started("serang")
    target = run.sop_version.workflow if screen == "disable" else run.sop_version.tasks.get(step_number=2)
    address = reverse(f"wagtailadmin_workflows:{screen}", args=[target.pk])
    assert person(who).client.post(address).status_code != 200
    assert stock.reread(target).active
    assert wagtail_state(run).status == WorkflowState.STATUS_IN_PROGRESS


def test_the_stock_screens_offer_no_new_workflow_or_task():
    """Fact 2: the model-level policy also hides «add»."""
    client = person("root").client
    assert client.get(reverse("wagtailadmin_workflows:add")).status_code != 200
    assert client.get(reverse("wagtailadmin_workflows:select_task_type")).status_code != 200


# --- 3: one task once, one workflow state at a time ---------------------------------------------


def test_a_stock_workflow_can_not_hold_the_same_task_twice():
    """Fact 3: so an SOP in which one role acts twice needs a task per step, not per role."""
    chain = stock.chain(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkflowTask.objects.create(workflow=chain.workflow, task=chain.tasks[0], sort_order=10)


def test_a_page_can_not_be_in_two_stock_workflows_at_once():
    """Fact 3: the model refuses, and so does the database where the model is not asked."""
    page = stock.page()
    first = stock.chain(1).workflow.start(page, None)
    other = stock.chain(1).workflow
    with pytest.raises(ValidationError):
        other.start(page, None)
    twin = WorkflowState(
        content_type=first.content_type,
        base_content_type=first.base_content_type,
        object_id=first.object_id,
        workflow=other,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkflowState.objects.bulk_create([twin])


def test_every_step_of_an_sop_has_its_own_task():
    """Fact 3: also where one role holds several steps (Rembang's Komisioner 6 and 7)."""
    for version in SopVersion.objects.exclude(workflow=None):
        numbers = [task.specific.step_number for task in version.workflow.tasks]
        assert numbers == [step.number for step in version.document.steps]


def test_a_page_on_its_way_can_not_be_started_again():
    """Fact 3: the second person reads a sentence, not a 500."""
    page = draft("serang")
    starter, other = holder("serang", "staf"), second_holder("serang", "staf")
    late = other.form_for(page.pk, "start")
    starter.act(page.pk, "start")
    response = other.client.post(other.address(page.pk, "start"), late.dict())
    assert response.status_code == 409
    assert "sudah berjalan" in response.content.decode()
    assert WorkflowState.objects.for_instance(page).count() == 1


# --- 4: on_action trusts everybody --------------------------------------------------------------


def test_stock_on_action_asks_for_no_permission():
    """Fact 4: whoever can call it approves."""
    chain, page, stranger = stock.chain(2), stock.page(), stock.admin_user()
    state = chain.workflow.start(page, None)
    assert chain.tasks[0].get_actions(page, stranger) == []
    chain.tasks[0].on_action(stock.current(state), stranger, "approve")
    assert state.task_states.get(status=TaskState.STATUS_APPROVED).finished_by == stranger
    assert stock.waits_for(state) == chain.tasks[1]


def test_stock_editor_lets_the_browser_leave_a_case_stuck(stock_screens):
    """Fact 4: {"update": false} in the modal's data approves the step and starts no other."""
    chain, page = stock.chain(2), stock.page()
    state = chain.workflow.start(page, None)
    client = stock.client_of(chain.approvers[0])
    form = stock.editor_form(client, page.pk)
    form["workflow-action-extra-data"] = json.dumps({"update": False})
    stock.post_editor(client, page.pk, form, action_workflow_action="1", workflow_action_name="approve")
    assert stock.reread(state).status == WorkflowState.STATUS_IN_PROGRESS
    assert stock.current(state).status == TaskState.STATUS_APPROVED
    assert stock.waits_for(state) == chain.tasks[0]


def test_stock_workflow_view_acts_on_another_page_than_its_address_names(stock_screens):
    """Fact 4: page A in the address, a task state of page B behind it."""
    of_a, of_b = stock.chain(2), stock.chain(2)
    a, b = stock.page(), stock.page()
    state_a, state_b = of_a.workflow.start(a, None), of_b.workflow.start(b, None)
    client = stock.client_of(of_b.approvers[0])
    address = reverse("wagtailadmin_pages:workflow_action", args=[a.pk, "approve", stock.current(state_b).pk])
    client.post(address, {"comment": ""})
    assert stock.waits_for(state_a) == of_a.tasks[0]
    assert stock.waits_for(state_b) == of_b.tasks[1]


def test_our_editor_ignores_stock_workflow_actions():
    """Fact 4: the reviewer's own browser can't approve past the verb, with or without extra data."""
    run = walk_to(started("rembang"), 4)
    reviewer = holder("rembang", "web-admin")
    posted = {
        "action-workflow-action": "1",
        "workflow-action-name": "approve",
        "workflow-action-extra-data": json.dumps({"update": False}),
    }
    assert reviewer.edit(run.page_id, paragraphs=PARAGRAPHS, **posted).status_code == 302
    run.refresh_from_db()
    assert run.current_step == 4
    assert stock.current(wagtail_state(run)).status == TaskState.STATUS_IN_PROGRESS


@pytest.mark.parametrize("who", ["rembang.web-admin", "root"])
def test_stock_workflow_views_do_nothing_with_our_steps(who):
    """Fact 4: neither under the page's own address nor through another page's."""
    run, other = walk_to(started("rembang"), 4), started("serang")
    client = person(who).client
    for page_id in (run.page_id, other.page_id):
        for view in ("workflow_action", "collect_workflow_action_data"):
            address = reverse(
                f"wagtailadmin_pages:{view}", args=[page_id, "approve", stock.current(wagtail_state(run)).pk]
            )
            assert client.post(address, {"comment": ""}).status_code == 302
    assert stock.current(wagtail_state(run)).status == TaskState.STATUS_IN_PROGRESS
    run.refresh_from_db()
    assert run.current_step == 4


def test_our_verbs_check_again_whoever_calls_them():
    """Fact 4: no view stands between these calls and the verb."""
    run, other = walk_to(started("serang"), 2), walk_to(started("serang"), 2)
    page, revision = run.page_id, Page.objects.get(pk=run.page_id).latest_revision
    seen = seen_token(run.open_visit.pk, revision)
    with pytest.raises(NotAllowed):
        approve(page, user("serang.staf"), Answers(), seen=seen)
    with pytest.raises(NotAllowed):
        approve(page, user("rembang.kasubbag-tekmas"), Answers(), seen=seen)
    with pytest.raises(Incomplete):
        approve(page, user("serang.kasubag"), Answers(), seen=seen)
    with pytest.raises(Stale):
        approve(other.page_id, user("serang.kasubag"), Answers(), seen=seen)
    live = walk_to(other, None)
    with pytest.raises(Stale):
        take_down(stock.page().pk, user("serang.admin-website"), Answers(reason="facts"), run_id=live.pk)


# --- 5: mails of a task state's own class -------------------------------------------------------


def test_stock_task_states_mail_the_group():
    """Fact 5: the receiver is bound to the base class."""
    chain, page = stock.chain(1), stock.page()
    state = chain.workflow.start(page, None)
    assert type(stock.current(state)) is TaskState
    assert [chain.approvers[0].email] in [message.to for message in mail.outbox]


def test_a_task_state_subclass_silences_the_stock_mail():
    """Fact 5: the same groups, the same signal, and no mail."""
    version = SopVersion.objects.get(sop__slug="serang", status=SopVersion.Status.GOVERNING)
    chain, page = stock.chain(1), stock.page()
    state = chain.workflow.start(page, None)
    mail.outbox.clear()
    heard = []

    def hear(sender, **kwargs):
        heard.append(sender)

    task_submitted.connect(hear)
    try:
        version.tasks.get(step_number=2).start(state)
    finally:
        task_submitted.disconnect(hear)
    assert heard == [SopTaskState]
    assert mail.outbox == []


def test_our_run_writes_its_own_messages_and_wagtail_sends_none():
    """Fact 5: the approvers are told by the outbox, once."""
    run = started("serang")
    assert mail.outbox == []
    told = OutboxMessage.objects.filter(thread=thread(run)).values_list("user__username", flat=True)
    assert sorted(told) == ["serang.kasubag", "serang.kordiv"]


# --- 6: skipped steps ---------------------------------------------------------------------------


@pytest.fixture
def skipping(monkeypatch):
    """Lets the tests say how one group approval task starts."""
    plain = GroupApprovalTask.start
    ways = {}

    def start(self, workflow_state, user=None):
        return ways.get(self.pk, plain)(self, workflow_state, user)

    monkeypatch.setattr(GroupApprovalTask, "start", start)
    return ways


def _skipped(self, workflow_state, user):
    revision = workflow_state.content_object.get_latest_revision()
    return TaskState.objects.create(
        workflow_state=workflow_state, revision=revision, task=self, status=TaskState.STATUS_SKIPPED
    )


def _started_then_skipped(self, workflow_state, user):
    state = super(GroupApprovalTask, self).start(workflow_state, user)
    state.status = TaskState.STATUS_SKIPPED
    state.save()
    return state


@pytest.mark.parametrize(("way", "mailed"), [(_skipped, False), (_started_then_skipped, True)])
def test_a_stock_task_that_returns_a_skipped_state_is_passed_over(skipping, way, mailed):
    """Fact 6: both ways go on, but calling super().start() announces a step that nobody will see."""
    chain, page = stock.chain(2), stock.page()
    skipping[chain.tasks[0].pk] = way
    state = chain.workflow.start(page, None)
    assert stock.waits_for(state) == chain.tasks[1]
    addressed = {address for message in mail.outbox for address in message.to}
    assert (chain.approvers[0].email in addressed) is mailed
    assert chain.approvers[1].email in addressed


def test_our_skipped_steps_are_recorded_and_never_started():
    """Fact 6: Banten's news pass over steps 5 and 6; no task state, no message."""
    run = walk_to(started("banten", kind="berita"), 7)
    skipped = run.visits.filter(outcome="skipped").order_by("step_number")
    assert [visit.step_number for visit in skipped] == [5, 6]
    assert not SopTaskState.objects.filter(
        workflow_state=run.workflow_state_id, task__soptask__step_number__in=[5, 6]
    ).exists()
    assert not OutboxMessage.objects.filter(thread=thread(run), user__username="banten.kabag").exists()


# --- 7: the finish action -----------------------------------------------------------------------


def test_the_finish_action_is_resolved_once_when_wagtail_is_imported(settings):
    """Fact 7: the class holds the function; a setting changed later is not read."""
    settings.WAGTAIL_FINISH_WORKFLOW_ACTION = "wagtail.workflows.publish_workflow_state"
    assert WorkflowState.on_finish is finish.refuse


def test_the_finish_action_can_be_imported_before_any_model():
    """Fact 7: in a process where Django is not set up, as when Wagtail's models are being imported."""
    code = "import sys, workflows.gate.finish; sys.exit('wagtail.models' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=project_settings.BASE_DIR, env={}, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


def test_a_workflow_that_ends_by_itself_publishes_nothing_here():
    """Fact 7: the last approval of a workflow outside any run is refused and undone."""
    chain, page = stock.chain(1), stock.page()
    state = chain.workflow.start(page, None)
    with pytest.raises(PermissionDenied):
        stock.current(state).approve(user=chain.approvers[0])
    assert not stock.reread(page).live
    assert stock.reread(state).status == WorkflowState.STATUS_IN_PROGRESS
    assert stock.current(state).status == TaskState.STATUS_IN_PROGRESS


def test_our_run_ends_without_the_finish_action():
    """Fact 7: Wagtail's state is closed as approved all the same."""
    run = walk_to(started("serang"), None)
    assert wagtail_state(run).status == WorkflowState.STATUS_APPROVED
    with pytest.raises(Refusal):
        holder("serang", "admin-website").act(run.page_id, "publish")
