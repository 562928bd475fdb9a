"""Joining and leaving an office: one act each, by the office's own admin, on record; and a lost second factor."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from accounts.api_keys import ApiKey
from offices.models import Membership, OfficeRole
from tests.conftest import office, person, second_holder, started, user
from tests.offices.test_delegations import delegated
from tests.world import appoint

pytestmark = pytest.mark.django_db
ADMIN = "serang.admin-kantor"


def address(act: str, who: str, where: str = "serang") -> str:
    return f"/admin/sop/orang/{act}/?orang={user(who).pk}&kantor={office(where).pk}"


def leave(who: str, where: str = "serang", by: str = ADMIN, **fields):
    return person(by).client.post(address("keluar", who, where), {"decree_number": "9/SK/2026", **fields})


def join(by: str = ADMIN, **fields):
    role = OfficeRole.objects.get(office__slug="serang", slug="staf")
    facts = {"role": role.pk, "decree_number": "8/SK/2026", "valid_from": f"{timezone.localdate():%d/%m/%Y}"}
    return person(by).client.post("/admin/sop/orang/new/", {**facts, **fields})


def roles_of(who: str) -> set[str]:
    return {held.role.slug for held in Membership.objects.current().filter(user__username=who)}


def test_joining_makes_account_and_role_in_one_act():
    answer = join(new_username="serang.baru", new_name="Orang Baru", new_email="baru@example.id")
    assert answer.status_code == 302
    assert roles_of("serang.baru") == {"staf"}
    history = person(ADMIN).client.get(f"/admin/sop/orang/history/{user('serang.baru').memberships.get().pk}/")
    assert user(ADMIN).get_full_name() in history.content.decode()


def test_leaving_ends_everything_in_one_act_and_stays_on_record():
    appoint("serang.staf", OfficeRole.objects.get(office__slug="serang", slug="admin-website"))
    second_holder("serang", "staf")
    second_holder("serang", "admin-website")
    ApiKey.objects.create(
        user=user("serang.staf"), name="agenda", digest="x", expires_at=timezone.now() + timedelta(days=9)
    )
    client = person("serang.staf").client
    assert client.get("/admin/").status_code == 200
    assert leave("serang.staf").status_code == 302
    assert roles_of("serang.staf") == set()
    gone = user("serang.staf")
    assert not gone.is_active
    assert not gone.groups.filter(office_role__isnull=False).exists()
    assert ApiKey.objects.get(user=gone).revoked_at
    assert client.get("/admin/").status_code == 302
    ended = gone.memberships.first()
    assert (ended.ending_decree, ended.valid_until) == ("9/SK/2026", None)
    assert ended.ended_at
    history = person(ADMIN).client.get(f"/admin/sop/orang/history/{ended.pk}/").content.decode()
    assert "Penugasan diakhiri" in history
    assert user(ADMIN).get_full_name() in history


def test_a_role_begun_and_ended_today_stays_on_record():
    assert join(new_username="serang.baru", new_name="Orang Baru", new_email="baru@example.id").status_code == 302
    assert leave("serang.baru").status_code == 302
    assert user("serang.baru").memberships.get().state.startswith("Diakhiri")
    assert not user("serang.baru").is_active


def test_who_works_in_another_office_too_keeps_the_account():
    second_holder("serang", "staf")
    appoint("serang.staf", OfficeRole.objects.get(office__slug="banten", slug="kasubag"))
    assert leave("serang.staf").status_code == 302
    assert user("serang.staf").is_active
    assert roles_of("serang.staf") == {"kasubag"}


def test_the_last_holder_of_a_role_items_wait_for_stays():
    run = started("serang")
    waited_for = run.open_visit.waiting_for.first()
    holder = Membership.objects.current().filter(role=waited_for).get().user
    answer = leave(holder.username)
    assert answer.status_code == 422
    assert "Tunjuk penggantinya dulu" in answer.content.decode()
    assert waited_for.slug in roles_of(holder.username)
    assert user(holder.username).is_active


def test_two_memberships_of_one_person_are_one_holder():
    run = started("serang")
    waited_for = run.open_visit.waiting_for.first()
    holder = Membership.objects.current().filter(role=waited_for).get().user
    appoint(holder.username, waited_for, division=run.office.divisions.first())
    assert leave(holder.username).status_code == 422


def test_what_was_lent_to_and_by_the_person_ends():
    second_holder("serang", "kasubag")
    second_holder("serang", "staf")
    by_him = delegated("serang.kasubag", "serang.staf")
    assert leave("serang.kasubag").status_code == 302
    by_him.refresh_from_db()
    assert by_him.revoked_by == user(ADMIN)
    assert "kasubag" not in {group.office_role.slug for group in user("serang.staf").groups.all()}


def test_without_a_decree_nothing_ends():
    second_holder("serang", "staf")
    answer = leave("serang.staf", decree_number=" ")
    assert answer.status_code == 422
    assert "Isi nomor SK atau surat" in answer.content.decode()
    assert roles_of("serang.staf") == {"staf"}


def test_who_left_joins_another_office_through_headquarters():
    second_holder("serang", "staf")
    leave("serang.staf")
    role = OfficeRole.objects.get(office__slug="banten", slug="kasubag")
    gone = user("serang.staf")
    assert join("banten.admin-kantor", user=gone.pk, role=role.pk).status_code == 200
    assert not user("serang.staf").is_active
    assert join("pusat.admin", user=gone.pk, role=role.pk).status_code == 302
    assert user("serang.staf").is_active
    assert roles_of("serang.staf") == {"kasubag"}


@pytest.mark.parametrize("act", ["keluar", "langkah-kedua"])
@pytest.mark.parametrize(
    ("by", "status"),
    [("banten.admin-kantor", 404), ("serang.kasubag", 404), (ADMIN, 302), ("pusat.admin", 302), ("root", 302)],
)
def test_each_office_its_own_people(act, by, status):
    second_holder("serang", "staf")
    answer = person(by).client.post(address(act, "serang.staf"), {"decree_number": "9/SK/2026"})
    assert answer.status_code == status


@pytest.mark.parametrize(
    "query", ["", "?orang=1", "?orang=x&kantor=1", "?orang=99999999999999999999&kantor=1", "?orang=%00&kantor=1"]
)
def test_nobody_in_particular_is_not_found(query):
    assert person(ADMIN).client.get(f"/admin/sop/orang/keluar/{query}").status_code == 404


def test_another_offices_person_through_ones_own_office():
    mixed = f"/admin/sop/orang/keluar/?orang={user('banten.kasubag').pk}&kantor={office('serang').pk}"
    assert person(ADMIN).client.post(mixed, {"decree_number": "1"}).status_code == 404


def test_a_lost_factor_is_taken_away_and_the_sessions_with_it():
    Authenticator.objects.create(user=user("serang.staf"), type=Authenticator.Type.TOTP, data={"secret": "x"})
    client = person("serang.staf").client
    page = person(ADMIN).client.get(address("langkah-kedua", "serang.staf")).content.decode()
    assert "kehilangan ponsel" in page
    assert f"Atur ulang langkah kedua: {user('serang.staf')}" in page
    assert person(ADMIN).client.post(address("langkah-kedua", "serang.staf")).status_code == 302
    assert not Authenticator.objects.filter(user__username="serang.staf").exists()
    assert client.get("/admin/").status_code == 302


def test_nobody_takes_away_his_own():
    answer = person(ADMIN).client.post(address("langkah-kedua", ADMIN))
    assert answer.status_code == 422


def test_the_list_of_people_leads_to_both():
    page = person(ADMIN).client.get("/admin/sop/orang/").content.decode()
    assert "/admin/sop/orang/keluar/?orang=" in page
    assert "/admin/sop/orang/langkah-kedua/?orang=" in page
