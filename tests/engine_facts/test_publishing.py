"""Ways to the public that Wagtail leaves open beside a workflow, and the gate that closes them (facts 8-12)."""

from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from django.conf import settings as project_settings
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.models import DraftStateMixin, Page, PagePermissionTester, Revision, TaskState, WorkflowState
from wagtail.signals import page_published
from wagtail.snippets.models import get_snippet_models

from home.walking import Person, Refusal
from tests.conftest import PARAGRAPHS, draft, holder, person, section, started, undone, user, walk_to
from tests.engine_facts import stock
from workflows.gate.publishing import NotThroughSop
from workflows.models import GovernedPage, SopRun

pytestmark = pytest.mark.django_db


def reread(run: SopRun) -> GovernedPage:
    return Page.objects.get(pk=run.page_id).specific


def wagtail_state(run: SopRun) -> WorkflowState:
    return WorkflowState.objects.get(pk=run.workflow_state_id)


@pytest.fixture
def root():
    return person("root")


# --- 8: publishing around the chain -------------------------------------------------------------


def test_a_stock_publisher_goes_around_the_chain_and_cancels_it(stock_finish, root):
    """Fact 8: one POST of the editor by someone with the publish permission."""
    chain, page = stock.chain(2), stock.page()
    state = chain.workflow.start(page, None)
    form = stock.editor_form(root.client, page.pk)
    stock.post_editor(root.client, page.pk, form, action_publish="1")
    assert stock.reread(page).live
    assert stock.reread(state).status == WorkflowState.STATUS_CANCELLED


def test_stock_bulk_publish_ignores_lock_and_workflow(stock_finish, root):
    """Fact 8: a page that someone locked and that waits for an approval goes live from the explorer."""
    chain = stock.chain(1)
    page = stock.page(locked=True, locked_by=chain.approvers[0])
    chain.workflow.start(page, None)
    stock.bulk(root.client, "publish", page.pk)
    assert stock.reread(page).live


def test_stock_copies_and_aliases_of_a_live_page_are_live_at_once(stock_finish):
    """Fact 8: no workflow sees them."""
    page = stock.page(live=True)
    copy = page.copy(update_attrs={"slug": f"{page.slug}-salin"}, keep_live=True)
    alias = page.create_alias(update_slug=f"{page.slug}-alias")
    assert copy.live
    assert alias.live


def test_the_permission_tester_is_what_stock_screens_ask():
    """Fact 8: an upgrade that renames or adds a question to the tester has to be looked at."""
    questions = {name for name in vars(PagePermissionTester) if name.startswith("can_")}
    assert questions == {
        "can_add_subpage",
        "can_copy",
        "can_copy_to",
        "can_delete",
        "can_edit",
        "can_lock",
        "can_move",
        "can_move_to",
        "can_publish",
        "can_publish_subpage",
        "can_reorder_children",
        "can_set_view_restrictions",
        "can_submit_for_moderation",
        "can_unlock",
        "can_unpublish",
        "can_unschedule",
        "can_view_revisions",
    }


@pytest.mark.parametrize("who", ["root", "serang.admin-kantor", "serang.admin-website"])
def test_nobody_may_publish_a_governed_page_by_permission(who):
    """Fact 8: the tester says no, to superusers too, while the draft is on its way and when it is live."""
    run = started("serang")
    for number in (2, None):
        run = walk_to(run, number)
        perms = reread(run).permissions_for_user(user(who))
        assert not perms.can_publish()
        assert not perms.can_publish_subpage()
        assert not perms.can_unpublish()
        assert not perms.can_unschedule()
        assert not perms.can_set_view_restrictions()
        assert not perms.can_delete()


def post(root, name: str, page_id: int, **data: str) -> None:
    root.client.post(reverse(f"wagtailadmin_pages:{name}", args=[page_id]), data)


def edit_and_publish(root, run: SopRun) -> None:
    root.edit(run.page_id, paragraphs=PARAGRAPHS, title="Diterbitkan diam-diam", **{"action-publish": "1"})


def copy(root, run: SopRun, **data: str) -> None:
    page = reread(run)
    given = {"new_title": "Salinan", "new_slug": "salinan", "new_parent_page": page.get_parent().pk, **data}
    post(root, "copy", page.pk, **given)


