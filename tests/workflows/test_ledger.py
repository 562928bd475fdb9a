"""The record of a run: complete, unchangeable, readable when its people are gone, and true to the SOP's rulings."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import cycle
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import models, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import Page, Task, Workflow, WorkflowTask
from wagtail.test.utils.form_data import querydict_from_html

from home.demo_offices import bring_on
from home.walking import EDITOR_FORM, Person, Refusal
from news.models import NewsPage
from offices.models import OFFICE_ADMIN, Membership, OfficeRole
from sops.document import SignOff, StepKind
from sops.document import Sop as SopDocument
from sops.models import Sop, SopVersion
from sops.toml_file import to_toml
from tests.conftest import (
    draft,
    holder,
    office,
    pass_step,
    person,
    second_holder,
    started,
    starter,
    telling,
    undone,
    user,
    walk_to,
    writer_of,
)
from tests.workflows.test_gate import new_image, page_by
from tests.world import SLUGS, appoint
from workflows.actions.seen import seen_token
from workflows.core.answers import Reason
from workflows.core.rule_inputs import Status
from workflows.core.rules import passing_act
from workflows.models import ContentCopy, Signature, SopEvent, SopRun, compiler
from workflows.models.signed import fingerprint
from workflows.notifications.audience import next_to_act

pytestmark = pytest.mark.django_db


def run_at(slug: str, step: int | str, kind: str = "artikel") -> SopRun:
    """An item that its people have brought to a step ("live": to the end)."""
    return bring_on(page_by(writer_of(slug).user.username, kind=kind), until=step)


def role(slug: str, name: str) -> OfficeRole:
    return OfficeRole.objects.get(office__slug=slug, slug=name)


def actor(run: SopRun) -> Person:
    """Someone who may act on the waiting step."""
    return Person(next_to_act(run)[0])


def fresh(run: SopRun) -> SopRun:
    return SopRun.objects.get(pk=run.pk)


def token(run: SopRun) -> str:
    visit = run.open_visit
    return seen_token(visit.pk if visit else None, Page.objects.get(pk=run.page_id).get_latest_revision())


def filled(run: SopRun, **fields: Any) -> dict[str, Any]:
    """The act's form with everything ticked, whether the button is offered or not."""
    data = {"seen": token(run), "run": run.pk, **fields}
    for step in run.sop.steps:
        data[f"inputs-{step.number}"], data[f"checklist-{step.number}"] = list(step.inputs), list(step.checklist)
    return data


def press(who: Person, run: SopRun, action: str, /, **fields: Any) -> HttpResponse:
    """Post an act without asking whether its button is offered."""
    return who.client.post(Person.address(run.page_id, action), {**filled(run), **fields})


def state(run: SopRun) -> tuple[Any, ...]:
    """What a refused act must leave as it was."""
    found = fresh(run)
    visit = found.open_visit
    return (
        found.status,
        found.current_step,
        visit.pk if visit else None,
        visit.signatures.filter(voided_at__isnull=True).count() if visit else 0,
        found.events.count(),
        found.content_sha256,
        Page.objects.get(pk=run.page_id).live,
    )


def refused(act: Callable[..., Any], *given: Any) -> bool:
    """Whether the gate or the database lets it fail."""
    try:
        with transaction.atomic():
            act(*given)
    except (PermissionDenied, models.ProtectedError):
        return True
    return False


def trail(run: SopRun) -> list[tuple[int, str]]:
    return [(visit.step_number, visit.outcome) for visit in fresh(run).visits.all()]


# --- nothing is lost, nothing is changed -----------------------------------------------------------


def check_readable(run: SopRun, *, task_page: bool = True) -> None:
    """The whole record still opens, and tells who did what."""
    names = [str(name) for name in run.events.values_list("actor_name", flat=True)]
    assert all(names)
    admin = person(f"{run.office.slug}.{OFFICE_ADMIN}").client
    register = admin.get("/admin/register/")
    assert register.status_code == 200
    assert run.page_title in register.content.decode()
    task = admin.get(reverse("sop:task", args=[run.page_id]))
    assert task.status_code == (200 if task_page else 404)
    if task_page:
        html = task.content.decode()
        finished = [visit for visit in run.visits.all() if visit.finished_by_name]
        assert finished
        assert all(visit.finished_by_name in html for visit in finished)
    for visit in run.visits.exclude(content_sha256=""):
        copy = ContentCopy.objects.get(sha256=visit.content_sha256)
        assert fingerprint(copy.content) == visit.content_sha256


def test_purging_revisions_leaves_the_record_whole_and_open_items_going():
    done, waiting = run_at("serang", "live"), run_at("rembang", 5)
    page = Page.objects.get(pk=done.page_id).specific
    page.save_revision(user=user("serang.staf"))
    before = done.events.count(), trail(done)
    call_command("purge_revisions", days=0, verbosity=0, stdout=open("/dev/null", "w"))  # noqa: SIM115
    assert (done.events.count(), trail(done)) == before
    check_readable(done)
    for name in ("edit", "history", "workflow_history"):
        assert person("serang.staf").client.get(reverse(f"wagtailadmin_pages:{name}", args=[page.pk])).status_code < 400
    assert walk_to(waiting, None).status == Status.FINISHED


def erase(username: str) -> None:
    """Take a person out of the database, appointments and all, as nobody can over the site."""
    Membership.objects.filter(user=user(username))._raw_delete("default")
    user(username).delete()


