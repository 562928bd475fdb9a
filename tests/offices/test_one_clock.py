"""One place says what day and hour it is where an office is, and everything of the office agrees with it."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.urls import resolve, reverse
from django.utils import timezone

from desk.clock import zone_for
from home.walking import Person
from messaging.models import OutboxMessage
from messaging.models.outbox import Told
from news.models import NewsPage
from offices import office_time
from offices.models import Delegation, Membership, Office, OfficeRole
from offices.role_holders import held_at
from tests.clockwork import set_now
from tests.conftest import draft, holder, office, section, started, user
from tests.world import appoint
from workflows.models import StepVisit
from workflows.notifications.endings import tell_of_endings

ROOT = Path(__file__).resolve().parents[2]
APPS = (
    *("accounts", "desk", "workflows", "offices", "sops", "news", "home", "search", "operations", "site_kpu"),
    "text",
)
ASKING = re.compile(
    r"localdate|date\.today|localtime\(|datetime\.(now|today)|utcnow|current_timezone|timezone\.override|ZoneInfo\("
)
MAY = {"offices/office_time.py", "offices/clock.py", "home/serving.py"}
"""The clock itself; the working calendar, a plain value with a zone of its own; where a request's zone ends."""


def test_nobody_else_asks_a_clock_for_a_day():
    asking = set()
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" not in path.parts and ASKING.search(path.read_text(encoding="utf-8")):
                asking.add(str(path.relative_to(ROOT)))
    assert asking == MAY


def test_an_hour_is_never_shown_without_its_zone():
    bare = []
    for path in [*ROOT.glob("*/templates/**/*.html"), *ROOT.glob("*/templates/**/*.txt")]:
        bare += re.findall(r"\|date:\"[^\"]*H\.i\"", path.read_text(encoding="utf-8"))
    assert bare == []


@pytest.fixture
def east(monkeypatch, db):
    """An office in WIT, a quarter of an hour into a new year there; the server still has the old one."""
    set_now(monkeypatch, "2026-12-31 22.15")
    Office.objects.filter(slug="serang").update(time_zone="Asia/Jayapura")
    return office("serang")


def test_now_and_today(east):
    assert (east.today(), east.zone_name) == (date(2027, 1, 1), "WIT")
    assert office_time.today_at_headquarters() == date(2026, 12, 31)
    assert office_time.said(timezone.now(), east) == "1 Januari 2027, 00.15 WIT"
    with office_time.at(east):
        assert office_time.here() == date(2027, 1, 1)


def test_register_year_is_the_offices(east):
    assert started("serang").register_year == 2027
    assert started("rembang").register_year == 2026


def test_appointments_and_deputies_begin_and_end_with_its_day(east):
    role = OfficeRole.objects.get(office=east, slug="staf")
    ends, begins = Membership.objects.filter(role=role).first(), user("serang.kasubag")
    Membership.objects.filter(pk=ends.pk).update(valid_until=date(2026, 12, 31))
    assert ends not in Membership.objects.current()
    assert ends not in Membership.objects.standing()
    assert ends in Membership.objects.current(date(2026, 12, 31))
    Membership.objects.create(user=begins, role=role, decree_number="1", valid_from=date(2027, 1, 1))
    assert any(held.role == role for held in held_at(begins, east))
    lent = Delegation.objects.create(
        office=east,
        principal=begins,
        deputy=user("serang.admin-website"),
        capacity="plh",
        letter_number="2",
        starts_on=date(2027, 1, 1),
        ends_on=date(2027, 1, 2),
    )
    assert lent in Delegation.objects.current()
    assert lent.state == "Berlaku"
    Office.objects.filter(pk=east.pk).update(time_zone="Asia/Jakarta")
    assert lent not in Delegation.objects.current()
    assert ends in Membership.objects.current()


def test_an_ending_is_told_by_its_day(east):
    role = OfficeRole.objects.get(office=east, slug="staf")
    Membership.objects.filter(role=role).update(valid_until=date(2027, 1, 8))  # seven days there, eight at the server
    assert tell_of_endings() > 0


