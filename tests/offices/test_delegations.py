"""Acting officers: what a deputy may do in a principal's name, for how long, and what four eyes make of it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from pikepdf import Name
from wagtail.models import ModelLogEntry

from home.walking import Person, Refusal
from messaging.models import OutboxMessage
from offices import membership
from offices.models import Delegation, Membership, OfficeRole
from offices.role_holders import held_by, held_in
from sops.models import Sop
from tests.conftest import holder, office, pass_step, person, second_holder, started, user, walk_to
from tests.files.test_uploads import opens_with, pdf, pdf_with
from tests.world import appoint
from workflows.core.acts import Action
from workflows.models.rule_inputs import who_may
from workflows.notifications.announcing import thread

pytestmark = pytest.mark.django_db

LETTER = "ST No. 12/2026"


def role(slug: str, name: str) -> OfficeRole:
    return OfficeRole.objects.get(office__slug=slug, slug=name)


def delegated(who: str, by: str, **fields: Any) -> Delegation:
    """A delegation between people of the suite ("serang.kasubag"), in force today unless told otherwise."""
    today = timezone.localdate()
    given = {
        "office": office(who.split(".")[0]),
        "principal": user(who),
        "deputy": user(by),
        "starts_on": today,
        "ends_on": today + timedelta(days=5),
        "letter_number": LETTER,
        **fields,
    }
    return membership.delegate(Delegation(**given))


def deputy_of(slug: str, role_name: str, name: str = "wakil", **fields: Any) -> Person:
    """Somebody with no role of an SOP (they administer the office) who acts for a role's holder."""
    deputy = appoint(f"{slug}.{name}", role(slug, "admin-kantor"))
    delegated(f"{slug}.{role_name}", deputy.username, **fields)
    return Person(deputy)


def lapse(delegation: Delegation) -> None:
    """Let its last day have been yesterday."""
    past = timezone.localdate() - timedelta(days=1)
    Delegation.objects.filter(pk=delegation.pk).update(starts_on=past, ends_on=past)


# --- what they may do --------------------------------------------------------------------------------

STEPS = [
    ("serang", 1, "staf", None),
    ("serang", 2, "kasubag", "approve"),
    ("serang", 2, "kordiv", "approve"),
    ("serang", 3, "staf", "complete"),
    ("serang", 4, "admin-website", "publish"),
    ("rembang", 4, "kasubbag-tekmas", "approve"),
    ("rembang", 5, "sekretaris", "send_back"),
    ("rembang", 6, "komisioner", "approve"),
    ("bangka-barat", 3, "divisi-pengusul", "postpone"),
    ("bangka-barat", 9, "operator", "archive"),
]


@pytest.mark.parametrize(("slug", "number", "role_name", "action"), STEPS[1:])
def test_a_deputy_does_what_the_role_does_and_the_record_says_for_whom(slug, number, role_name, action):
    run = walk_to(started(slug, kind="artikel"), number)
    visit = run.open_visit
    deputy = deputy_of(slug, role_name)
    more = {"reason": "facts"} if action in ("send_back", "postpone") else {}
    deputy.act(run.page_id, action, **more)
    event = run.events.exclude(kind="finished").filter(actor=deputy.user).first()
    said = f"Plh. {role(slug, role_name).name} ({LETTER}), mewakili {user(f'{slug}.{role_name}')}"
    assert event.capacity == said
    visit.refresh_from_db()
    signature = visit.signatures.filter(user=deputy.user).first()
    kept = (signature.capacity, signature.on_behalf_of) if signature else (visit.finished_capacity, visit.on_behalf_of)
    assert kept == (said, user(f"{slug}.{role_name}"))


def test_a_deputy_starts_in_the_principals_name_and_both_may_withdraw():
    deputy = deputy_of("serang", "staf")
    from tests.conftest import draft

    run = deputy.act(draft("serang", deputy).pk, "start")
    assert (run.started_by, run.on_behalf_of) == (deputy.user, user("serang.staf"))
    assert run.visits.first().finished_capacity.startswith("Plh. Staf")
    assert run.decide(user("serang.staf"), Action.WITHDRAW)
    assert run.decide(deputy.user, Action.WITHDRAW)