def test_names_stay_readable_when_every_person_of_a_run_is_deleted():
    run = run_at("serang", "live")
    events = list(run.events.values_list("kind", "actor_name", "role"))
    signatures = list(Signature.objects.filter(visit__run=run).values_list("user_name", "role_name"))
    for name in ("staf", "kasubag", "kordiv", "admin-website"):
        erase(f"serang.{name}")
    run = fresh(run)
    assert list(run.events.values_list("kind", "actor_name", "role")) == events
    assert list(Signature.objects.filter(visit__run=run).values_list("user_name", "role_name")) == signatures
    assert run.started_by_name == "Serang Staf"
    check_readable(run)
    assert Client().get(run.live_url, headers={"host": "serang.localhost"}).status_code == 200


def test_a_person_deleted_in_the_middle_leaves_the_item_to_the_others():
    run = run_at("serang", 2)
    erase("serang.staf")
    second = Person(appoint("serang.staf.dua", role("serang", "staf")))
    run = walk_to(fresh(run), 3)
    assert second.act(run.page_id, "complete").current_step == 4


def test_the_group_of_a_role_is_not_deleted():
    group = role("serang", "kasubag").group
    response = person("root").client.post(reverse("wagtailusers_groups:delete", args=[group.pk]))
    assert response.status_code in (302, 403)
    for rows in (group, type(group).objects.filter(pk=group.pk)):
        with pytest.raises((PermissionDenied, models.ProtectedError)), transaction.atomic():
            rows.delete()
    assert OfficeRole.objects.filter(group_id=group.pk, group__name=group.name).exists()
    assert run_at("serang", "live").status == Status.FINISHED


def test_a_group_without_a_membership_gives_no_say():
    run = run_at("serang", 2)
    stranger = get_user_model().objects.create_user("serang.tanpa-sk", "tanpa@localhost")
    stranger.groups.add(role("serang", "kasubag").group)
    before = state(run)
    assert press(Person(stranger), run, "approve").status_code in (302, 403)
    assert state(run) == before


def test_a_withdrawn_draft_can_be_deleted_and_its_record_remains():
    run = started("serang")
    title, staf = run.page_title, holder("serang", "staf")
    staf.act(run.page_id, "withdraw", remark="Bahan belum lengkap.")
    response = staf.client.post(reverse("wagtailadmin_pages:delete", args=[run.page_id]))
    assert response.status_code == 302
    assert not Page.objects.filter(pk=run.page_id).exists()
    run = fresh(run)
    assert (run.page_title, run.status) == (title, Status.WITHDRAWN)
    assert [event.kind for event in run.events.all()] == ["started", "withdrawn"]
    assert run.events.last().data["remark"] == "Bahan belum lengkap."
    check_readable(run, task_page=False)


def test_a_page_taken_down_can_be_deleted_and_its_record_remains():
    run = run_at("serang", "live")
    holder("serang", "admin-website").act(run.page_id, "take_down", reason="facts", remark="Keliru.")
    Page.objects.get(pk=run.page_id).specific.delete()
    run = fresh(run)
    assert run.events.last().kind == "taken_down"
    assert run.content_sha256
    check_readable(run, task_page=False)


def test_an_office_with_a_history_is_not_deleted_and_the_reason_is_said():
    run_at("serang", 2)
    with pytest.raises(PermissionDenied, match="memiliki catatan publikasi"), transaction.atomic():
        office("serang").delete()
    assert office("serang").roles.exists()


def _write_over(model: type, row: models.Model) -> None:
    column = "content" if model is ContentCopy else "data"
    model.objects.bulk_create([row], update_conflicts=True, unique_fields=[model._meta.pk.name], update_fields=[column])


TAMPERING: dict[str, Callable[[type, Any], Any]] = {
    "saving": lambda model, row: row.save(),
    "deleting": lambda model, row: row.delete(),
    "updating a queryset": lambda model, row: model.objects.filter(pk=row.pk).update(pk=row.pk),
    "deleting a queryset": lambda model, row: model.objects.filter(pk=row.pk).delete(),
    "deleting all": lambda model, row: model.objects.all().delete(),
    "bulk update": lambda model, row: model.objects.bulk_update([row], ["content" if model is ContentCopy else "data"]),
    "writing over": _write_over,
    "update or create": lambda model, row: model.objects.update_or_create(pk=row.pk, defaults={}),
}


@pytest.mark.parametrize("model", [SopEvent, ContentCopy])
def test_what_is_written_is_not_changed(model):
    run_at("serang", 2)
    before, done = list(model.objects.order_by("pk").values()), []
    for what, attempt in TAMPERING.items():
        row = model.objects.order_by("pk").last()
        if model is ContentCopy:
            row.content = {"title": "Dipalsukan"}
        else:
            row.data = {"dipalsukan": True}
        with undone():
            if not refused(attempt, model, row) or list(model.objects.order_by("pk").values()) != before:
                done.append(what)
    assert done == []


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_events_of_a_run_are_not_changed_through_the_run(change):
    run = run_at("serang", 2)
    before = list(run.events.values())
    with pytest.raises(PermissionDenied), transaction.atomic():
        run.events.update(kind="approved") if change == "update" else run.events.all().delete()
    assert list(run.events.values()) == before


def test_a_run_with_its_record_is_not_deleted():
    run = run_at("serang", "live")
    with pytest.raises((PermissionDenied, models.ProtectedError)), transaction.atomic():
        run.delete()
    with pytest.raises((PermissionDenied, models.ProtectedError)), transaction.atomic():
        SopRun.objects.filter(pk=run.pk).delete()
    assert fresh(run).events.exists()


