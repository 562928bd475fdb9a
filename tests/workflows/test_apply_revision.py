"""Keadaan kahar: a revision reaches what is left of an item on its way, never what it has gone through."""

import pytest
from django.urls import reverse
from wagtail.models import TaskState

from sops.document import Sop
from sops.models import Sop as SopRow
from sops.models import SopVersion
from tests.conftest import holder, person, started, walk_to
from workflows.models import SopRun, compiler

pytestmark = pytest.mark.django_db
WHY = "Gempa merusak kantor; Kordiv bertugas di posko."


def governs(change) -> SopVersion:
    """Serang's SOP with changed steps, signed and in force."""
    document: Sop = SopRow.objects.get(slug="serang").document
    steps = tuple(change(step) for step in document.steps)
    version = compiler.store(document.model_copy(update={"number": "9/2026", "steps": steps}))
    today = compiler.today(version)
    compiler.sign(version, signed_number="9/2026", signed_on=today, effective_on=today)
    return version


def without_the_second_signature(step):
    changed = {"sign_off": "any", "norm_time": "PT30M"} if step.number == 2 else {}
    return type(step).model_validate(step.model_dump() | changed)


def press(version, run, **changed):
    sent = {"act": "apply", "runs": [run.pk], "reason": WHY} | changed
    return person("pusat.admin").client.post(reverse("sop:version", args=[version.pk]), sent)


def test_what_is_left_follows_the_revision_and_the_ledger_says_why():
    run = walk_to(started("serang"), 2)
    holder("serang", "kordiv").act(run.page_id, "approve")
    first = run.sop_version
    version = governs(without_the_second_signature)
    run.refresh_from_db()
    assert run.sop_version == first, "by itself a revision changes nothing on its way"
    assert press(version, run, reason="Karena").status_code == 422
    assert press(version, run).status_code == 302
    run = SopRun.objects.get(pk=run.pk)
    assert run.sop_version == version
    visit = run.visits.get(finished_at=None)
    assert (visit.norm_minutes, visit.signatures.filter(voided_at=None).count()) == (30, 0)
    assert TaskState.objects.get(pk=visit.task_state_id).task.specific.version == version
    event = run.events.get(kind="revised")
    assert (event.data["why"], event.actor_name) == (WHY, str(person("pusat.admin").user))
    holder("serang", "kasubag").act(run.page_id, "approve")
    assert walk_to(SopRun.objects.get(pk=run.pk), None).status == "finished"
    assert press(version, run).status_code == 422, "it is no longer on its way"


def test_a_step_gone_through_is_not_touched():
    run = walk_to(started("serang"), 3)
    version = governs(without_the_second_signature)
    answer = press(version, run)
    assert answer.status_code == 422
    assert "Langkah 2 sudah dijalani dan berubah pada versi ini" in answer.content.decode()
    assert SopRun.objects.get(pk=run.pk).sop_version != version


def test_only_who_signs_the_sop_may():
    run = walk_to(started("serang"), 2)
    version = governs(without_the_second_signature)
    client = person("serang.admin-kantor").client
    sent = {"act": "apply", "runs": [run.pk], "reason": WHY}
    assert client.post(reverse("sop:version", args=[version.pk]), sent).status_code in (302, 403)
    assert SopRun.objects.get(pk=run.pk).sop_version != version
    other = SopRow.objects.get(slug="banten").governing
    assert press(other, run).status_code == 422, "an item of another SOP"
