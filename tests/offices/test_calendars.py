"""Calendars of offices: holidays, hours, seasons and piket as rows, who may set them, and what follows at once."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from offices.calendars import calendar_of, described, due_at, national_holidays, read_calendars
from offices.clock import RAMADAN_WEEK, USUAL_WEEK, between, is_open, minutes_of
from offices.models import CalendarDay, Office, WorkingHours
from tests.clockwork import set_now, wib
from tests.conftest import office, person, started
from tests.world import SLUGS

pytestmark = pytest.mark.django_db

CLOSED, PIKET, WORKS = CalendarDay.Kind.CLOSED, CalendarDay.Kind.PIKET, CalendarDay.Kind.WORKS


@pytest.fixture(autouse=True)
def in_november(monkeypatch):
    set_now(monkeypatch, "2026-11-26 09.00")


def minutes_on(day: str, slug: str = "rembang") -> int:
    return minutes_of(calendar_of(office(slug)).hours(date.fromisoformat(day)))


def put_day(day: str, kind: str, *, slug: str | None = "rembang", hours: str = "", name: str = "Uji") -> CalendarDay:
    row = CalendarDay(office=office(slug) if slug else None, day=date.fromisoformat(day), kind=kind, hours=hours)
    row.name = name
    row.full_clean()
    row.save()
    return row


# --- what the calendar is made of ------------------------------------------------------------------


def test_national_holidays_and_cuti_bersama_have_indonesian_names():
    names = national_holidays(2026)
    assert names[date(2026, 8, 17)] == "Hari Kemerdekaan Republik Indonesia"
    assert names[date(2026, 12, 24)].startswith("Cuti Bersama")
    assert minutes_on("2026-12-24") == minutes_on("2026-08-17") == 0


def test_an_office_without_rows_has_the_hours_of_the_perpres_in_its_zone():
    for zone, opening in (("Asia/Jakarta", "07.30"), ("Asia/Makassar", "06.30"), ("Asia/Jayapura", "05.30")):
        Office.objects.filter(slug="banten").update(time_zone=zone)
        assert calendar_of(office("banten")).week == USUAL_WEEK
        assert is_open(calendar_of(office("banten")), wib(f"2026-11-26 {opening}"))


def test_ramadan_has_its_own_hours_everywhere_until_an_office_says_otherwise():
    WorkingHours.objects.all().delete()
    WorkingHours.objects.create(
        name="Ramadan 1448 H",
        first_day=date(2027, 2, 8),
        last_day=date(2027, 3, 9),
        **dict.fromkeys(("monday", "tuesday", "wednesday", "thursday"), "08.00–12.00, 12.30–15.00"),
        friday="08.00–11.30, 12.30–15.30",
    )
    calendar = calendar_of(office("rembang"))
    assert calendar.hours(date(2027, 2, 15)) == RAMADAN_WEEK[0]
    assert calendar.hours(date(2027, 2, 5)) != RAMADAN_WEEK[4]
    WorkingHours.objects.create(
        office=office("rembang"), name="Ramadan kami", first_day=date(2027, 2, 8), last_day=date(2027, 3, 9)
    )
    assert calendar_of(office("rembang")).hours(date(2027, 2, 15)) == USUAL_WEEK[0]
    assert calendar_of(office("serang")).hours(date(2027, 2, 15)) == RAMADAN_WEEK[0]
    assert described(office("rembang")).season_on(date(2027, 2, 15)) == "Ramadan kami"


@pytest.mark.usefixtures("db")
def test_a_new_installation_knows_ramadan():
    rows = {row.name.split(" (")[0]: row for row in WorkingHours.objects.filter(office=None)}
    assert rows["Ramadan 1447 H"].first_day == date(2026, 2, 19)
    assert rows["Ramadan 1448 H"].week == RAMADAN_WEEK


def test_local_days_close_open_and_add_and_the_offices_word_counts_most():
    put_day("2026-12-01", CLOSED)
    put_day("2026-12-05", PIKET, hours="08.00-12.00")  # a Saturday
    put_day("2026-12-02", PIKET, hours="15.00-20.00")  # beside the usual hours, overlapping them
    put_day("2026-12-24", WORKS)
    put_day("2026-12-25", CLOSED, hours="09.00-10.00")
    assert minutes_on("2026-12-01") == 0
    assert minutes_on("2026-12-05") == 240
    assert minutes_on("2026-12-02") == 450 + 240
    assert minutes_on("2026-12-24") == 450
    assert minutes_on("2026-12-25") == 60
    assert [minutes_on(day, "serang") for day in ("2026-12-01", "2026-12-24")] == [450, 0]
    put_day("2026-12-03", CLOSED, slug=None, name="Cuti bersama tambahan")
    put_day("2026-12-03", WORKS)
    assert (minutes_on("2026-12-03"), minutes_on("2026-12-03", "serang")) == (450, 0)


def test_calendars_of_all_offices_cost_two_queries():
    put_day("2026-12-01", CLOSED)
    offices = list(Office.objects.all())
    with CaptureQueriesContext(connection) as captured:
        read_calendars(offices)
        assert len({calendar_of(one).zone for one in offices}) == 1
    assert len(captured) == 2
    assert len(offices) == len(SLUGS)


def test_due_times_of_waiting_steps_follow_an_edit_at_once(monkeypatch):
    set_now(monkeypatch, "2026-11-26 15.58")
    run = started("rembang")
    visit = run.open_visit
    assert visit.due_at == wib("2026-11-27 07.33")
    row = put_day("2026-11-27", CLOSED)
    visit.refresh_from_db()
    assert visit.due_at == wib("2026-11-30 07.33")
    row.delete()
    visit.refresh_from_db()
    assert visit.due_at == wib("2026-11-27 07.33")
    put_day("2026-11-27", CLOSED, slug=None)
    visit.refresh_from_db()
    assert visit.due_at == wib("2026-11-30 07.33")
    rembang = office("rembang")
    rembang.time_zone = "Asia/Makassar"
    rembang.save()
    visit.refresh_from_db()
    assert visit.due_at == wib("2026-11-30 06.35")  # 16.58 in Makassar: after hours


def test_an_office_that_never_opens_has_no_due_time_and_breaks_nothing():
    WorkingHours.objects.all().delete()  # Ramadan's hours would open it
    WorkingHours.objects.create(
        office=office("rembang"),
        name="Tutup",
        **dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), ""),
    )
    assert due_at(office("rembang"), wib("2026-11-26 09.00"), 30) is None
    run = started("rembang")
    assert run.open_visit.due_at is None
    assert person("rembang.sekretaris").client.get(f"/admin/sop/tugas/{run.page_id}/").status_code == 200


# --- what may be written ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "at", "word"),
    [
        ({"monday": "pagi"}, "monday", "tidak terbaca"),
        ({"first_day": "2026-12-01"}, "last_day", "kedua tanggal"),
        ({"first_day": "2026-12-09", "last_day": "2026-12-01"}, "last_day", "lebih awal"),
        ({"first_day": "2027-02-10", "last_day": "2027-02-11", "office": None}, "first_day", "Bertumpang"),
        (dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), ""), "monday", "tidak pernah buka"),
    ],
)
def test_impossible_hours_are_refused_beside_their_field(fields, at, word):
    given = {"office": office("rembang"), "name": "Uji", **fields}
    for name in ("first_day", "last_day"):
        if given.get(name):
            given[name] = date.fromisoformat(given[name])
    with pytest.raises(ValidationError) as refused:
        WorkingHours(**given).full_clean()
    assert word in " ".join(refused.value.message_dict[at])


def test_a_day_is_set_once_per_office_and_once_for_all():
    put_day("2026-12-01", CLOSED)
    put_day("2026-12-01", CLOSED, slug="serang")
    put_day("2026-12-01", CLOSED, slug=None)
    for slug in ("rembang", None):
        with pytest.raises(ValidationError, match="sudah diatur"):
            put_day("2026-12-01", WORKS, slug=slug)
    with pytest.raises(ValidationError, match="jam piket"):
        put_day("2026-12-02", PIKET)


# --- screens ---------------------------------------------------------------------------------------

HOURS, DAYS, ESCALATION = "/admin/sop/jam-kerja/", "/admin/sop/hari-libur/", "/admin/sop/eskalasi/"


def post_day(who: str, **fields):
    given = {"day": "2026-12-01", "kind": "libur", "name": "Hari jadi", "hours": "", **fields}
    return person(who).client.post(f"{DAYS}new/", given)


def test_an_office_admin_sets_days_of_his_own_office_alone():
    own, other = office("rembang"), office("serang")
    assert post_day("rembang.admin-kantor", office=own.pk).status_code == 302
    assert post_day("rembang.admin-kantor", office=other.pk).status_code == 200  # not a choice
    assert post_day("rembang.admin-kantor", office="").status_code == 200
    assert post_day("rembang.sekretaris", office=own.pk).status_code == 302  # away: no permission
    assert list(CalendarDay.objects.values_list("office", "day")) == [(own.pk, date(2026, 12, 1))]


def test_headquarters_sets_days_of_all_offices_and_office_admins_only_see_their_own():
    assert post_day("pusat.admin", office="").status_code == 302
    general = CalendarDay.objects.get(office=None)
    local = put_day("2026-12-02", CLOSED, slug="serang", name="Hari jadi Serang")
    shown = person("rembang.admin-kantor").client.get(DAYS).content.decode()
    assert "Hari jadi" not in shown
    for row in (general, local):
        for view in ("edit", "delete", "history", "usage"):
            assert person("rembang.admin-kantor").client.get(f"{DAYS}{view}/{row.pk}/").status_code in (302, 404)
    assert "Semua kantor" in person("pusat.admin").client.get(DAYS).content.decode()


@pytest.mark.parametrize("address", [HOURS, DAYS, ESCALATION])
def test_each_screen_opens_for_admins_and_for_nobody_else(address):
    for view in ("", "new/"):
        assert person("rembang.admin-kantor").client.get(f"{address}{view}").status_code == 200
        assert person("pusat.admin").client.get(f"{address}{view}").status_code == 200
        assert person("rembang.sekretaris").client.get(f"{address}{view}").status_code == 302


def test_unreadable_hours_come_back_with_what_was_typed():
    client = person("rembang.admin-kantor").client
    form = {"office": office("rembang").pk, "name": "Jam kami", "monday": "setengah delapan"}
    shown = client.post(f"{HOURS}new/", form).content.decode()
    assert "tidak terbaca" in shown
    assert 'value="setengah delapan"' in shown
    assert client.post(f"{HOURS}new/", {**form, "monday": "08.00-12.00"}).status_code == 302
    assert minutes_on("2026-11-30") == 240


def test_the_month_shows_what_the_clock_sees():
    put_day("2026-11-28", PIKET, hours="08.00-12.00", name="Piket hitung suara")
    client = person("rembang.sekretaris").client
    shown = client.get("/admin/sop/kalender/?bulan=2026-11").content.decode()
    assert "Piket hitung suara" in shown
    assert "07.30–11.30, 13.00–16.30" in shown
    assert "22 hari buka, 161,5 jam kerja" in shown
    december = client.get("/admin/sop/kalender/?bulan=2026-12").content.decode()
    assert "Cuti Bersama Hari Raya Natal" in december
    assert "Ramadan 1448 H" in client.get("/admin/sop/kalender/?bulan=2027-02").content.decode()


@pytest.mark.parametrize("query", ["bulan=x", "bulan=9999-12", "bulan=0001-01", "bulan=%00", "bulan=2026-13"])
def test_any_month_asked_for_is_answered(query):
    assert person("rembang.sekretaris").client.get(f"/admin/sop/kalender/?{query}").status_code == 200


@pytest.mark.parametrize("wanted", ["serang", "x", "999999999999999999999", "%00"])
def test_the_month_of_another_office_is_closed(wanted):
    pk = office("serang").pk if wanted == "serang" else wanted
    answer = person("rembang.sekretaris").client.get(f"/admin/sop/kalender/?kantor={pk}")
    assert answer.status_code in (302, 403)


def test_the_zone_of_the_calendar_is_that_of_the_office():
    calendar = calendar_of(office("rembang"))
    assert calendar.tz == ZoneInfo("Asia/Jakarta")
    assert between(calendar, wib("2026-11-26 07.30"), wib("2026-11-26 16.00")) == 450