# --- the version is frozen at the start ------------------------------------------------------------


def governing(slug: str) -> SopVersion:
    return Sop.objects.get(slug=slug).governing


def revised(document: SopDocument) -> SopDocument:
    """Serang's SOP with the two approvals one after the other instead of together."""
    prepare, decide, hand_over, publish = document.steps
    alone = {"sign_off": SignOff.ANY, "assumptions": ()}
    steps = (
        prepare,
        decide.model_copy(update={**alone, "roles": ("kasubag",)}),
        decide.model_copy(update={**alone, "roles": ("kordiv",), "number": 3, "activity": "Menyetujui akhir"}),
        hand_over.model_copy(update={"number": 4}),
        publish.model_copy(update={"number": 5}),
    )
    dates = document.dates.model_copy(update={"revised": "2024-02-01", "signed": "2024-02-01"})
    return document.model_copy(update={"number": "90/ORT.06/3604/2024", "steps": steps, "dates": dates})


def load_revision(tmp_path: Any) -> SopVersion:
    file = tmp_path / "serang-2024.toml"
    file.write_text(to_toml(revised(governing("serang").document)), encoding="utf-8")
    call_command("load_sops", file, stdout=open("/dev/null", "w"))  # noqa: SIM115
    day, version = date(2024, 2, 1), SopVersion.objects.get(content__contains="90/ORT.06/3604/2024")
    if version.status == SopVersion.Status.DRAFT:
        compiler.sign(version, signed_number="90", signed_on=day, effective_on=day)
    return governing("serang")


def test_a_new_version_governs_new_items_and_old_items_finish_on_their_own(tmp_path):
    old = run_at("serang", 2)
    version = load_revision(tmp_path)
    assert version.sha256 != old.sop_version.sha256
    assert SopVersion.objects.get(pk=old.sop_version_id).status == SopVersion.Status.SUPERSEDED
    new = started("serang")
    assert new.sop_version == version
    old, new = walk_to(fresh(old), None), walk_to(new, None)
    assert [number for number, _ in trail(old)] == [1, 2, 3, 4]
    assert [number for number, _ in trail(new)] == [1, 2, 3, 4, 5]
    assert old.visits.get(step_number=2).signatures.count() == 2
    assert old.status == new.status == Status.FINISHED


def test_the_same_file_again_changes_nothing(tmp_path):
    version = load_revision(tmp_path)
    before = list(SopVersion.objects.order_by("pk").values()), Workflow.objects.count(), Task.objects.count()
    call_command("load_sops", tmp_path / "serang-2024.toml", stdout=open("/dev/null", "w"))  # noqa: SIM115
    assert (list(SopVersion.objects.order_by("pk").values()), Workflow.objects.count(), Task.objects.count()) == before
    assert governing("serang") == version


FROZEN: dict[str, Callable[[Workflow, Task], Any]] = {
    "saving the workflow": lambda workflow, task: workflow.save(),
    "deactivating the workflow": lambda workflow, task: workflow.deactivate(),
    "deleting the workflow": lambda workflow, task: workflow.delete(),
    "deleting workflows as a queryset": lambda workflow, task: Workflow.objects.filter(pk=workflow.pk).delete(),
    "saving a task": lambda workflow, task: task.save(),
    "saving a task's base row": lambda workflow, task: Task.objects.get(pk=task.pk).save(),
    "deactivating a task": lambda workflow, task: task.deactivate(),
    "deactivating a task's base row": lambda workflow, task: Task.objects.get(pk=task.pk).deactivate(),
    "deleting a task": lambda workflow, task: task.delete(),
    "taking a task out": lambda workflow, task: workflow.workflow_tasks.first().delete(),
    "reordering": lambda workflow, task: workflow.workflow_tasks.first().save(),
    "adding a task": lambda workflow, task: WorkflowTask.objects.create(
        workflow=workflow, task=Task.objects.create(name="Sisipan"), sort_order=1
    ),
}


def compiled() -> tuple[list[dict], ...]:
    return tuple(list(model.objects.values()) for model in (Task, WorkflowTask, Workflow))


def test_the_compiled_steps_of_an_item_on_its_way_stay():
    run = run_at("serang", 2)
    before, done = compiled(), []
    for what, attempt in FROZEN.items():
        workflow, task = run.sop_version.workflow, run.sop_version.tasks.get(step_number=2)
        with undone():
            if not refused(attempt, workflow, task) or compiled() != before:
                done.append(what)
    assert done == []
    assert walk_to(fresh(run), None).status == Status.FINISHED


@pytest.mark.parametrize("superseded", [False, True], ids=["governing", "superseded"])
def test_the_stock_workflow_pages_change_nothing(superseded, tmp_path):
    run = run_at("serang", 2)
    if superseded:
        load_revision(tmp_path)
    workflow, task = run.sop_version.workflow, run.sop_version.tasks.get(step_number=2)
    before, page = compiled(), Page.objects.get(pk=run.page_id)
    attempts = [
        ("disable", [workflow.pk], {}),
        ("edit", [workflow.pk], {"name": "Lain", "workflow_tasks-TOTAL_FORMS": 0, "workflow_tasks-INITIAL_FORMS": 0}),
        ("disable_task", [task.pk], {}),
        ("edit_task", [task.pk], {"name": "Lain", "groups": [role("serang", "staf").group_id]}),
        ("remove", [page.pk], {}),
        ("remove", [page.pk, workflow.pk], {}),
        ("add", [], {"name": "Alur tandingan"}),
    ]
    for name in ("root", "pusat.admin", "serang.admin-kantor"):
        client = person(name).client
        for view, args, data in attempts:
            response = client.post(reverse(f"wagtailadmin_workflows:{view}", args=args), data)
            assert response.status_code < 500, (name, view)
        assert compiled() == before, name
    assert walk_to(fresh(run), None).status == Status.FINISHED