def test_the_principal_still_acts_himself_and_his_own_role_comes_first():
    run = started("serang")
    delegated("serang.kordiv", "serang.kasubag")
    holder("serang", "kasubag").act(run.page_id, "approve")
    signature = run.open_visit.signatures.get()
    assert (signature.role, signature.capacity, signature.on_behalf_of) == ("kasubag", "", None)
    holder("serang", "kordiv").act(run.page_id, "approve")
    run.refresh_from_db()
    assert run.current_step == 3


# --- how long --------------------------------------------------------------------------------------


def may_approve(run: Any, who: Any) -> bool:
    return bool(run.decide(who, Action.APPROVE))


@pytest.mark.parametrize(("starts", "ends", "acts"), [(0, 0, True), (1, 3, False), (-3, -1, False), (-3, 0, True)])
def test_it_counts_from_its_first_day_to_its_last(starts, ends, acts):
    run, deputy = started("serang"), appoint("serang.wakil", role("serang", "admin-kantor"))
    made = delegated("serang.kasubag", "serang.wakil")
    today = timezone.localdate()
    Delegation.objects.filter(pk=made.pk).update(
        starts_on=today + timedelta(days=starts), ends_on=today + timedelta(days=ends)
    )
    assert may_approve(run, deputy) is acts
    call_command("sync_memberships", verbosity=0)
    assert deputy.groups.filter(office_role=role("serang", "kasubag")).exists() is acts


def test_it_ends_by_revocation_and_the_log_says_who_revoked_it():
    run, deputy = started("serang"), deputy_of("serang", "kasubag")
    assert may_approve(run, deputy.user)
    row = Delegation.objects.get()
    membership.revoke(row, user("serang.admin-kantor"))
    assert not may_approve(run, deputy.user)
    assert not deputy.user.groups.filter(office_role=role("serang", "kasubag")).exists()
    assert (row.state, row.revoked_by) == ("Dicabut", user("serang.admin-kantor"))
    entry = ModelLogEntry.objects.get(action="workflows.delegation.revoke")
    assert entry.user == user("serang.admin-kantor")


def test_it_ends_with_the_principals_membership():
    second_holder("serang", "kasubag")
    run, deputy = started("serang"), deputy_of("serang", "kasubag")
    held = Membership.objects.get(user=user("serang.kasubag"))
    membership.dismiss(held, decree_number="9/SK/2026", by=None)
    assert not may_approve(run, deputy.user)
    assert not deputy.user.groups.filter(office_role=role("serang", "kasubag")).exists()


def test_it_ends_when_either_account_is_switched_off():
    second_holder("serang", "kasubag")
    run, deputy = started("serang"), deputy_of("serang", "kasubag")
    for person_ in (deputy.user, user("serang.kasubag")):
        person_.is_active = False
        person_.save()
        assert [held for held in held_in(office("serang"), ["kasubag"]) if held.delegation] == []
        assert not may_approve(run, deputy.user)
        person_.is_active = True
        person_.save()
    assert may_approve(run, deputy.user)


def test_a_form_left_open_over_the_last_day_is_refused_with_the_reason():
    run, deputy = started("serang"), deputy_of("serang", "kasubag")
    form = deputy.form_for(run.page_id, "approve")
    lapse(Delegation.objects.get())
    with pytest.raises(Refusal) as refused:
        deputy._post(deputy.address(run.page_id, "approve", None), form)
    assert refused.value.status == 403
    assert "tidak memegang peran" in " ".join(refused.value.sentences)


# --- scope and chains ------------------------------------------------------------------------------


