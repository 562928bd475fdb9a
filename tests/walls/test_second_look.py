"""What a second attacker found: checks made up for unseen, a record that names half, an office without its admin."""

from contextlib import suppress

import pytest
from django.test import Client
from django.urls import reverse

from accounts.api_keys import ApiKey
from accounts.names import plain_name
from home.walking import Refusal
from offices.models import Membership
from tests.conftest import draft, holder, person, starter, user
from tests.walls.test_appointments_stay import role
from workflows.actions.archive import _link_faults
from workflows.models import Debt

pytestmark = pytest.mark.django_db
REASON = {"ground": "serta-merta", "remark": "Banjir menutup TPS, warga harus segera tahu."}


@pytest.fixture
def hurried():
    """An item of Serang that went live by the emergency lane, its joint check owed."""
    run = starter("serang").act(draft("serang").pk, "start")
    for act, fields in (("emergency", REASON), ("publish", {})):
        for who in ("admin-website", "kordiv", "staf"):
            with suppress(Refusal):
                run = holder("serang", who).act(run.page_id, act, **fields)
                break
    assert run.published_at
    return run


@pytest.mark.parametrize(("seen", "status"), [("", 422), ("1.2.deadbeefdeadbeef", 409)])
def test_a_check_is_made_up_for_on_what_was_seen(hurried, seen, status):
    form = {"seen": seen, "run": hurried.pk, "verdict": "ya", "inputs-2": "Konsep Informasi"}
    answer = person("serang.kordiv").client.post(f"/admin/sop/tugas/{hurried.page_id}/settle/2/", form)
    assert answer.status_code == status
    assert Debt.objects.get(run=hurried, step_number=2).signatures == {}


def test_everyone_who_made_up_for_it_is_named(hurried):
    for slug in ("kordiv", "kasubag"):
        holder("serang", slug).act(
            hurried.page_id, "settle", target=2, verdict="ya", **{"inputs-2": "Konsep Informasi"}
        )
    sheet = person("serang.staf").client.get(reverse("sop:sheet", args=[hurried.pk])).content.decode()
    assert f"{user('serang.kordiv')} dan {user('serang.kasubag')}" in sheet


def test_the_last_admin_of_an_office_is_ended_by_headquarters_only():
    held = Membership.objects.current().get(role=role("admin-kantor"))
    address, decree = f"/admin/sop/orang/delete/{held.pk}/", {"decree_number": "9"}
    answer = person("serang.admin-kantor").client.post(address, decree)
    assert "satu-satunya" in answer.content.decode()
    assert Membership.objects.current().filter(pk=held.pk).exists()
    person("pusat.admin").client.post(address, decree)
    assert not Membership.objects.current().filter(pk=held.pk).exists()


def test_who_holds_no_role_is_told_so():
    Membership.objects.filter(user=user("serang.staf")).update(ended_at="2026-01-01T00:00Z")
    user("serang.staf").groups.clear()
    client = Client()
    client.force_login(user("serang.staf"))
    answer = client.get("/admin/", follow=True)
    assert answer.status_code == 403
    assert "tidak memegang peran" in answer.content.decode()


def test_keys_end_with_the_password():
    kabag = user("banten.kabag")
    ApiKey.objects.create(user=kabag, name="Uji", digest="x" * 64, expires_at="2099-01-01T00:00Z")
    kabag.set_password("Kata-sandi-yang-lain-7")
    kabag.save()
    assert not ApiKey.objects.filter(user=kabag, revoked_at=None).exists()


def test_a_comment_is_as_long_as_a_remark_at_most():
    answer = person("serang.staf").client.post("/admin/pages/1/edit/", {"comments-0-text": "x" * 5001})
    assert answer.status_code == 400
    assert "5.001" in answer.content.decode()


@pytest.mark.parametrize(
    ("channel", "url", "taken"),
    [
        ("instagram", "https://www.instagram.com/p/1", True),
        ("x", "https://twitter.com/kpu/status/1", True),
        ("lain", "https://contoh.id/kiriman", True),
        ("instagram", "https://www.instagram.com@evil.example/p", False),
        ("facebook", "http://127.0.0.1/", False),
        ("x", "https://evil.example/x.com", False),
        ("lain", "https://instagram.com\\@evil.example/", False),
        ("lain", "http://10.0.0.1/a", False),
    ],
)
def test_an_archived_link_leads_to_its_network(channel, url, taken):
    assert (_link_faults({channel: url}) == {}) is taken


@pytest.mark.parametrize("name", ["-1", "99999999999999999999", "1e309", "0001-01-01"])
def test_a_name_has_letters(name):
    with pytest.raises(Exception, match="huruf"):
        plain_name(name)