def test_tasks_switched_off_in_the_database_skip_and_publish_nothing():
    run = run_at("serang", 2)
    Task.objects.update(active=False)
    Workflow.objects.update(active=False)
    assert fresh(run).current_step == 2
    run = walk_to(fresh(run), None)
    assert [number for number, _ in trail(run)] == [1, 2, 3, 4]


def test_the_text_of_a_version_is_not_changed():
    version = governing("serang")
    content = version.content
    version.content = revised(version.document).canonical_json()
    with pytest.raises(PermissionDenied), transaction.atomic():
        version.save()
    assert governing("serang").content == content


def test_a_version_with_items_is_not_deleted():
    run = run_at("serang", 2)
    with pytest.raises((PermissionDenied, models.ProtectedError)), transaction.atomic():
        run.sop_version.delete()
    with pytest.raises((PermissionDenied, models.ProtectedError)), transaction.atomic():
        run.sop_version.sop.delete()
    assert fresh(run).sop.steps


# --- the register ----------------------------------------------------------------------------------


def test_register_numbers_run_on_per_office_and_begin_anew_each_year(monkeypatch):
    serang = [run_at("serang", 2).register_number for _ in range(3)]
    banten = run_at("banten", 2).register_number
    assert serang == list(range(serang[0], serang[0] + 3))
    last = SopRun.objects.filter(office__slug="banten").order_by("-register_number").first()
    assert banten == last.register_number
    real, year = timezone.now, timezone.localtime().year
    monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(days=366))
    after = [run_at("serang", 2) for _ in range(2)]
    assert [(run.register_year, run.register_number) for run in after] == [(year + 1, 1), (year + 1, 2)]
    assert after[0].register == f"0001/{year + 1}"


def test_a_register_number_is_not_given_twice():
    first, second = run_at("serang", 2), run_at("serang", 2)
    second.register_number = first.register_number
    with pytest.raises(Exception, match=r"(?i)unique"), transaction.atomic():
        second.save()


def test_a_withdrawn_item_keeps_its_number_and_its_draft_gets_another():
    run, staf = started("serang"), holder("serang", "staf")
    staf.act(run.page_id, "withdraw")
    again = staf.act(run.page_id, "start")
    assert again.pk != run.pk
    assert again.register_number == run.register_number + 1
    assert fresh(run).status == Status.WITHDRAWN


# --- nobody checks their own work ------------------------------------------------------------------


@pytest.mark.parametrize("slug", SLUGS)
def test_one_person_in_every_role_still_never_checks_what_he_prepared(slug):
    all_round = starter(slug)
    second_holder(slug, governing(slug).document.first_step.roles[0])
    for held in OfficeRole.objects.filter(office__slug=slug).exclude(slug=OFFICE_ADMIN):
        appoint(all_round.user.username, held)
    run = all_round.act(draft(slug, all_round, kind="artikel").pk, "start")
    prepared = run.sop.first_step.kind is StepKind.PREPARE
    checks = 0
    while run.step is not None:
        step = run.step
        if step.kind.checks and prepared:
            checks += 1
            before = state(run)
            refusing = "postpone" if step.on_refusal == "postpone" else "send_back"
            for action in ("approve", refusing):
                response = press(all_round, run, action, reason="facts", remark="Sebabnya.")
                assert response.status_code == 403, (step.number, action)
                assert "disiapkan oleh Anda" in response.content.decode(), (step.number, action)
            assert state(run) == before
            run = pass_step(run)
        else:
            prepared = prepared or step.kind is StepKind.PREPARE
            run = all_round.act(run.page_id, passing_act(step).value)
    assert checks >= 1
    assert run.published_at is not None


@pytest.mark.parametrize(("slug", "step", "roles"), [("serang", 2, ("kasubag", "kordiv")), ("rembang", 4, None)])
def test_one_person_in_both_roles_of_a_joint_step_signs_once(slug, step, roles):
    run = run_at(slug, step)
    roles = roles or ("web-admin", "kasubbag-tekmas")
    both = holder(slug, roles[0])
    appoint(both.user.username, role(slug, roles[1]))
    run = both.act(run.page_id, "approve")
    before = state(run)
    response = press(both, run, "approve")
    assert response.status_code == 403
    assert "sudah ditandatangani" in response.content.decode()
    assert state(run) == before
    assert holder(slug, roles[1]).act(run.page_id, "approve").current_step != step


def signatures(run: SopRun) -> dict[str, bool]:
    """Role → whether its latest signature at the waiting step still counts."""
    return {signature.role: signature.voided_at is None for signature in fresh(run).open_visit.signatures.all()}


def test_an_edit_at_a_joint_step_voids_the_signature_already_given():
    run = run_at("rembang", 4)
    web_admin, kasubbag = holder("rembang", "web-admin"), holder("rembang", "kasubbag-tekmas")
    run = web_admin.act(run.page_id, "approve")
    assert signatures(run) == {"web-admin": True}
    kasubbag.edit(run.page_id, summary="Ringkasan yang dikoreksi.", paragraphs=["Isi yang dikoreksi."])
    assert signatures(run) == {"web-admin": False}
    assert set(fresh(run).open_visit.waiting_for.values_list("slug", flat=True)) == {"web-admin", "kasubbag-tekmas"}
    kinds = list(fresh(run).events.values_list("kind", flat=True))
    assert kinds[-2:] in (["edited", "voided"], ["voided", "edited"])
    run = kasubbag.act(run.page_id, "approve")
    assert run.current_step == 4
    run = web_admin.act(run.page_id, "approve")
    assert run.current_step == 5
    visit = run.visits.filter(step_number=4).last()
    assert visit.corrected
    assert visit.signatures.filter(voided_at__isnull=True, content_sha256=run.content_sha256).count() == 2