def test_it_may_be_for_one_role_or_one_sop_only():
    run = started("serang")
    one = deputy_of("serang", "kasubag", "satu", role=role("serang", "kasubag"), sop=Sop.objects.get(slug="rembang"))
    assert not may_approve(run, one.user)
    Delegation.objects.update(sop=Sop.objects.get(slug="serang"))
    assert may_approve(run, one.user)
    appoint("serang.kasubag", role("serang", "kordiv"))
    assert {held.role.slug for held in held_by(one.user) if held.delegation} == {"kasubag"}
    Delegation.objects.update(role=None)
    assert {held.role.slug for held in held_by(one.user) if held.delegation} == {"kasubag", "kordiv"}


def test_the_division_of_the_principal_is_the_deputys_limit():
    divisions = office("serang").divisions
    Membership.objects.filter(role=role("serang", "kordiv")).update(division=divisions.get(name="Divisi Hukum"))
    deputy = deputy_of("serang", "kordiv")
    ours = started("serang", division=divisions.get(name="Divisi Hukum").pk)
    theirs = started("serang", division=divisions.get(name="Divisi Sosialisasi").pk)
    assert may_approve(ours, deputy.user)
    assert not may_approve(theirs, deputy.user)


def test_what_is_held_by_delegation_is_not_delegated_on():
    run = started("serang")
    delegated("serang.kasubag", "serang.kordiv")
    third = appoint("serang.ketiga", role("serang", "admin-kantor"))
    with pytest.raises(ValidationError) as refused:
        delegated("serang.kordiv", "serang.ketiga", role=role("serang", "kasubag"))
    assert "tidak dapat dilimpahkan lagi" in refused.value.message_dict["role"][0]
    delegated("serang.kordiv", "serang.ketiga")
    assert {held.role.slug for held in held_by(third) if held.delegation} == {"kordiv"}
    assert {allowed.role for who, allowed in who_may(run, Action.APPROVE) if who == third} == {"kordiv"}


FAULTS = [
    ({"deputy": "serang.kasubag"}, "deputy", "dirinya|sendiri"),
    ({"deputy": "banten.kabag"}, "deputy", "kantor ini"),
    ({"ends": -1, "starts": 2}, "ends_on", "lebih awal"),
    ({"ends": -2, "starts": -4}, "ends_on", "sudah lewat"),
    ({"role": "banten.kabag"}, "role", "kantor lain"),
    ({"role": "serang.kordiv"}, "role", "tidak memegang"),
    ({"principal": "banten.kabag"}, "principal", "tidak memegang"),
]


@pytest.mark.parametrize(("changes", "field", "words"), FAULTS)
def test_a_wrong_delegation_is_refused_naming_field_and_remedy(changes, field, words):
    today = timezone.localdate()
    changes = dict(changes)
    fields: dict[str, Any] = {
        "starts_on": today + timedelta(days=changes.pop("starts", 0)),
        "ends_on": today + timedelta(days=changes.pop("ends", 3)),
    }
    if "role" in changes:
        fields["role"] = role(*changes.pop("role").split("."))
    for name in ("principal", "deputy"):
        if name in changes:
            fields[name] = user(changes.pop(name))
    with pytest.raises(ValidationError) as refused:
        delegated("serang.kasubag", "serang.staf", **fields)
    message = " ".join(refused.value.message_dict[field])
    assert any(word in message for word in words.split("|")), message
    assert not Delegation.objects.exists()


def test_an_inactive_person_is_no_deputy():
    someone = appoint("serang.libur", role("serang", "staf"))
    someone.is_active = False
    someone.save()
    with pytest.raises(ValidationError, match="tidak aktif"):
        delegated("serang.kasubag", "serang.libur")


def test_headquarters_may_name_a_deputy_of_another_office():
    delegated("serang.kasubag", "banten.kabag", created_by=user("pusat.admin"))
    assert may_approve(started("serang"), user("banten.kabag"))


def test_one_role_has_one_deputy_at_a_time():
    delegated("serang.kasubag", "serang.kordiv")
    with pytest.raises(ValidationError) as refused:
        delegated("serang.kasubag", "serang.staf", role=role("serang", "kasubag"))
    message = refused.value.message_dict["starts_on"][0]
    assert str(user("serang.kordiv")) in message
    assert "Cabut penugasan itu dulu" in message
    later = timezone.localdate() + timedelta(days=6)
    assert delegated("serang.kasubag", "serang.staf", starts_on=later, ends_on=later).pk