AROUND_A_DRAFT = {
    "bulk publish": lambda root, run: stock.bulk(root.client, "publish", run.page_id),
    "bulk publish of the section": lambda root, run: stock.bulk(root.client, "publish", section("serang").pk),
    "delete": lambda root, run: post(root, "delete", run.page_id),
    "delete the section": lambda root, run: post(root, "delete", section("serang").pk),
    "bulk delete": lambda root, run: stock.bulk(root.client, "delete", run.page_id),
}


@pytest.mark.parametrize("way", AROUND_A_DRAFT)
def test_a_superuser_gets_no_draft_around_the_sop(root, way):
    """Fact 8: whatever screen they take, nothing governed is live and the item still waits where it was."""
    run = walk_to(started("serang"), 2)
    AROUND_A_DRAFT[way](root, run)
    assert not Page.objects.type(GovernedPage).filter(live=True).exists()
    assert wagtail_state(run).status == WorkflowState.STATUS_IN_PROGRESS
    run.refresh_from_db()
    assert run.current_step == 2
    assert Page.objects.filter(pk=run.page_id).exists()


def test_a_superuser_can_not_publish_from_the_editor(root):
    """Fact 8: neither while creating nor while editing; what they wrote is a draft."""
    page = draft("serang", Person(root.user), **{"action-publish": "1"})
    assert not stock.reread(page).live
    root.edit(page.pk, paragraphs=PARAGRAPHS, title="Judul kedua", **{"action-publish": "1"})
    assert not stock.reread(page).live
    assert stock.reread(page).draft_title == "Judul kedua"


def test_the_starter_can_not_cancel_with_the_stock_button():
    """Fact 8: withdrawing is a verb of the run, with its own rules."""
    run = walk_to(started("serang"), 2)
    starter = holder("serang", "staf")
    assert wagtail_state(run).user_can_cancel(starter.user)
    with pytest.raises(Refusal):
        starter.edit(run.page_id, paragraphs=PARAGRAPHS, **{"action-cancel-workflow": "1"})
    assert wagtail_state(run).status == WorkflowState.STATUS_IN_PROGRESS


def copy_section(root, run: SopRun) -> None:
    here = section("serang")
    given = {"new_title": "Berita dua", "new_slug": "berita-dua", "new_parent_page": here.get_parent().pk}
    post(root, "copy", here.pk, copy_subpages="on", publish_copies="on", **given)


AROUND_A_LIVE_PAGE = {
    "the editor": edit_and_publish,
    "unpublish": lambda root, run: post(root, "unpublish", run.page_id),
    "bulk unpublish": lambda root, run: stock.bulk(root.client, "unpublish", run.page_id),
    "bulk unpublish of the section": lambda root, run: stock.bulk(root.client, "unpublish", section("serang").pk),
    "delete": lambda root, run: post(root, "delete", run.page_id),
    "delete the section": lambda root, run: post(root, "delete", section("serang").pk),
    "bulk delete": lambda root, run: stock.bulk(root.client, "delete", run.page_id),
    "copy and publish": lambda root, run: copy(root, run, publish_copies="on"),
    "copy and publish of the section": copy_section,
    "an alias": lambda root, run: copy(root, run, alias="on"),
    "view restrictions": lambda root, run: post(root, "set_privacy", run.page_id, restriction_type="login"),
    "move": lambda root, run: root.client.post(
        reverse("wagtailadmin_pages:move_confirm", args=[run.page_id, section("rembang").pk])
    ),
}


def test_a_superuser_changes_nothing_live_around_the_sop(root):
    """Fact 8: the page stays as it was published, where it was published, and nothing else becomes public."""
    run = walk_to(started("serang"), None)
    before = reread(run)
    for way, attempt in AROUND_A_LIVE_PAGE.items():
        with undone():
            attempt(root, run)
            after = reread(run)
            assert (after.live, after.title, after.url_path) == (True, before.title, before.url_path), way
            assert after.live_revision_id == run.revision_id, way
            assert not after.view_restrictions.exists(), way
            assert [page.pk for page in Page.objects.type(GovernedPage).filter(live=True)] == [run.page_id], way