def test_saving_without_a_change_leaves_the_signature_standing():
    run = run_at("rembang", 4)
    web_admin, kasubbag = holder("rembang", "web-admin"), holder("rembang", "kasubbag-tekmas")
    kasubbag.edit(run.page_id, paragraphs=["Isi yang dikoreksi."])
    web_admin.act(run.page_id, "approve")
    page = Page.objects.get(pk=run.page_id).get_latest_revision_as_object()
    page.save_revision(user=kasubbag.user)
    run = kasubbag.act(run.page_id, "approve")
    assert run.current_step == 5


def test_a_correction_at_a_review_is_recorded():
    run = run_at("rembang", 5)
    sekretaris = holder("rembang", "sekretaris")
    sekretaris.edit(run.page_id, paragraphs=["Kalimat yang dirapikan."])
    run = sekretaris.act(run.page_id, "approve")
    visit = run.visits.get(step_number=5)
    assert visit.corrected
    assert run.last_editor == sekretaris.user
    assert run.events.filter(kind="approved").last().data["corrected"] is True
    assert run.events.get(kind="edited").actor_name == str(sekretaris.user)
    assert not run.visits.get(step_number=4).corrected
    assert "koreksi" in sekretaris.client.get(reverse("sop:task", args=[run.page_id])).content.decode().lower()


def edit_allowed(run: SopRun, name: str, preparers: set[str]) -> bool:
    """As the rulings state it: prepare and review steps, by their holders, a review not by a preparer."""
    step = run.step
    if name not in step.roles or not step.kind.edits:
        return False
    return step.kind is StepKind.PREPARE or name not in preparers


@pytest.mark.parametrize("slug", telling(SLUGS, "rembang"))
def test_the_text_changes_at_prepare_and_review_steps_only_and_by_their_holders_only(slug, everything):
    run = run_at(slug, 2 if slug != "rembang" else 3)
    names = [held.slug for held in OfficeRole.objects.filter(office__slug=slug)]
    clients = {name: holder(slug, name).client for name in names} | {"root": person("root").client}
    address = reverse("wagtailadmin_pages:edit", args=[run.page_id])
    html = clients["root"].get(address).content.decode()
    form, wrong = querydict_from_html(html, form_id=EDITOR_FORM), []
    person("root")._fill(form, ["Isi yang baru."], {"summary": "Ringkasan yang baru."})
    body, preparers = form.urlencode(), set()
    preparers |= {name for visit in run.visits.all() for name in visit.step.roles if visit.step.kind.value == "prepare"}
    others = [*run.sop.first_step.roles, "root", *run.sop.publish_step.roles, OFFICE_ADMIN]
    turns = cycle(others)
    while run.step is not None and run.current_step <= run.sop.publish_step.number:
        for name in sorted({*run.step.roles, *(others if everything else (next(turns), next(turns)))}):
            client = clients[name]
            before = Page.objects.get(pk=run.page_id).latest_revision_id
            with transaction.atomic():
                response = client.post(address, body, content_type="application/x-www-form-urlencoded")
                changed = Page.objects.get(pk=run.page_id).latest_revision_id != before
                transaction.set_rollback(True)
            allowed = edit_allowed(run, name, preparers) and not run.step.media_only
            if response.status_code >= 500 or (changed != allowed and not run.step.media_only):
                wrong.append((run.current_step, name, response.status_code, changed))
        if run.step.kind is StepKind.PREPARE:
            preparers |= set(run.step.roles)
        run = pass_step(run)
    assert not wrong


def test_at_a_media_step_pictures_change_and_words_do_not():
    run, item = run_at("cilacap", 6), new_image()
    type(item).objects.filter(pk=item.pk).update(collection=run.office.collection)
    before = Page.objects.get(pk=run.page_id).get_latest_revision_as_object()
    holder("cilacap", "dokumentasi").edit(
        run.page_id, title="Judul lain", summary="Lain.", paragraphs=["Lain."], image=item.pk, image_alt="Bidang merah"
    )
    after = Page.objects.get(pk=run.page_id).get_latest_revision_as_object()
    assert after.image == get_image_model().objects.get(pk=item.pk)
    assert (after.title, after.summary, after.body) == (before.title, before.summary, before.body)


def test_whoever_corrected_last_does_not_publish_alone():
    kasubag = holder("banten", "kasubag")
    appoint("banten.kasubag", role("banten", "web-admin"))
    run = run_at("banten", 4, kind="berita")
    kasubag.edit(run.page_id, kind="berita", paragraphs=["Kalimat yang dirapikan."])
    run = kasubag.act(run.page_id, "approve")
    assert run.current_step == 7
    before = state(run)
    response = press(kasubag, run, "publish")
    assert response.status_code == 403
    assert "Penayangan harus dilakukan orang lain" in response.content.decode()
    assert state(run) == before
    assert holder("banten", "web-admin").act(run.page_id, "publish").published_at


