"""The guide in the admin and the three sentences for who is new: there for each role, and gone once read."""

import re

import pytest
from django.conf import settings
from django.urls import reverse
from wagtail.admin.menu import help_menu

from desk import guide, tour
from tests.conftest import person, user

pytestmark = pytest.mark.django_db
DOCS = settings.BASE_DIR / "docs"
PEOPLE = {
    "pusat.admin": "admin-pusat",
    "root": "admin-pusat",
    "serang.admin-kantor": "admin-kantor",
    "serang.admin-website": "penerbit",
    "serang.kasubag": "pemeriksa",
    "rembang.pengampu-konsep": "penulis",
}


@pytest.mark.parametrize("name", [guide.INDEX, *guide.PAGES])
def test_every_page_is_shown_with_its_pictures_and_its_links_lead_somewhere(name):
    client = person("rembang.pengampu-konsep").client
    address = reverse("sop:guide") if name == guide.INDEX else reverse("sop:guide_page", args=[name])
    response = client.get(address)
    assert response.status_code == 200
    shown = guide.html_of(name)
    assert "<h1" not in shown
    assert "<h2" in shown
    for target in re.findall(r'(?:href|src)="([^"]+)"', shown):
        found = client.get(target)
        assert found.status_code == 200, target
        assert sum(len(part) for part in found) <= 150_000


def test_every_picture_of_the_guide_is_used():
    text = "".join(path.read_text(encoding="utf-8") for path in (DOCS / "panduan").glob("*.md"))
    assert {path.name for path in (DOCS / "gambar").glob("panduan-*.png")} == set(
        re.findall(r"panduan-[\w-]+\.png", text)
    )


@pytest.mark.parametrize("address", ["panduan/lain/", "panduan/gambar/lain.png", "panduan/gambar/..%2F..%2Fmanage.py"])
def test_nothing_else_of_the_disk_is_shown(address):
    assert person("root").client.get(f"/admin/sop/{address}", follow=True).status_code == 404


def test_a_stranger_is_sent_to_the_login(client):
    assert client.get(reverse("sop:guide")).status_code == 302


def test_the_help_menu_leads_to_the_guide_and_not_to_english(rf):
    request = rf.get("/admin/")
    request.user = user("serang.staf")
    names = {item.name for item in help_menu.menu_items_for_request(request)}
    assert "panduan" in names
    assert not {name for name in names if name.startswith(("whats-new", "editor-guide"))}
    assert "guide.wagtail.org" not in person("serang.staf").client.get("/admin/").content.decode()


@pytest.mark.parametrize(("username", "page"), PEOPLE.items())
def test_the_tour_speaks_of_what_the_person_holds(username, page):
    html = person(username).client.get("/admin/").content.decode()
    assert tour.WORDS[page] in html
    assert reverse("sop:guide_page", args=[page]) in html


def test_the_tour_is_three_sentences():
    for words in tour.WORDS.values():
        assert len(re.findall(r"\.(?: |$)", " ".join((tour.WHERE, words, tour.HELP)))) == 3


@pytest.mark.parametrize("with_script", [False, True])
def test_the_tour_stays_away_once_dismissed(with_script):
    client = person("serang.staf").client
    if with_script:  # what Wagtail's w-dismissible sends
        address = reverse("wagtailadmin_dismissibles")
        assert client.patch(address, {tour.SEEN: True}, content_type="application/json").status_code == 200
    else:
        assert client.post(reverse("sop:tour")).status_code == 302
    assert 'id="sop-tour"' not in client.get("/admin/").content.decode()
    assert 'id="sop-tour"' in person("serang.kasubag").client.get("/admin/").content.decode()


def test_the_tour_is_dismissed_by_a_post_only():
    assert person("serang.staf").client.get(reverse("sop:tour")).status_code == 405