CODE_AROUND = {
    "publish the revision": lambda page: page.get_latest_revision().publish(),
    "publish without checks": lambda page: page.get_latest_revision().publish(skip_permission_checks=True),
    "save the row": lambda page: page.save(),
    "save one field": lambda page: page.save(update_fields=["title"]),
    "unpublish": lambda page: page.unpublish(),
    "delete": lambda page: page.delete(),
    "delete the section": lambda page: page.get_parent().delete(),
    "delete by query": lambda page: Page.objects.filter(pk=page.pk).delete(),
    "copy live": lambda page: page.copy(update_attrs={"slug": "salinan"}, keep_live=True),
    "alias": lambda page: page.create_alias(update_slug="alias"),
    "move": lambda page: page.move(section("rembang"), pos="last-child"),
}


def test_code_can_not_change_a_live_governed_page_either():
    """Fact 8: deleting, its parent, copies and saves have their gate below every screen."""
    run = walk_to(started("serang"), None)
    page = reread(run)
    page.title = "Diubah oleh program"
    page.save_revision()
    for way, attempt in CODE_AROUND.items():
        page = reread(run)
        page.title = "Diubah oleh program"
        with undone():
            with pytest.raises(NotThroughSop), transaction.atomic():
                attempt(page)
            assert reread(run).live, way
            assert reread(run).title == run.page_title, way


def test_the_stock_schedule_would_publish_a_draft_that_nobody_approved():
    """Fact 8: a date in a revision is all that the command asks for."""
    page = stock.page()
    page.revisions.update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")
    assert stock.reread(page).live


def test_the_schedule_does_not_publish_a_draft_around_the_sop():
    """Fact 8: a date set by hand meets the gate when its time comes."""
    run = walk_to(started("serang"), 2)
    Revision.objects.for_instance(reread(run)).update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    with suppress(NotThroughSop), transaction.atomic():
        call_command("publish_scheduled")
    assert not reread(run).live


def test_no_snippet_can_be_published():
    """Fact 8: snippets need a gate of their own, so none of ours has drafts."""
    assert [model for model in get_snippet_models() if issubclass(model, DraftStateMixin)] == []


def test_the_writing_api_is_not_here(root):
    """Fact 8: API v3 publishes and edits past lock and workflow; it is left out."""
    assert not any(app.startswith("wagtail.api") for app in project_settings.INSTALLED_APPS)
    run = walk_to(started("serang"), 2)
    for address in ("/api/v3/pages/", f"/api/v3/pages/{run.page_id}/", f"/admin/api/v3/pages/{run.page_id}/"):
        assert root.client.get(address, headers={"host": "serang.localhost"}).status_code == 404
        patched = root.client.patch(address, {"title": "x"}, content_type="application/json")
        assert patched.status_code in (404, 405)


# --- 9: an approver without the publish permission ----------------------------------------------


def test_a_stock_final_approver_without_publish_permission_is_refused(stock_finish):
    """Fact 9: and the whole approval with them."""
    chain, page = stock.chain(1), stock.page()
    state = chain.workflow.start(page, None)
    with pytest.raises(PermissionDenied):
        stock.current(state).approve(user=chain.approvers[0])
    assert not stock.reread(page).live
    assert stock.current(state).status == TaskState.STATUS_IN_PROGRESS


def test_our_publisher_publishes_without_the_permission():
    """Fact 9: the verb has asked the rules; Wagtail's own question is skipped."""
    run = walk_to(started("serang"), 4)
    publisher = holder("serang", "admin-website")
    assert not publisher.user.has_perm("wagtailcore.publish_page")
    assert not section("serang").permissions_for_user(publisher.user).can_publish()
    run = publisher.act(run.page_id, "publish")
    assert reread(run).live


@pytest.mark.parametrize(
    ("cancel", "status"), [(False, WorkflowState.STATUS_APPROVED), (True, WorkflowState.STATUS_CANCELLED)]
)
def test_publishing_would_cancel_the_workflow_that_led_to_it(settings, cancel, status):
    """Fact 9: with Wagtail's default, an item that passed every step would be recorded as cancelled."""
    assert project_settings.WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH is False
    settings.WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH = cancel
    run = walk_to(started("serang"), None)
    assert wagtail_state(run).status == status


# --- 10: which revision -------------------------------------------------------------------------