def test_whoever_checked_without_correcting_may_publish():
    appoint("banten.kasubag", role("banten", "web-admin"))
    run = holder("banten", "kasubag").act(run_at("banten", 4, kind="berita").page_id, "approve")
    assert holder("banten", "kasubag").act(run.page_id, "publish").published_at


# --- where a Tidak goes ----------------------------------------------------------------------------

NO = [
    ("serang", 2, 1, "artikel"),
    ("banten", 4, 3, "artikel"),
    ("banten", 5, 4, "artikel"),
    ("banten", 4, 3, "berita"),
    ("cilacap", 4, 3, "artikel"),
    ("cilacap", 8, 5, "artikel"),
    ("cilacap", 9, 8, "artikel"),
    ("bangka-barat", 7, 6, "artikel"),
    ("rembang", 4, 1, "artikel"),
    ("rembang", 5, 4, "artikel"),
    ("rembang", 6, 5, "artikel"),
]


@pytest.mark.parametrize(("slug", "step", "target", "kind"), NO, ids=[f"{s}-{n}-{k}" for s, n, _, k in NO])
def test_a_no_goes_where_the_sop_says_and_everything_from_there_is_done_again(slug, step, target, kind):
    run = run_at(slug, step, kind)
    before = trail(run)
    who = actor(run)
    run = who.act(run.page_id, "send_back", reason="wording", remark="Mohon dirapikan.")
    assert (run.status, run.current_step) == (Status.RUNNING, target)
    event = run.events.filter(kind="returned").last()
    assert event.data == {"step": step, "to": target, "reason": "wording", "remark": "Mohon dirapikan."}
    assert event.actor_name == str(who.user)
    visit = run.visits.filter(step_number=step).last()
    assert (visit.outcome, visit.reason_code, visit.remark) == ("sent_back", "wording", "Mohon dirapikan.")
    assert set(run.open_visit.waiting_for.values_list("slug", flat=True)) == set(run.step.roles)
    run = walk_to(run, None)
    again = trail(run)[len(before) :]
    assert trail(run)[: len(before)] == [*before[:-1], (step, "sent_back")]
    assert [number for number, _ in again] == [s.number for s in run.sop.steps if s.number >= target]
    assert run.published_at is not None


def test_an_approval_before_a_return_no_longer_counts():
    run = run_at("serang", 2)
    run = holder("serang", "kasubag").act(run.page_id, "approve")
    run = holder("serang", "kordiv").act(run.page_id, "send_back", reason="facts", remark="Angka keliru.")
    run = holder("serang", "staf").act(run.page_id, "complete")
    assert run.current_step == 2
    run = holder("serang", "kordiv").act(run.page_id, "approve")
    assert run.current_step == 2
    assert holder("serang", "kasubag").act(run.page_id, "approve").current_step == 3
    assert Signature.objects.filter(visit__run=run, role="kasubag").count() == 2


@pytest.mark.parametrize("by", ["subbag-pengusul", "divisi-pengusul"])
def test_a_need_that_is_postponed_waits_and_can_be_taken_up_again(by):
    run = run_at("bangka-barat", 3)
    run = holder("bangka-barat", "divisi-pengusul").act(run.page_id, "postpone", reason="input", remark="Tunggu.")
    assert (run.status, run.current_step, run.open_visit) == (Status.POSTPONED, 3, None)
    assert not run.events.filter(kind="returned").exists()
    before = state(run)
    for name, action in (("divisi-pengusul", "approve"), ("subbag-hukum", "complete"), ("operator", "publish")):
        assert press(holder("bangka-barat", name), run, action).status_code in (403, 409)
    assert press(holder("bangka-barat", "tim-desain"), run, "resume").status_code == 403
    assert state(run) == before
    run = holder("bangka-barat", by).act(run.page_id, "resume")
    assert (run.status, run.current_step) == (Status.RUNNING, 3)
    run = walk_to(run, None)
    assert run.status == Status.FINISHED
    assert trail(run)[:4] == [(1, "done"), (2, "done"), (3, "postponed"), (3, "approved")]


def test_news_of_banten_skips_two_steps_and_the_record_says_so():
    run = walk_to(run_at("banten", 4, kind="berita"), None)
    assert trail(run) == [
        (1, "done"),
        (2, "done"),
        (3, "done"),
        (4, "approved"),
        (5, "skipped"),
        (6, "skipped"),
        (7, "published"),
    ]
    skipped = run.visits.filter(outcome="skipped")
    assert all("Berita" in visit.remark and visit.finished_at for visit in skipped)
    html = holder("banten", "kabag").client.get(reverse("sop:task", args=[run.page_id])).content.decode()
    assert html.count("Dilewati") >= 2


@pytest.mark.parametrize("order", [("kasubag", "kordiv"), ("kordiv", "kasubag")])
def test_both_of_serang_sign_in_either_order(order):
    run = run_at("serang", 2)
    run = holder("serang", order[0]).act(run.page_id, "approve")
    assert run.current_step == 2
    assert list(run.open_visit.waiting_for.values_list("slug", flat=True)) == [order[1]]
    assert press(holder("serang", order[0]), run, "approve").status_code == 403
    run = holder("serang", order[1]).act(run.page_id, "approve")
    assert run.current_step == 3
    assert list(run.visits.get(step_number=2).signatures.values_list("role", flat=True)) == list(order)


# --- withdrawing -----------------------------------------------------------------------------------