# --- four eyes over persons ------------------------------------------------------------------------


def test_a_deputy_cannot_check_in_a_name_what_that_person_prepared():
    appoint("rembang.pengampu-konsep", role("rembang", "sekretaris"))
    run = walk_to(started("rembang", kind="artikel"), 5)
    deputy = deputy_of("rembang", "pengampu-konsep")
    refused = run.decide(deputy.user, Action.APPROVE)
    assert not refused
    assert refused.conflict
    name = str(user("rembang.pengampu-konsep"))
    assert f"{name} yang menulis atau menyiapkan naskah ini" in refused.reason
    page = deputy.client.get(reverse("sop:task", args=[run.page_id])).content.decode()
    assert f"Yang dapat bertindak: {user('rembang.sekretaris')}." in page
    assert may_approve(run, user("rembang.sekretaris"))


def test_what_a_deputy_prepared_in_a_name_that_person_cannot_check():
    appoint("rembang.sekretaris", role("rembang", "pengampu-konsep"))
    deputy = deputy_of("rembang", "sekretaris", role=role("rembang", "pengampu-konsep"))
    from tests.conftest import draft

    run = walk_to(deputy.act(draft("rembang", deputy, kind="artikel").pk, "start"), 5)
    refused = run.decide(user("rembang.sekretaris"), Action.APPROVE)
    assert not refused
    assert "atas nama Anda" in refused.reason


@pytest.mark.parametrize("first", ["principal", "deputy"])
def test_two_signatures_are_never_one_persons(first):
    """Who holds both roles signs one; their deputy can't sign the other for them, nor the other way round."""
    appoint("serang.kasubag", role("serang", "kordiv"))
    run, deputy = started("serang"), deputy_of("serang", "kasubag")
    principal = holder("serang", "kasubag")
    one, other = (principal, deputy) if first == "principal" else (deputy, principal)
    one.act(run.page_id, "approve")
    refused = run.decide(other.user, Action.APPROVE)
    assert not refused
    assert refused.conflict
    assert "orang lain" in refused.reason
    run = holder("serang", "kordiv").act(run.page_id, "approve")
    assert run.current_step == 3


def test_a_deputys_correction_says_in_whose_name():
    deputy = deputy_of("rembang", "sekretaris")
    run = walk_to(started("rembang", kind="artikel"), 5)
    deputy.edit(run.page_id, paragraphs=["Rapat diperbaiki pelaksana harian."])
    event = run.events.get(kind="edited")
    assert (event.actor, event.capacity[:4]) == (deputy.user, "Plh.")


def test_a_deputys_signature_is_his_own_too():
    run = started("serang")
    delegated("serang.kasubag", "serang.kordiv")
    holder("serang", "kordiv").act(run.page_id, "approve")
    refused = run.decide(user("serang.kordiv"), Action.APPROVE)
    assert not refused
    assert may_approve(run, user("serang.kasubag"))


def test_a_deputy_cannot_publish_in_a_name_what_only_that_person_edited():
    appoint("serang.kasubag", role("serang", "admin-website"))
    run = walk_to(started("serang"), 4)
    run.last_editor = user("serang.kasubag")
    run.save()
    run.visits.filter(step_number=2).update(content_sha256="0" * 64)
    deputy = deputy_of("serang", "kasubag")
    refused = run.decide(deputy.user, Action.PUBLISH)
    assert not refused
    assert "yang terakhir mengubah isi naskah" in refused.reason
    assert run.decide(user("serang.admin-website"), Action.PUBLISH)