def test_stock_approval_publishes_the_latest_revision_reviewed_or_not(stock_finish):
    """Fact 10: the approver looked at the first title."""
    chain, page = stock.chain(1), stock.page(title="Yang diperiksa")
    state = chain.workflow.start(page, None)
    page.title = "Yang tidak diperiksa"
    page.save_revision()
    stock.current(state).approve()
    assert stock.reread(page).title == "Yang tidak diperiksa"


def test_our_publish_step_refuses_content_that_was_not_approved():
    """Fact 10: a revision that came after the last check is not published, and nothing else either."""
    run = walk_to(started("serang"), 4)
    page = reread(run).get_latest_revision_as_object()
    page.title = "Yang tidak diperiksa"
    page.save_revision(user=user("serang.staf"))
    with pytest.raises(Refusal) as refused:
        holder("serang", "admin-website").act(run.page_id, "publish")
    assert refused.value.status == 409
    assert not reread(run).live


def test_our_publish_step_refuses_whoever_saw_another_revision():
    """Fact 10: the form opened before the edit does not approve what came after it."""
    run = walk_to(started("serang"), 2)
    checker = holder("serang", "kasubag")
    form = checker.form_for(run.page_id, "approve")
    page = reread(run).get_latest_revision_as_object()
    page.title = "Sesudah dibuka"
    page.save_revision(user=user("serang.staf"))
    response = checker.client.post(checker.address(run.page_id, "approve"), form.dict())
    assert response.status_code == 409
    assert not run.open_visit.signatures.exists()


# --- 11 and 12: signals and hooks ---------------------------------------------------------------


@contextmanager
def heard():
    """Collects what announces a publication: the signal (with whether the page was live), and the hooks."""
    calls: list[tuple] = []

    def hear(sender, instance, **kwargs):
        calls.append(("signal", instance.live))

    def before(request, page):
        calls.append(("hook",))

    page_published.connect(hear)
    with hooks.register_temporarily([("before_publish_page", before), ("after_publish_page", before)]):
        try:
            yield calls
        finally:
            page_published.disconnect(hear)


def test_the_signal_also_fires_when_a_page_is_only_scheduled():
    """Fact 11: at that moment the page is not live; whoever waits for the signal has to look."""
    page = stock.page()
    page.go_live_at = timezone.now() + timedelta(days=1)
    with heard() as calls:
        page.save_revision().publish()
    assert calls == [("signal", False)]


def test_our_scheduled_run_waits_for_its_time():
    """Fact 11: Cilacap's duties and Bangka Barat's archive step open when the page is live, not before."""
    run = walk_to(started("bangka-barat"), 8)
    assert run.step.kind == "publish"
    publisher = holder("bangka-barat", run.step.roles[0])
    run = publisher.act(run.page_id, "publish", go_live_at=f"{timezone.now().year + 1}-01-02T10:00")
    assert (run.status, run.published_at, run.open_visit) == ("scheduled", None, None)
    call_command("publish_scheduled")
    assert not reread(run).live
    stock.time_has_come(run)
    call_command("publish_scheduled")
    run.refresh_from_db()
    assert reread(run).live
    assert (run.status, run.current_step) == ("published", 9)
    assert run.events.filter(kind="published").count() == 1


def test_stock_publish_hooks_do_not_fire_when_a_workflow_publishes(stock_finish):
    """Fact 12: only the signal tells of it."""
    chain, page = stock.chain(1), stock.page()
    state = chain.workflow.start(page, None)
    with heard() as calls:
        stock.current(state).approve()
    assert calls == [("signal", True)]


def test_stock_publish_hooks_fire_from_the_editor(stock_finish, root):
    """Fact 12: so a site that relies on them looks right until its first approval."""
    page = stock.page()
    form = stock.editor_form(root.client, page.pk)
    with heard() as calls:
        stock.post_editor(root.client, page.pk, form, action_publish="1")
    assert calls == [("hook",), ("signal", True), ("hook",)]


def test_our_publication_fires_the_signal_once_and_no_hook():
    """Fact 12: what must follow a publication listens to the signal or stands in the verb."""
    run = walk_to(started("serang"), 4)
    with heard() as calls:
        holder("serang", "admin-website").act(run.page_id, "publish")
    assert calls == [("signal", True)]