def test_the_starter_withdraws_before_the_first_decision_and_keeps_his_draft():
    run, staf = started("serang"), holder("serang", "staf")
    for name in ("kasubag", "admin-website", OFFICE_ADMIN):
        assert press(holder("serang", name), run, "withdraw").status_code == 403
    run = staf.act(run.page_id, "withdraw", remark="Belum waktunya.")
    assert (run.status, run.current_step) == (Status.WITHDRAWN, None)
    assert NewsPage.objects.filter(pk=run.page_id, live=False).exists()
    staf.edit(run.page_id, paragraphs=["Isi baru."])


def _sign(run: SopRun) -> SopRun:
    return holder("serang", "kasubag").act(run.page_id, "approve")


def _return(run: SopRun) -> SopRun:
    return holder("serang", "kordiv").act(run.page_id, "send_back", reason="facts", remark="Keliru.")


@pytest.mark.parametrize(
    "decide",
    [_sign, _return, lambda run: walk_to(run, 3), lambda run: walk_to(run, 4), lambda run: walk_to(run, None)],
    ids=["one signature", "a return", "both signatures", "handed over", "published"],
)
def test_nothing_is_withdrawn_after(decide):
    run = decide(run_at("serang", 2))
    before = state(run)
    response = press(holder("serang", "staf"), run, "withdraw")
    assert response.status_code in (403, 409)
    assert state(run) == before


# --- what is filled in -----------------------------------------------------------------------------

BAD_TEXT = {
    "too long": ("x" * 5001, "terlalu panjang"),
    "with NUL": ("Angka\x00keliru.", "tidak dapat disimpan"),
}
BAD_REASONS = {
    "no reason": ({"reason": "", "remark": "Angka keliru."}, "Pilih alasannya"),
    "unknown reason": ({"reason": "marah", "remark": "Angka keliru."}, ""),
    "other, unexplained": ({"reason": "other", "remark": ""}, "wajib diisi"),
    "other, blank": ({"reason": "other", "remark": " \n\t "}, "wajib diisi"),
    **{name: ({"reason": "facts", "remark": text}, sentence) for name, (text, sentence) in BAD_TEXT.items()},
}


def check_refused(run: SopRun, response: HttpResponse, sentence: str, kept: dict[str, str]) -> None:
    assert response.status_code == 422
    html = response.content.decode()
    assert sentence in html
    form = response.context["failed"].form
    assert form.errors
    for name, value in kept.items():
        assert form.data[name] == value


@pytest.mark.parametrize(("slug", "step", "action"), [("rembang", 5, "send_back"), ("bangka-barat", 3, "postpone")])
def test_a_no_needs_a_reason_that_is_one(slug, step, action):
    run = run_at(slug, step)
    before, who = state(run), actor(run)
    for fields, sentence in BAD_REASONS.values():
        check_refused(run, press(who, run, action, **fields), sentence, fields)
        assert state(run) == before, fields


@pytest.mark.parametrize(
    ("slug", "step", "action", "by"),
    [
        ("serang", 3, "complete", "staf"),
        ("serang", 2, "approve", "kordiv"),
        ("serang", 4, "publish", "admin-website"),
        ("serang", 2, "withdraw", "staf"),
        ("bangka-barat", 9, "archive", "operator"),
    ],
)
def test_a_remark_that_cannot_be_kept_is_refused(slug, step, action, by):
    run = run_at(slug, step)
    before = state(run)
    for text, sentence in BAD_TEXT.values():
        check_refused(run, press(holder(slug, by), run, action, remark=text), sentence, {"remark": text})
        assert state(run) == before, sentence


def test_no_field_breaks_on_nul():
    run = run_at("serang", 4)
    before = state(run)
    for field in ("seen", "run", "reason", "ground", "go_live_at", "inputs-4", "norm-3"):
        with undone():
            response = press(holder("serang", "admin-website"), run, "publish", **{field: "1\x00"})
            assert response.status_code < 500, field
            assert field not in ("seen", "go_live_at", "inputs-4") or response.status_code in (409, 422), field
            assert field not in ("seen", "go_live_at", "inputs-4") or state(run) == before, field


def test_every_coded_reason_is_kept_with_its_text():
    run = run_at("rembang", 5)
    who = actor(run)
    for reason in Reason:
        with undone():
            who.act(run.page_id, "send_back", reason=reason.value, remark="Penjelasannya.")
            event = run.events.filter(kind="returned").last()
            assert (event.data["reason"], event.data["remark"]) == (reason.value, "Penjelasannya.")


MISSING = [
    ("serang", 3, "complete", {"inputs-3": []}, ["Bahan Informasi"]),
    ("serang", 2, "approve", {"inputs-2": []}, ["Konsep Informasi"]),
    ("serang", 4, "publish", {"inputs-4": []}, ["Informasi"]),
    ("banten", 4, "approve", {"checklist-4": []}, ["Kebenaran bahan informasi", "dikonfirmasi", "Kalimat telah"]),
    (
        "banten",
        4,
        "approve",
        {"checklist-4": ["Kebenaran bahan informasi telah diperiksa"]},
        ["dikonfirmasi", "Kalimat telah"],
    ),
    ("bangka-barat", 7, "approve", {"inputs-7": []}, ["paling sedikit satu"]),
    ("bangka-barat", 9, "archive", {"inputs-9": []}, ["Link Aktif"]),
    ("rembang", 3, "complete", {"inputs-3": []}, ["Softcopy konsep"]),
]


@pytest.mark.parametrize(("slug", "step", "action", "fields", "named"), MISSING)
def test_what_is_missing_is_named(slug, step, action, fields, named):
    run = run_at(slug, step)
    before = state(run)
    response = press(actor(run), run, action, **fields)
    assert response.status_code == 422
    errors = str(response.context["failed"].form.errors)
    assert all(name in errors for name in named)
    assert state(run) == before