def test_a_new_text_is_dated_by_its_day(east):
    form = Person(user("serang.staf")).client.get(
        reverse("wagtailadmin_pages:add", args=["news", "newspage", section("serang").pk])
    )
    assert 'value="01/01/2027"' in form.content.decode()


def test_every_screen_of_the_office_says_one_hour(east, client):
    run = started("serang")
    said, elsewhere = "00.15 WIT", ("22.15", "00.15 WIB", "15.15")
    staff = holder("serang", "staf").client
    addresses = [reverse("sop:task", args=[run.page_id]), reverse("sop:sheet", args=[run.pk]), "/admin/register/"]
    for address in [*addresses, reverse("sop:my_tasks") + "?bagian=diputuskan"]:
        html = staff.get(address).content.decode()
        assert not any(hour in html for hour in elsewhere), address
        if "lembar" not in address:
            assert said in html or "bagian" in address, address


@pytest.mark.parametrize("screen", ["history", "edit"])
def test_a_screen_about_a_page_is_at_its_offices_time(east, screen):
    texts = {"serang": draft("serang"), "rembang": draft("rembang")}
    both = appoint("dua.kantor", OfficeRole.objects.get(office=east, slug="admin-kantor"))
    appoint("dua.kantor", OfficeRole.objects.get(office__slug="rembang", slug="admin-kantor"))
    for who in (both, user("pusat.admin"), user("root")):
        for slug, zone in (("serang", "WIT"), ("rembang", "WIB")):
            address = reverse(f"wagtailadmin_pages:{screen}", args=[texts[slug].pk])
            html = Person(who).client.get(address).content.decode()
            assert f'data-called="{zone}"' in html, (who, slug)
            assert f'data-zone="{office(slug).time_zone}"' in html, (who, slug)


def test_claims_hand_overs_and_notifications_are_at_the_time_of_the_item(east):
    run, me = started("serang"), user("pusat.admin")
    visit = run.visits.get(finished_at=None)
    StepVisit.objects.filter(pk=visit.pk).update(claimed_by=user("serang.kasubag"), claimed_at=timezone.now())
    for name, args in (("claim", [visit.pk, "ambil"]), ("handover", [run.pk, "whatsapp"])):
        match = resolve(reverse(f"sop:{name}", args=args))
        assert zone_for(me, match.kwargs) == east.time_zone, name
    for slug in ("serang", "rembang"):
        OutboxMessage.objects.create(
            office=office(slug), user=me, reason=Told.INFORMED, subject=slug, created_at=timezone.now()
        )
    html = Person(me).client.get(reverse("sop:inbox")).content.decode()
    assert "1 Januari 2027, 00.15 WIT" in html
    assert "31 Desember 2026, 22.15 WIB" in html


def test_headquarters_sees_whose_hour_it_is(east):
    started("serang")
    started("rembang")
    html = holder("pusat", "admin").client.get("/admin/register/").content.decode()
    assert "00.15 WIT" in html
    assert "22.15 WIB" in html


def test_the_public_site_is_at_the_offices_time(east, client, monkeypatch):
    page = draft("serang")
    NewsPage.objects.filter(pk=page.pk).update(live=True, listed_at=timezone.now(), first_published_at=timezone.now())
    response = client.get(f"/berita/{page.slug}/", headers={"host": "serang.localhost"})
    assert "1 Januari 2027, 00.15 WIT" in response.content.decode()
    assert timezone.get_current_timezone_name() == "Asia/Jakarta"  # and nothing of it is left behind


@pytest.mark.parametrize("zone", office_time.ZONES)
def test_zones_are_those_offices_may_have(zone):
    assert zone in Office.Zone.values
    assert len(Office.Zone.values) == len(office_time.ZONES)
    assert office_time.zone_name(zone) in ("WIB", "WITA", "WIT")
