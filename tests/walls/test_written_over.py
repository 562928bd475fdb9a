"""What auto-save may write over, and what two people at once may record."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import Page

from offices.models import Delegation, Membership
from tests.conftest import draft, person, starter, user
from tests.walls.test_appointments_stay import role
from workflows.models import Escalation

pytestmark = pytest.mark.django_db
NAME = "serang.kasubag"


# --- the record ---------------------------------------------------------------------------------------------------


def autosave(page: Page, title: str) -> object:
    text = page.get_latest_revision_as_object()
    text.title = title
    return text.save_revision(user=page.latest_revision.user, overwrite_revision=page.latest_revision)


@pytest.mark.parametrize("acts", [["start", "withdraw"], ["start", "send_back"]])
def test_no_autosave_writes_over_what_a_step_was_decided_on(acts):
    page = draft("serang")
    for act in acts:
        who = person(NAME) if act == "send_back" else starter("serang")
        who.act(page.pk, act, remark="Perbaiki.", reason="facts")
    page = Page.objects.get(pk=page.pk).specific
    shown = page.latest_revision
    anew = autosave(page, "Ditulis sesudahnya")
    shown.refresh_from_db()
    assert anew.pk != shown.pk
    assert shown.content["title"] != "Ditulis sesudahnya"
    page.refresh_from_db()
    assert autosave(page, "Dan sekali lagi").pk == anew.pk


def test_no_autosave_writes_over_what_is_live():
    page = draft("serang")
    Page.objects.filter(pk=page.pk).update(live_revision=page.latest_revision)
    page = Page.objects.get(pk=page.pk).specific
    shown = page.live_revision_id
    assert autosave(page, "Ditulis sesudahnya").pk != shown


# --- two at once --------------------------------------------------------------------------------------------------


def test_the_same_appointment_is_recorded_once():
    form = {"user": user(NAME).pk, "role": role("staf").pk, "decree_number": "12", "valid_from": str(date.today())}
    client = person("serang.admin-kantor").client
    for _ in range(2):
        client.post("/admin/sop/orang/new/", form)
    assert Membership.objects.filter(user=user(NAME), role=role("staf")).count() == 1


@pytest.mark.parametrize("told", [ValidationError("Sudah diwakilkan."), None])
def test_whoever_was_slower_is_told_so(monkeypatch, told):
    """What the form found free is taken when it is saved."""
    client = person("serang.admin-kantor").client
    if told is None:
        Escalation.objects.create(role=role("kasubag"))
        monkeypatch.setattr("django.forms.models.BaseModelForm.validate_unique", lambda form: None)
        answer = client.post("/admin/sop/eskalasi/new/", {"role": role("kasubag").pk, "after_minutes": 30})
        assert answer.status_code == 409
        return

    def refuse(*args, **kwargs):
        raise told

    monkeypatch.setattr(Delegation, "save", refuse)
    form = {
        "office": role("staf").office_id,
        "principal": user(NAME).pk,
        "role": role("kasubag").pk,
        "deputy": user("serang.staf").pk,
        "capacity": "plh",
        "starts_on": str(timezone.localdate()),
        "ends_on": str(timezone.localdate() + timedelta(days=9)),
        "letter_number": "9",
    }
    answer = client.post("/admin/sop/plt-plh/new/", form)
    assert answer.status_code == 422
    assert "Sudah diwakilkan." in answer.content.decode()