def test_a_text_that_is_not_finished_is_not_sent_to_its_checkers():
    page = NewsPage(title="Belum selesai", slug="belum-selesai", summary="", owner=user("serang.staf"), live=False)
    office("serang").root_page.get_children().get(slug="berita").add_child(instance=page)
    page.save_revision(user=page.owner, clean=False)
    data = {"seen": seen_token(None, page.get_latest_revision()), "inputs-1": ["Buku Catatan", "Bahan Informasi"]}
    response = holder("serang", "staf").client.post(Person.address(page.pk, "start"), data)
    assert response.status_code == 422
    html = response.content.decode()
    assert "Ringkasan wajib diisi" in html
    assert "Isi wajib diisi" in html
    assert not SopRun.objects.filter(page_id=page.pk).exists()


def test_the_norm_time_of_one_item_is_adjusted_with_a_reason_only():
    run = run_at("banten", 3)
    writer = holder("banten", "fungsional-umum")
    for wrong in ({"norm-3": "0", "norm-3-reason": "Bahan banyak."}, {"norm-3": "600", "norm-3-reason": " "}):
        assert press(writer, run, "complete", **wrong).status_code == 422
    assert fresh(run).current_step == 3
    run = writer.act(run.page_id, "complete", **{"norm-3": "600", "norm-3-reason": "Bahan banyak."})
    visit = run.visits.get(step_number=3)
    assert (visit.norm_minutes, visit.norm_reason) == (600, "Bahan banyak.")


# --- deciding on what one saw ----------------------------------------------------------------------

WITH_TOKEN = [
    ("serang", 3, "complete", "staf"),
    ("rembang", 5, "approve", "sekretaris"),
    ("rembang", 5, "send_back", "sekretaris"),
    ("bangka-barat", 3, "postpone", "divisi-pengusul"),
    ("serang", 4, "publish", "admin-website"),
    ("serang", 2, "withdraw", "staf"),
]


@pytest.mark.parametrize(("slug", "step", "action", "by"), WITH_TOKEN)
def test_no_act_counts_without_the_token_or_with_another(slug, step, action, by):
    run = run_at(slug, step)
    before, (visit, revision, content) = state(run), token(run).split(".")
    who = holder(slug, by)
    tokens = {
        "": 422,
        f"{int(visit) - 1}.{revision}.{content}": 409,
        f"{visit}.{int(revision) - 1}.{content}": 409,
        f"{visit}.{revision}.{'0' * 16}": 409,
        "apa saja": 409,
    }
    for seen, status in tokens.items():
        response = press(who, run, action, seen=seen, reason="facts", remark="Sebabnya.")
        assert response.status_code == status, seen
        assert response.context["failed"].form.errors, seen
        assert state(run) == before, seen
    assert press(who, run, action, reason="facts", remark="Sebabnya.").status_code == 302


@pytest.mark.parametrize("action", ["approve", "send_back"])
def test_a_text_changed_meanwhile_is_not_decided_on(action):
    run = run_at("rembang", 5)
    sekretaris = holder("rembang", "sekretaris")
    seen = token(run)
    sekretaris.edit(run.page_id, paragraphs=["Diubah di jendela lain."])
    before = state(run)
    response = press(sekretaris, run, action, seen=seen, reason="facts", remark="Sebabnya.")
    assert response.status_code == 409
    assert "berubah" in response.content.decode()
    assert state(run) == before


def test_starting_needs_the_token_too():
    page = draft("serang")
    data = {"inputs-1": ["Buku Catatan", "Bahan Informasi"]}
    for seen, status in (("", 422), ("0.1.abc", 409)):
        response = holder("serang", "staf").client.post(Person.address(page.pk, "start"), {**data, "seen": seen})
        assert response.status_code == status
    assert not SopRun.objects.filter(page_id=page.pk).exists()


# --- on someone's behalf ---------------------------------------------------------------------------


def test_an_office_admin_starts_on_a_holders_behalf_and_neither_of_the_two_approves():
    admin, staf = holder("serang", OFFICE_ADMIN), holder("serang", "staf")
    page = draft("serang")
    with pytest.raises(Refusal) as refusal:
        admin.act(page.pk, "start")
    assert refusal.value.status == 422
    assert "yang Anda wakili" in str(refusal.value)
    run = admin.act(page.pk, "start", on_behalf_of=str(staf.user.pk))
    assert (run.started_by_name, run.on_behalf_of_name) == (str(admin.user), str(staf.user))
    event = run.events.get(kind="started")
    assert (event.actor_name, event.data["on_behalf_of"]) == (str(admin.user), str(staf.user))
    assert run.visits.get(step_number=1).on_behalf_of == staf.user
    before = state(run)
    for someone in (admin, staf):
        appoint(someone.user.username, role("serang", "kasubag"))
        response = press(someone, run, "approve")
        assert response.status_code == 403
        assert "disiapkan oleh Anda" in response.content.decode()
    assert state(run) == before
    assert walk_to(run, None).status == Status.FINISHED


def test_an_office_admin_represents_holders_of_the_first_role_only():
    page, admin = draft("serang"), holder("serang", OFFICE_ADMIN)
    for name in ("serang.kasubag", "banten.kabag", "root"):
        with pytest.raises(Refusal) as refusal:
            admin.act(page.pk, "start", on_behalf_of=str(user(name).pk))
        assert refusal.value.status == 422, name
    assert not SopRun.objects.filter(page_id=page.pk).exists()
