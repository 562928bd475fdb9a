"""What two people at once do to Wagtail's rows, shown by interleaving their steps by hand (facts 13-15).

Two copies of a row held in memory are what two requests hold. That our verbs stand real simultaneous
requests is tried elsewhere; here stands why they must, and what they do about it.
"""

import logging
from contextlib import contextmanager

import pytest
from django.conf import settings as project_settings
from django.core import mail
from django.db import connection, transaction
from django.db.models.signals import pre_save
from django.test.utils import CaptureQueriesContext
from wagtail import hooks
from wagtail.admin.viewsets.pages import PageViewSet, page_viewset_registry
from wagtail.models import PageLogEntry, Revision, TaskState, WorkflowPage, WorkflowState
from wagtail.signals import task_approved

from desk.editor import GovernedCreateView, GovernedEditView, GovernedRevertView
from messaging.models import OutboxMessage
from messaging.outbox import send_due
from news.models import NewsPage
from tests.conftest import holder, person, started, walk_to
from tests.engine_facts import stock
from workflows.models import SopTaskState
from workflows.notifications.announcing import thread

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def post(actor, run, action, form):
    """Press a button of a form that was opened earlier."""
    return actor.client.post(
        actor.address(run.page_id, action), form.urlencode(), content_type="application/x-www-form-urlencoded"
    )


@contextmanager
def meanwhile(act):
    """Let ``act`` happen after the editor's POST has loaded the page and before it saves."""

    def hook(request, page):
        act()

    with hooks.register_temporarily("before_edit_page", hook):
        yield


# --- 13: approving while another saves ----------------------------------------------------------


@pytest.mark.parametrize("button", ["save", "autosave"])
def test_a_stock_save_unpublishes_what_was_approved_meanwhile(stock_finish, button):
    """Fact 13: the editor writes the whole row as it was before the approval, silently."""
    chain, page = stock.chain(1), stock.page()
    state = chain.workflow.start(page, None)
    root = person("root").client
    form = stock.editor_form(root, page.pk)
    went_live = []

    def approve():
        stock.current(state).approve()
        went_live.append(stock.reread(page).live)

    with meanwhile(approve):
        if button == "autosave":
            root.post(stock.edit_address(page.pk), form.dict(), headers={"accept": "application/json"})
        else:
            stock.post_editor(root, page.pk, form)
    assert went_live == [True]
    assert not stock.reread(page).live
    assert stock.reread(state).status == WorkflowState.STATUS_APPROVED


def test_the_page_viewset_names_the_edit_view():
    """Fact 13: the place where the editor's POST can take a lock (new in 8.0), and ours does."""
    names = ("add_view_class", "edit_view_class", "revisions_revert_view_class")
    assert all(hasattr(PageViewSet, name) for name in names)
    ours = page_viewset_registry.get_by_type(NewsPage)
    assert [getattr(ours, name) for name in names] == [GovernedCreateView, GovernedEditView, GovernedRevertView]


def first(queries: list[str], *parts: str) -> int:
    """The position of the first query that has every part."""
    found = [i for i, sql in enumerate(queries) if all(part in sql for part in parts)]
    assert found, f"no query with {parts}"
    return found[0]


def page_is_locked_before(queries: CaptureQueriesContext, *reading: str) -> bool:
    """Whether a transaction begins and takes the page's row before the query that has these parts."""
    sent = [query["sql"] for query in queries]
    sent = sent[first(sent, "SAVEPOINT") :]  # a request's outermost transaction, inside the test's own
    if connection.vendor == "postgresql":
        return first(sent, 'FROM "wagtailcore_page"', "FOR UPDATE") < first(sent, *reading)
    # SQLite has no row locks: beginning the transaction takes the whole database.
    assert project_settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    return first(sent, 'FROM "wagtailcore_page"') < first(sent, *reading)


