"""Tugas Saya: what stands in which section, for whom, in what order, and what the filter leaves."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from home.walking import Person
from offices.models import Delegation, Division, Membership
from tests.conftest import draft, holder, person, second_holder, started, walk_to
from tests.offices.test_delegations import delegated, lapse, role
from tests.world import appoint
from workflows.models import StepVisit
from workflows.models.task_lists import Desk

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/sop/tugas-saya/"


def section(who: Any, name: str = "menunggu", **query: Any) -> str:
    """The main part of the page as text, without the menus."""
    client = person(who).client if isinstance(who, str) else who.client
    response = client.get(ADDRESS, {"bagian": name, **query})
    assert response.status_code == 200
    return response.content.decode().split("<main", 1)[1]


def titles(who: Any, name: str = "menunggu", **query: Any) -> list[str]:
    rows = section(who, name, **query).split('aria-labelledby="sop-rows"', 1)[1].split('aria-labelledby="sop-own"')[0]
    return re.findall(r'sop-row__title" href="[^"]+">([^<]+)</a>', rows)


def test_an_item_waits_for_the_only_holder_and_is_with_others_for_the_rest():
    run = started("serang")
    assert run.page_title in titles("serang.kasubag")
    assert run.page_title in titles("serang.kordiv")
    for name in ("serang.staf", "serang.admin-website"):
        assert run.page_title not in titles(name)
        assert run.page_title in titles(name, "lain")
    assert run.page_title not in titles("serang.kasubag", "lain")
    others = section("serang.staf", "lain")
    assert str(holder("serang", "kasubag").user) in others
    assert str(holder("serang", "kordiv").user) in others


def test_an_item_of_a_shared_role_can_be_taken_by_each():
    second_holder("serang", "admin-website")
    run = walk_to(started("serang"), 4)
    for name in ("serang.admin-website", "serang.admin-website.dua"):
        assert run.page_title in titles(name, "ambil")
        assert run.page_title not in titles(name)


def test_kordivs_of_different_divisions_do_not_share():
    divisions = Division.objects.filter(office__slug="serang")
    law, social = divisions.get(name="Divisi Hukum"), divisions.get(name="Divisi Sosialisasi")
    Membership.objects.filter(role=role("serang", "kordiv")).update(division=law)
    other = appoint("serang.kordiv.dua", role("serang", "kordiv"), division=social)
    run = started("serang", division=law.pk)
    assert run.page_title in titles("serang.kordiv")
    assert run.page_title in titles(Person(other), "lain")
    assert run.page_title not in titles(Person(other)) + titles(Person(other), "ambil")


def test_overdue_comes_first_and_what_has_no_due_time_last():
    runs = [started("serang") for _ in range(4)]
    now = timezone.now()
    dues = [None, now + timedelta(hours=3), now - timedelta(hours=3), now + timedelta(hours=1)]
    for run, due in zip(runs, dues, strict=True):
        StepVisit.objects.filter(run=run, finished_at__isnull=True).update(due_at=due)
    wanted = [runs[number].page_title for number in (2, 3, 1, 0)]
    assert [title for title in titles("serang.kasubag") if title in wanted] == wanted
    assert "Lewat tenggat" in section("serang.kasubag")


def test_what_four_eyes_forbid_is_shown_with_the_reason():
    appoint("rembang.pengampu-konsep", role("rembang", "sekretaris"))
    run = walk_to(started("rembang", kind="artikel"), 5)
    page = section("rembang.pengampu-konsep", "ambil")
    assert run.page_title in page
    assert "tidak dapat memeriksanya sendiri" in page
    assert "sop-row--barred" in page


def test_another_office_sees_nothing_of_it():
    run = started("serang")
    for name in ("menunggu", "ambil", "lain", "keputusan"):
        for query in ({}, {"kantor": run.office_id}, {"sop": run.sop_version.sop_id}):
            assert run.page_title not in section("banten.admin-kantor", name, **query)


def test_headquarters_sees_every_office_and_filters_by_one():
    ours, theirs = started("serang"), started("banten")
    assert {ours.page_title, theirs.page_title} <= set(titles("pusat.admin", "lain"))
    only = titles("pusat.admin", "lain", kantor=ours.office_id)
    assert ours.page_title in only
    assert theirs.page_title not in only


def test_the_filter_by_kind_and_sop_keeps_its_state_in_the_address():
    news, article = started("serang", kind="berita"), started("serang", kind="artikel")
    page = section("serang.kasubag", jenis="artikel")
    assert 'value="artikel" selected' in page
    assert article.page_title in page
    assert news.page_title not in titles("serang.kasubag", jenis="artikel")
    assert titles("serang.kasubag", sop=news.sop_version.sop_id + 1000) == []
    assert "Tidak ada yang cocok" in section("serang.kasubag", sop=news.sop_version.sop_id + 1000)


@pytest.mark.parametrize(
    "query",
    [
        {"bagian": "\x00"},
        {"halaman": "9" * 40},
        {"halaman": "-1"},
        {"kantor": "²"},
        {"sop": "1e9"},
        {"jenis": "' OR 1=1"},
        {"kantor": "999999999"},
    ],
)
def test_a_strange_address_shows_the_page(query):
    assert person("serang.kasubag").client.get(ADDRESS, query).status_code == 200


def test_a_long_list_has_pages(monkeypatch):
    monkeypatch.setattr("desk.my_tasks.PAGE", 2)
    monkeypatch.setattr("desk.my_tasks.MOST_PAGES", 2)
    runs = {started("serang").page_title for _ in range(5)}
    first, second = titles("serang.kasubag"), titles("serang.kasubag", halaman=2)
    assert len(first) == len(second) == 2
    assert not set(first) & set(second)
    assert set(first + second) < runs
    assert "Berikutnya" in section("serang.kasubag")
    last = section("serang.kasubag", halaman=2)
    assert "Sebelumnya" in last
    assert "Persempit dengan saringan" in last


def test_decisions_are_listed_newest_first_with_the_capacity():
    deputy = appoint("serang.wakil", role("serang", "admin-kantor"))
    delegated("serang.kasubag", "serang.wakil")
    first, second = started("serang"), started("serang")
    for run in (first, second):
        Person(deputy).act(run.page_id, "approve", remark="Sudah sesuai.")
    page = section(Person(deputy), "keputusan")
    assert page.index(second.page_title) < page.index(first.page_title)
    assert "Ditandatangani" in page
    assert "Plh. Kasubag" in page
    assert "Sudah sesuai." in page


def test_a_deputy_has_the_principals_tasks_until_it_ends_and_both_are_told():
    run = started("serang")
    deputy = Person(appoint("serang.wakil", role("serang", "admin-kantor")))
    assert run.page_title not in titles(deputy)
    made = delegated("serang.kasubag", "serang.wakil")
    page = section(deputy)
    assert run.page_title in titles(deputy)
    assert "Anda bertindak sebagai <strong>Plh.</strong>" in page
    assert f"mewakili {holder('serang', 'kasubag').user}" in page
    assert run.page_title in titles("serang.kasubag")
    assert "Anda diwakili oleh" in section("serang.kasubag")
    assert "diwakili oleh" in section("serang.admin-kantor")
    assert "diwakili oleh" not in section("serang.staf")
    lapse(made)
    assert run.page_title not in titles(deputy)
    assert "bertindak sebagai" not in section(deputy)


def test_a_delegation_for_another_sop_brings_no_tasks():
    from sops.models import Sop

    run = started("serang")
    deputy = Person(appoint("serang.wakil", role("serang", "admin-kantor")))
    delegated("serang.kasubag", "serang.wakil", sop=Sop.objects.get(slug="rembang"))
    assert run.page_title not in titles(deputy)
    Delegation.objects.update(sop=Sop.objects.get(slug="serang"))
    assert run.page_title in titles(deputy)


def test_debts_and_duties_wait_too():
    run = walk_to(started("cilacap", kind="artikel"), None)
    assert run.duties.filter(done_at__isnull=True).exists()
    for who, shown in (("cilacap.redaktur", True), ("cilacap.penulis", False)):
        assert ("Kewajiban pascatayang" in section(who)) is shown
    hurried = started("serang")
    publisher = holder("serang", "admin-website")
    publisher.act(hurried.page_id, "emergency", ground="kahar", remark="Banjir memutus jaringan kantor sejak pagi.")
    publisher.act(hurried.page_id, "publish")
    assert "Pemeriksaan susulan langkah 2" in section("serang.kasubag")
    assert "Pemeriksaan susulan" not in section("serang.staf")


def test_own_items_say_where_they_are():
    run = started("serang")
    assert run.page_title in section("serang.staf", "lain").split("Naskah yang saya ajukan")[1]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("menunggu", "akan tampil di sini"),
        ("ambil", "akan tampil di sini"),
        ("lain", "akan tampil di sini"),
        ("keputusan", "akan tercatat di sini"),
    ],
)
def test_an_empty_section_says_what_will_appear(name, words):
    assert words in section("serang.admin-website", name)


def test_the_dashboard_shows_drafts_not_yet_handed_in():
    page = draft("serang")
    client = person("serang.staf").client
    assert f"{page.title}</a>" in client.get("/admin/").content.decode().split('id="panel-sop-drafts')[-1]
    assert "Belum diajukan" in client.get("/admin/").content.decode()
    holder("serang", "staf").act(page.pk, "start")
    assert "Belum diajukan" not in client.get("/admin/").content.decode()


def test_the_menu_counts_what_one_could_act_on():
    desk = Desk(holder("serang", "kasubag").user)
    before = desk.count
    runs = [started("serang") for _ in range(2)]
    assert Desk(holder("serang", "kasubag").user).count == before + 2
    assert f"Tugas Saya ({before + 2})" in person("serang.kasubag").client.get("/admin/").content.decode()
    assert runs[0].page_title in titles("serang.kasubag")


def test_the_menu_stops_counting(monkeypatch):
    monkeypatch.setattr("workflows.models.task_lists.MOST_COUNTED", 3)
    monkeypatch.setattr("desk.my_tasks.MyTasksMenuItem.most", 2)
    for _ in range(4):
        started("serang")
    assert Desk(holder("serang", "kasubag").user).count == 3
    page = person("serang.kasubag").client.get("/admin/").content.decode()
    assert re.search(r"Tugas Saya \(2(\+|\\u002B)\)", page)


def test_the_menu_leads_there_only_for_people_of_an_office():
    assert reverse("sop:my_tasks") == ADDRESS
    assert ADDRESS in person("serang.staf").client.get("/admin/").content.decode()
    assert ADDRESS in person("pusat.admin").client.get("/admin/").content.decode()