def test_a_check_in_the_editors_name_is_no_second_pair_of_eyes():
    """Ruling 4d: A corrected the text, A's deputy signed it in their name; A can't publish it."""
    run = walk_to(started("rembang", kind="artikel"), 5)
    deputy = deputy_of("rembang", "sekretaris")
    holder("rembang", "sekretaris").edit(run.page_id, paragraphs=["Dikoreksi sekretaris."])
    deputy.act(run.page_id, "approve")
    from workflows.models.rule_inputs import history_of

    run.refresh_from_db()
    assert run.last_editor == user("rembang.sekretaris")
    assert history_of(run).checked_by == frozenset()


def test_the_emergency_lane_and_its_debts_need_another_person_than_the_principal():
    appoint("serang.staf", role("serang", "admin-website"))
    run, deputy = started("serang"), deputy_of("serang", "staf")
    refused = run.decide(deputy.user, Action.EMERGENCY)
    assert not refused
    assert "orang kedua" in refused.reason
    publisher = holder("serang", "admin-website")
    run = publisher.act(run.page_id, "emergency", ground="kahar", remark="Banjir memutus jaringan kantor sejak pagi.")
    run = publisher.act(run.page_id, "publish")
    appoint("serang.admin-website", role("serang", "kasubag"))
    acting = deputy_of("serang", "admin-website", "wakil-web")
    refused = run.decide(acting.user, Action.SETTLE, step=run.sop.step(2))
    assert not refused
    assert "orang lain" in refused.reason
    assert run.decide(user("serang.kasubag"), Action.SETTLE, step=run.sop.step(2))


def test_with_two_principals_the_one_without_a_conflict_counts():
    second = second_holder("rembang", "sekretaris")
    appoint("rembang.pengampu-konsep", role("rembang", "sekretaris"))
    run = walk_to(started("rembang", kind="artikel"), 5)
    deputy = deputy_of("rembang", "pengampu-konsep")
    assert not may_approve(run, deputy.user)
    delegated(second.user.username, deputy.user.username)
    allowed = run.decide(deputy.user, Action.APPROVE)
    assert allowed
    assert allowed.acting.principal == second.user.pk


# --- the screen ------------------------------------------------------------------------------------


def form(**fields: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "office": office("serang").pk,
        "principal": user("serang.kasubag").pk,
        "deputy": user("serang.kordiv").pk,
        "role": "",
        "sop": "",
        "capacity": "plh",
        "starts_on": f"{today:%Y-%m-%d}",
        "ends_on": f"{today + timedelta(days=3):%Y-%m-%d}",
        "letter_number": LETTER,
        **fields,
    }


NEW, LIST = "/admin/sop/plt-plh/new/", "/admin/sop/plt-plh/"


@pytest.mark.parametrize("name", ["serang.admin-kantor", "serang.kasubag", "pusat.admin", "root"])
def test_admins_and_the_principal_record_a_delegation_and_the_log_keeps_it(name):
    response = person(name).client.post(NEW, form())
    assert response.status_code == 302, response.context["form"].errors
    made = Delegation.objects.get()
    assert (made.principal, made.created_by) == (user("serang.kasubag"), user(name))
    assert ModelLogEntry.objects.filter(action="wagtail.create", object_id=str(made.pk), user=user(name)).exists()
    assert user("serang.kordiv").groups.filter(office_role=role("serang", "kasubag")).exists()
    assert str(user("serang.kordiv")) in person(name).client.get(LIST).content.decode()


@pytest.mark.parametrize("name", ["serang.staf", "serang.kordiv", "banten.admin-kantor", "banten.kabag"])
def test_nobody_else_records_one(name):
    response = person(name).client.post(NEW, form())
    assert response.status_code == 422
    assert not Delegation.objects.exists()