def test_our_editor_locks_the_page_before_it_loads_the_draft():
    """Fact 13: the save waits for a decision that is under way, and then sees it."""
    run = walk_to(started("rembang"), 4)
    reviewer = holder("rembang", "web-admin")
    form = stock.editor_form(reviewer.client, run.page_id)
    form["body-count"] = "0"
    outside, inside = len(connection.savepoint_ids), []
    loaded = meanwhile(lambda: inside.append(len(connection.savepoint_ids)))
    with loaded, CaptureQueriesContext(connection) as queries:
        assert stock.post_editor(reviewer.client, run.page_id, form, title="Judul lain").status_code == 302
    assert inside[0] > outside
    assert page_is_locked_before(queries, 'FROM "wagtailcore_revision"')


def test_our_verbs_lock_the_page_before_they_read_the_run():
    """Fact 13: the same row first, so that a save and a decision can't interleave."""
    run = walk_to(started("serang"), 2)
    checker = holder("serang", "kasubag")
    form = checker.form_for(run.page_id, "approve")
    with CaptureQueriesContext(connection) as queries:
        post(checker, run, "approve", form)
    assert run.open_visit.signatures.exists()
    assert page_is_locked_before(queries, 'FROM "workflows_soprun"')


# --- 14: two decisions --------------------------------------------------------------------------


def test_stock_approval_and_refusal_of_the_last_step_both_hold(stock_finish):
    """Fact 14: the step says refused, the workflow says approved, and the page is live."""
    chain, page = stock.chain(1), stock.page()
    state = chain.workflow.start(page, None)
    one, other = stock.current(state), stock.current(state)
    one.approve()
    other.reject()
    assert stock.current(state).status == TaskState.STATUS_REJECTED
    assert stock.reread(page).live
    actions = PageLogEntry.objects.filter(page=page.pk).values_list("action", flat=True)
    assert {"wagtail.workflow.approve", "wagtail.workflow.reject", "wagtail.publish"} <= set(actions)


def test_two_stock_approvers_leave_two_log_lines_and_one_name():
    """Fact 14: the second name overwrites the first."""
    chain, page = stock.chain(2), stock.page()
    state = chain.workflow.start(page, None)
    late = chain.approvers[1]
    one, other = stock.current(state), stock.current(state)
    one.approve(user=chain.approvers[0])
    other.approve(user=late)
    assert stock.reread(one).finished_by == late
    assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.workflow.approve").count() == 2


def test_a_stock_workflow_is_cancelled_and_approved_at_once(stock_finish):
    """Fact 14: the canceller reads «cancelled» while the page goes live."""
    chain, page = stock.chain(1), stock.page()
    state = chain.workflow.start(page, None)
    approving = stock.current(state)
    approving.workflow_state  # noqa: B018 - the other request has read it
    stock.reread(state).cancel()
    assert stock.reread(state).status == WorkflowState.STATUS_CANCELLED
    approving.approve()
    assert stock.reread(page).live
    actions = set(PageLogEntry.objects.filter(page=page.pk).values_list("action", flat=True))
    assert {"wagtail.workflow.cancel", "wagtail.workflow.approve", "wagtail.publish"} <= actions


def test_a_second_stock_submit_ends_in_an_error_page():
    """Fact 14: another submits while this request is saving; its ValidationError is answered 400 by us alone."""
    chain, page = stock.chain(1), stock.page()
    WorkflowPage.objects.create(page=page, workflow=chain.workflow)
    root = person("root").client
    form = stock.editor_form(root, page.pk)
    submitted = []

    def submit_meanwhile(instance, **kwargs):
        if not submitted:
            submitted.append(chain.workflow.start(stock.reread(page), None))

    pre_save.connect(submit_meanwhile, sender=Revision)
    try:
        with transaction.atomic():
            answer = stock.post_editor(root, page.pk, form, action_submit="1")
    finally:
        pre_save.disconnect(submit_meanwhile, sender=Revision)
    assert submitted
    assert answer.status_code == 400


