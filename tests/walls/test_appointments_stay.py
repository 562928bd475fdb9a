"""A role is lost in one way for all ways: ended by decree on record, never while items would wait for nobody."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from home.demo_offices import bring_on
from messaging.models import OutboxMessage
from news.models import NewsPage
from offices import membership
from offices.models import Membership, OfficeRole
from tests.conftest import appoint, office, person, section, user
from workflows.models import Escalation, SopRun
from workflows.notifications.endings import tell_of_endings

pytestmark = pytest.mark.django_db
ADMIN, KASUBAG = "serang.admin-kantor", "serang.kasubag"


def role(slug: str) -> OfficeRole:
    return OfficeRole.objects.get(office__slug="serang", slug=slug)


def held(who: str = KASUBAG) -> Membership:
    return Membership.objects.get(user__username=who)


def end(who: str = KASUBAG, **fields):
    data = {"decree_number": "9/SK/2026", **fields}
    return person(ADMIN).client.post(f"/admin/sop/orang/delete/{held(who).pk}/", data)


def day(days: int) -> str:
    return f"{timezone.localdate() + timedelta(days=days):%Y-%m-%d}"


def change(**fields):
    one = held()
    form = {"user": one.user_id, "role": one.role_id, "division": one.division_id or "", "decree_number": "1/SK/2025"}
    dates = {"valid_from": one.valid_from.isoformat(), "valid_until": one.valid_until or ""}
    return person(ADMIN).client.post(f"/admin/sop/orang/edit/{one.pk}/", {**form, **dates, **fields})


def waiting(division=None) -> SopRun:
    """An item that waits for the Kasubag and the Kordiv."""
    writer = user("serang.staf")
    page = NewsPage(title="Naskah", kind="artikel", summary="Ringkas.", owner=writer, live=False)
    page.body = [("text", "<p>Isi.</p>")]
    section("serang").add_child(instance=page)
    page.save_revision(user=writer)
    run = bring_on(page, until=2)
    SopRun.objects.filter(pk=run.pk).update(division=division)
    return run


# --- ended, not deleted -----------------------------------------------------------------------------


def test_an_appointment_ends_by_decree_and_stays_in_the_list_with_both():
    appoint("serang.kasubag.dua", role("kasubag"))
    assert end(decree_number=" ").status_code == 422
    assert held().ended_at is None
    assert end().status_code == 302
    one = held()
    assert (one.decree_number, one.ending_decree, one.valid_until) == ("1/SK/2025", "9/SK/2026", None)
    page = person(ADMIN).client.get("/admin/sop/orang/").content.decode()
    assert one.state in page
    history = person(ADMIN).client.get(f"/admin/sop/orang/history/{one.pk}/").content.decode()
    assert "Penugasan diakhiri (9/SK/2026)" in history
    assert str(user(ADMIN)) in history
    assert end().status_code == 404  # once


def test_nobody_ends_another_offices_appointments():
    one = held("banten.kasubag")
    assert person(ADMIN).client.post(f"/admin/sop/orang/delete/{one.pk}/", {"decree_number": "9"}).status_code == 404
    assert held("banten.kasubag").ended_at is None


def test_neither_code_nor_the_superuser_deletes_who_held_what():
    one = held()
    with pytest.raises(PermissionDenied), transaction.atomic():
        one.delete()
    with pytest.raises(PermissionDenied), transaction.atomic():
        Membership.objects.filter(pk=one.pk).delete()
    assert person("root").client.post(f"/admin/users/delete/{one.user_id}/").status_code in (302, 403)
    assert held() == one


def test_changed_dates_leave_what_stood_there_before():
    appoint("serang.kasubag.dua", role("kasubag"))
    assert change(decree_number="2/SK/2026", valid_until=day(90)).status_code == 302
    history = person(ADMIN).client.get(f"/admin/sop/orang/history/{held().pk}/").content.decode()
    assert "«1/SK/2025» menjadi «2/SK/2026»" in history


# --- never while items would wait for nobody -----------------------------------------------------------

WAYS = {
    "ending it": end,
    "a last day that is past": lambda: change(valid_until=day(-1)),
    "a first day that is to come": lambda: change(valid_from=day(9)),
    "another division": lambda: change(division=office("serang").divisions.last().pk),
    "leaving": lambda: person(ADMIN).client.post(
        f"/admin/sop/orang/keluar/?orang={user(KASUBAG).pk}&kantor={office('serang').pk}", {"decree_number": "9"}
    ),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_the_last_holder_for_an_items_division_stays_by_every_way(way):
    first, last = office("serang").divisions.first(), office("serang").divisions.last()
    appoint("serang.kasubag.dua", role("kasubag"), division=last)  # holds the role, but not for this item
    waiting(first)
    answer = way()
    assert answer.status_code in (200, 422)
    assert "Tunjuk penggantinya dulu" in answer.content.decode()
    one = held()
    assert one in Membership.objects.current()
    assert one.division is None


def test_in_code_too():
    waiting()
    one = held()
    with pytest.raises(ValidationError, match="Tunjuk penggantinya"), transaction.atomic():
        membership.dismiss(one, decree_number="9", by=None)
    one.valid_until = timezone.localdate() - timedelta(days=1)
    with pytest.raises(PermissionDenied), transaction.atomic():
        one.save()
    someone = user(KASUBAG)
    someone.is_active = False
    with pytest.raises(PermissionDenied), transaction.atomic():
        someone.save()
    assert held() in Membership.objects.current()


def test_many_accounts_at_once_are_guarded_one_by_one():
    waiting()
    root, mine = person("root").client, user(KASUBAG)
    address = f"/admin/bulk/accounts/user/set_active_state/?id={mine.pk}&next=/admin/users/"
    root.post(address, {"mark_as_active": "False"})
    assert user(KASUBAG).is_active
    appoint("serang.kasubag.dua", role("kasubag"))
    root.post(address, {"mark_as_active": "False"})
    assert not user(KASUBAG).is_active
    assert user(KASUBAG).session_epoch > mine.session_epoch


def test_where_another_holds_it_for_the_items_division_one_may_go():
    division = office("serang").divisions.first()
    appoint("serang.kasubag.dua", role("kasubag"), division=division)
    waiting(division)
    assert end().status_code == 302


# --- and somebody hears of it in time --------------------------------------------------------------------


def told(who: str = ADMIN) -> list[str]:
    return list(OutboxMessage.objects.filter(user=user(who), reason="ending").values_list("subject", flat=True))


def at(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


def test_a_decree_without_successor_is_told_fourteen_seven_and_one_day_before():
    Membership.objects.filter(pk=held().pk).update(valid_until=day(30))
    counted = []
    for days in (0, 15, 16, 17, 22, 23, 24, 28, 29, 30):
        tell_of_endings(at(days))
        counted.append(len(told()))
    assert counted == [0, 0, 1, 1, 1, 2, 2, 2, 3, 3]
    assert "tanpa pemegang mulai" in told()[0]


def test_with_a_successor_from_the_day_after_nobody_is_troubled():
    Membership.objects.filter(pk=held().pk).update(valid_until=day(5))
    successor = appoint("serang.kasubag.dua", role("kasubag"))
    Membership.objects.filter(user=successor).update(valid_from=day(6))
    assert tell_of_endings() == 0


def test_items_that_wait_for_nobody_are_told_once_a_day_however_it_came():
    waiting()
    Membership.objects.filter(pk=held().pk).update(valid_until=day(-1))
    assert tell_of_endings() == 1
    assert tell_of_endings() == 0
    assert "1 naskah menunggu" in told()[0]


def test_an_office_without_admin_is_headquarters_matter():
    Membership.objects.filter(pk=held(ADMIN).pk).update(valid_until=day(1))
    tell_of_endings()
    assert any("Admin" in subject for subject in told("pusat.admin"))


def test_the_superior_hears_of_it_too():
    Escalation.objects.create(role=role("kasubag"), superior=role("kordiv"))
    Membership.objects.filter(pk=held().pk).update(valid_until=day(3))
    tell_of_endings()
    found = OutboxMessage.objects.filter(reason="ending").values_list("user__username", flat=True)
    assert set(found) == {ADMIN, "serang.kordiv"}


@pytest.mark.parametrize("impossible", ["0001-01-01", "1990-01-01", "9999-12-31"])
def test_a_decree_has_a_year_that_can_be(impossible):
    before = held().valid_from
    assert "tidak mungkin. Periksa tahun" in change(valid_from=impossible).content.decode()
    assert held().valid_from == before


def test_the_log_of_an_appointment_names_only_what_changed():
    for _ in range(2):
        change(decree_number="9/SK/2026", valid_from=f"{held().valid_from:%Y-%m-%d}")
    (entry,) = ModelLogEntry.objects.filter(action="workflows.membership.change", object_id=str(held().pk))
    assert list(entry.data["fields"].values()) == [["1/SK/2025", "9/SK/2026"]]