@pytest.mark.parametrize(
    ("name", "sees", "revokes"),
    [
        ("serang.admin-kantor", True, True),
        ("serang.kasubag", True, True),
        ("serang.kordiv", True, False),
        ("serang.staf", False, False),
        ("banten.admin-kantor", False, False),
        ("pusat.admin", True, True),
    ],
)
def test_who_sees_and_revokes_a_delegation(name, sees, revokes):
    made = delegated("serang.kasubag", "serang.kordiv")
    client = person(name).client
    listed = client.get(LIST).content.decode()
    assert (LETTER in listed) is sees
    assert (f"/admin/sop/plt-plh/delete/{made.pk}/" in listed) is revokes
    response = client.post(f"/admin/sop/plt-plh/delete/{made.pk}/")
    made.refresh_from_db()
    assert (made.revoked_at is not None) is revokes
    assert response.status_code == (302 if revokes else 404)
    assert client.get(f"/admin/sop/plt-plh/edit/{made.pk}/").status_code in (302, 403, 404)


def test_a_fault_is_shown_beside_its_field_with_what_was_typed():
    client = person("serang.admin-kantor").client
    response = client.post(NEW, form(deputy=user("serang.kasubag").pk, letter_number="ND 77"))
    assert response.status_code == 422
    assert "Pilih orang lain" in response.context["form"].errors["deputy"][0]
    assert "ND 77" in response.content.decode()
    for field, value in (("ends_on", "99999-01-01"), ("office", "9" * 30), ("letter_number", "a\x00b")):
        assert client.post(NEW, form(**{field: value})).status_code == 422, field


PDF = pdf()


def test_the_letter_is_kept_where_only_those_concerned_can_open_it():
    file = SimpleUploadedFile("surat tugas.pdf", PDF, content_type="application/pdf")
    assert person("serang.admin-kantor").client.post(NEW, form(letter_file=file)).status_code == 302
    made = Delegation.objects.get()
    address = reverse("sop:delegation_letter", args=[made.pk])
    for name in ("serang.admin-kantor", "serang.kasubag", "serang.kordiv", "pusat.admin"):
        response = person(name).client.get(address)
        assert b"".join(response.streaming_content) == PDF, name
    for name in ("serang.staf", "banten.admin-kantor"):
        assert person(name).client.get(address).status_code == 404, name
        assert person(name).client.get(made.letter.url).status_code == 403, name
        assert made.letter.title not in person(name).client.get(reverse("wagtaildocs:index")).content.decode()
    from django.test import Client

    assert Client().get(made.letter.url).status_code == 403
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize(
    "content", [b"MZ program", b"<html></html>", b"", b"%PDF-1.4", pdf_with(opens_with(S=Name.JavaScript, JS="x"))]
)
def test_what_is_no_letter_is_refused(content):
    file = SimpleUploadedFile("surat.pdf", content, content_type="application/pdf")
    response = person("serang.admin-kantor").client.post(NEW, form(letter_file=file))
    assert response.status_code == 422
    assert "letter_file" in response.context["form"].errors


# --- who is told -----------------------------------------------------------------------------------


def test_a_deputy_is_told_like_the_principal_and_the_mail_names_the_capacity():
    deputy = deputy_of("serang", "kasubag")
    run = started("serang")
    told = set(OutboxMessage.objects.filter(thread=thread(run), reason="next").values_list("user__username", flat=True))
    assert told == {"serang.kasubag", "serang.kordiv", deputy.user.username}
    run = pass_step(run)
    lapse(Delegation.objects.get())
    deputy2 = deputy_of("serang", "staf", "wakil-staf")
    deputy2.act(run.page_id, "complete")
    message = OutboxMessage.objects.filter(thread=thread(run), actor_name=str(deputy2.user)).first()
    assert f"({LETTER}), mewakili {user('serang.staf')}" in message.text


def test_an_ended_delegation_leaves_the_decision_readable():
    deputy = deputy_of("serang", "kasubag")
    run = started("serang")
    deputy.act(run.page_id, "approve")
    lapse(Delegation.objects.get())
    page = person("serang.staf").client.get(reverse("sop:task", args=[run.page_id])).content.decode()
    assert f"Plh. {role('serang', 'kasubag').name} ({LETTER})" in page


def test_today_is_the_first_day_of_the_form():
    page = person("serang.admin-kantor").client.get(NEW).content.decode()
    assert f"{date.today():%d/%m/%Y}" in page or f"{date.today():%Y-%m-%d}" in page