def test_a_stock_form_left_open_approves_the_next_step():
    """Fact 14: the button was for step 1; by the time it is pressed it is step 2's."""
    chain, page = stock.chain(3), stock.page()
    state = chain.workflow.start(page, None)
    root = person("root").client
    form = stock.editor_form(root, page.pk)
    stock.current(state).approve()
    stock.post_editor(root, page.pk, form, action_workflow_action="1", workflow_action_name="approve")
    assert stock.waits_for(state) == chain.tasks[2]


def test_our_form_left_open_is_refused_with_a_sentence():
    """Fact 14: what was before the person's eyes is sent along and compared."""
    run = walk_to(started("rembang"), 6)
    decider = holder("rembang", "komisioner")
    form = decider.form_for(run.page_id, "approve")
    decider.act(run.page_id, "approve")
    run.refresh_from_db()
    passed = run.current_step
    response = post(decider, run, "approve", form)
    run.refresh_from_db()
    assert (response.status_code, run.current_step) == (409, passed)
    assert "berpindah langkah" in response.content.decode()


@pytest.mark.parametrize("second", ["approve", "send_back"])
def test_our_second_decision_on_a_step_is_refused(second):
    """Fact 14: whatever the second form says, the record keeps one decision."""
    run = walk_to(started("rembang"), 5)
    decider = holder("rembang", "sekretaris")
    late = decider.form_for(run.page_id, second)
    late["reason"] = "facts"
    decider.act(run.page_id, "approve")
    response = post(decider, run, second, late)
    assert response.status_code == 409
    assert [visit.outcome for visit in run.visits.filter(step_number=5)] == ["approved"]
    states = SopTaskState.objects.filter(workflow_state=run.workflow_state_id, task__soptask__step_number=5)
    assert [state.status for state in states] == [TaskState.STATUS_APPROVED]


def test_our_withdrawal_after_the_decision_is_refused():
    """Fact 14: the starter's form was opened before; the approval stands."""
    run = walk_to(started("serang"), 2)
    starter = holder("serang", "staf")
    late = starter.form_for(run.page_id, "withdraw")
    holder("serang", "kasubag").act(run.page_id, "approve")
    response = post(starter, run, "withdraw", late)
    run.refresh_from_db()
    assert (response.status_code, run.status) == (403, "running")


# --- 15: signals and mail -----------------------------------------------------------------------


def test_a_stock_receiver_that_raises_undoes_the_step():
    """Fact 15: signals fire inside the transaction."""
    chain, page = stock.chain(2), stock.page()
    state = chain.workflow.start(page, None)

    def fail(sender, **kwargs):
        raise RuntimeError("the receiver's own trouble")

    task_approved.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            stock.current(state).approve()
    finally:
        task_approved.disconnect(fail)
    assert stock.waits_for(state) == chain.tasks[0]
    assert stock.current(state).status == TaskState.STATUS_IN_PROGRESS


def test_stock_mail_is_sent_before_the_step_is_stored():
    """Fact 15: so an approval waits for the mail server, inside its transaction."""
    chain, page = stock.chain(2), stock.page()
    state = chain.workflow.start(page, None)
    mail.outbox.clear()
    with transaction.atomic():
        stock.current(state).approve()
        sent = [address for message in mail.outbox for address in message.to]
    assert chain.approvers[1].email in sent


def test_our_act_does_not_wait_for_a_mail_server(settings, caplog):
    """Fact 15: nothing listens at that port; the act passes, the message stays and is tried again."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    run = started("serang")
    assert run.current_step == 2
    messages = OutboxMessage.objects.filter(thread=thread(run))
    assert {message.attempts for message in messages} == {0}
    with caplog.at_level(logging.CRITICAL, "messaging.outbox"):
        assert send_due.call() == 0
    assert {message.attempts for message in messages.all()} == {1}
    assert all(message.sent_at is None and message.last_error for message in messages.all())
