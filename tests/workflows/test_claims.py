"""Ambil, Lepaskan, Alihkan: who may, what the record says, and when a claim ends."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from home.walking import Person
from messaging.models import OutboxMessage
from offices import membership
from offices.models import Membership
from tests.conftest import holder, person, second_holder, started, user, walk_to
from tests.desk.test_my_tasks import section, titles
from tests.offices.test_delegations import delegated, lapse, role
from tests.world import appoint
from workflows.actions.claim import claim, reassign, release
from workflows.actions.refusals import Incomplete, NotAllowed, Stale
from workflows.models import DecisionLink, SopRun
from workflows.models.claims import claimer_of
from workflows.notifications import decision_links
from workflows.notifications.announcing import about

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def run() -> SopRun:
    """An item at the publish step of Serang, whose role two people hold."""
    second_holder("serang", "admin-website")
    return walk_to(started("serang"), 4)


ONE, TWO = "serang.admin-website", "serang.admin-website.dua"


def press(name: str, run: SopRun, act: str, **data: Any) -> Any:
    return person(name).client.post(reverse("sop:claim", args=[run.open_visit.pk, act]), data)


def test_a_claim_moves_the_item_for_everyone_and_stands_in_the_ledger(run):
    assert press(ONE, run, "ambil", kembali="bagian=ambil").url == "/admin/sop/tugas-saya/?bagian=ambil"
    assert run.page_title in titles(ONE)
    assert run.page_title not in titles(TWO) + titles(TWO, "ambil")
    assert f"Diambil {user(ONE)} sejak" in section(TWO, "lain")
    event = run.events.get(kind="claimed")
    assert (event.actor, event.role) == (user(ONE), role("serang", "admin-website").name)


def test_another_holder_is_asked_before_taking_over_and_the_record_says_from_whom(run):
    press(ONE, run, "ambil")
    asked = press(TWO, run, "ambil")
    assert asked.status_code == 409
    assert f"sudah diambil {user(ONE)} sejak" in asked.content.decode()
    assert "Ambil alih dari" in asked.content.decode()
    assert claimer_of(run.open_visit) == user(ONE)
    assert press(TWO, run, "ambil", take_over="1").status_code == 302
    assert claimer_of(run.open_visit) == user(TWO)
    assert run.events.filter(kind="claimed").last().data["from"] == str(user(ONE))


def test_another_holder_may_act_past_a_claim_and_the_record_says_so(run):
    press(ONE, run, "ambil")
    Person(user(TWO)).act(run.page_id, "publish")
    event = run.events.get(kind="published")
    assert (event.actor, event.data["claimed_by"]) == (user(TWO), str(user(ONE)))


def test_the_claimers_own_act_carries_no_such_note(run):
    press(ONE, run, "ambil")
    Person(user(ONE)).act(run.page_id, "publish")
    assert "claimed_by" not in run.events.get(kind="published").data


def test_releasing_gives_it_back(run):
    press(ONE, run, "ambil")
    assert press(ONE, run, "lepas").status_code == 302
    assert run.page_title in titles(TWO, "ambil")
    assert run.events.get(kind="released").data["from"] == str(user(ONE))
    with pytest.raises(NotAllowed, match="tidak sedang diambil"):
        release(run.open_visit.pk, user(ONE))


def test_only_the_claimer_and_the_offices_admins_release_or_reassign(run):
    press(ONE, run, "ambil")
    visit = run.open_visit.pk
    for name in (TWO, "serang.kasubag", "serang.staf"):
        for act in ("lepas", "alihkan"):
            response = press(name, run, act, to=user(TWO).pk)
            assert response.status_code == 403, (name, act)
    assert claimer_of(run.open_visit) == user(ONE)
    for name in ("serang.admin-kantor", "pusat.admin"):
        reassign(visit, user(name), user(TWO).pk)
        assert claimer_of(run.open_visit) == user(TWO)
        reassign(visit, user(name), user(ONE).pk)
    release(visit, user("serang.admin-kantor"))
    assert claimer_of(run.open_visit) is None


def test_it_is_handed_only_to_who_may_do_it_and_only_he_is_told(run):
    press(ONE, run, "ambil")
    page = person(ONE).client.get(reverse("sop:claim", args=[run.open_visit.pk, "alihkan"])).content.decode()
    assert str(user(TWO)) in page
    assert f">{user('serang.kasubag')}<" not in page
    for wrong in ("", "x", "9" * 40, user("serang.kasubag").pk, user("banten.web-admin").pk):
        response = press(ONE, run, "alihkan", to=wrong)
        assert response.status_code == 422, wrong
        assert "Pilih orang" in response.content.decode()
    assert press(ONE, run, "alihkan", to=user(TWO).pk).status_code == 302
    event = run.events.get(kind="reassigned")
    assert (event.data["from"], event.data["to"]) == (str(user(ONE)), str(user(TWO)))
    assert [message.user for message in OutboxMessage.objects.filter(about=about(event))] == [user(TWO)]
    assert run.page_title in titles(TWO)


@pytest.mark.parametrize("name", ["serang.kasubag", "serang.kordiv", "root", "pusat.admin"])
def test_who_may_not_do_the_step_cannot_claim_it(run, name):
    assert press(name, run, "ambil").status_code == 403
    assert claimer_of(run.open_visit) is None


def test_another_office_does_not_find_it(run):
    for act in ("ambil", "lepas", "alihkan", "hapus"):
        for name in ("banten.web-admin", "banten.admin-kantor"):
            assert press(name, run, act).status_code == 404
    assert person(ONE).client.post("/admin/sop/tugas-saya/99999999999999999999/ambil/").status_code == 404
    with pytest.raises(NotAllowed, match="kantor lain"):
        claim(run.open_visit.pk, user("banten.web-admin"))


def test_four_eyes_hold_for_claims_and_name_who_may():
    appoint("rembang.pengampu-konsep", role("rembang", "sekretaris"))
    run = walk_to(started("rembang", kind="artikel"), 5)
    response = press("rembang.pengampu-konsep", run, "ambil")
    assert response.status_code == 403
    assert f"Yang dapat bertindak: {user('rembang.sekretaris')}." in response.content.decode()


def test_a_step_everyone_signs_is_nobodys_alone():
    second_holder("serang", "kasubag")
    run = started("serang")
    response = press("serang.kasubag", run, "ambil")
    assert response.status_code == 403
    assert "ditandatangani setiap perannya" in response.content.decode()


def test_a_claim_ends_when_the_step_is_left(run):
    visit = run.open_visit
    press(ONE, run, "ambil")
    Person(user(ONE)).act(run.page_id, "publish")
    visit.refresh_from_db()
    assert claimer_of(visit) is None
    response = person(ONE).client.post(reverse("sop:claim", args=[visit.pk, "lepas"]))
    assert response.status_code == 409
    with pytest.raises(Stale):
        release(visit.pk, user(ONE))


def test_a_claim_ends_when_the_claimer_loses_the_role(run):
    press(ONE, run, "ambil")
    membership.dismiss(Membership.objects.get(user=user(ONE)), decree_number="9/SK/2026", by=None)
    assert claimer_of(run.open_visit) is None
    assert run.page_title in titles(TWO)  # they are now the only one
    assert run.page_title in titles(TWO, "ambil") + titles(TWO)


def test_a_deputys_claim_ends_with_his_delegation(run):
    deputy = appoint("serang.wakil", role("serang", "admin-kantor"))
    made = delegated(ONE, "serang.wakil")
    assert press("serang.wakil", run, "ambil").status_code == 302
    assert run.events.get(kind="claimed").capacity.startswith("Plh. Admin Website")
    assert claimer_of(run.open_visit) == deputy
    lapse(made)
    assert claimer_of(run.open_visit) is None
    assert run.page_title in titles(TWO, "ambil")


def test_reassigning_wants_somebody(run):
    press(ONE, run, "ambil")
    with pytest.raises(Incomplete):
        reassign(run.open_visit.pk, user(ONE), None)


def test_the_task_page_says_who_took_it_and_lets_one_take_and_release(run):
    address = reverse("sop:task", args=[run.page_id])
    assert press(ONE, run, "ambil", kembali="naskah").url == address
    mine = person(ONE).client.get(address).content.decode()
    assert "Anda ambil" in mine
    assert f'action="{reverse("sop:claim", args=[run.open_visit.pk, "lepas"])}"' in mine
    theirs = person(TWO).client.get(address).content.decode()
    assert f"Diambil {user(ONE)} sejak" in theirs
    assert "Ambil alih …" in theirs
    press(ONE, run, "lepas", kembali="naskah")
    assert "Diambil" not in person(TWO).client.get(address).content.decode()


def test_the_decision_page_says_who_took_it(run):
    press(ONE, run, "ambil")
    links_of = {
        link.user.username: decision_links.address(link) for link in DecisionLink.objects.filter(visit=run.open_visit)
    }
    theirs = person(TWO).client.get(urlsplit(links_of[TWO]).path).content.decode()
    assert f"Diambil {user(ONE)} sejak" in theirs
    assert "Diambil" not in person(ONE).client.get(urlsplit(links_of[ONE]).path).content.decode()


def test_the_way_back_goes_only_to_the_list(run):
    for wanted in ("https://jahat.example/?a=b", "//jahat.example", "bagian=lain&x\x00=1"):
        response = press(ONE, run, "ambil", kembali=wanted, take_over="1")
        if response.status_code == 302:
            assert response.url.startswith("/admin/sop/tugas-saya/")
        press(ONE, run, "lepas")


def test_nobody_claims_what_is_his_alone_from_the_list():
    run = started("rembang", kind="artikel")
    assert holder("rembang", "pengelola-website")
    page = section("rembang.pengelola-website")
    assert run.page_title in page
    assert ">Ambil<" not in page
