"""The list and the feeds of a tag."""

from urllib.parse import quote

import pytest
from taggit.models import Tag

from news.models import NewsTag
from tests.home.test_feeds import news, read, titles

__all__ = ["read"]  # a fixture: named in arguments only
pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_a_tag_has_a_list_and_feeds(read, client):
    news("Daftar Pemilih", title="Pleno DPT")
    news(title="Tanpa tagar")
    assert titles(read("/tagar/daftar-pemilih/rss/")) == ["Pleno DPT"]
    html = client.get("/tagar/daftar-pemilih/", headers={"host": "serang.localhost"}).content.decode()
    assert "Tagar Daftar Pemilih" in html
    assert "Pleno DPT" in html
    assert "Tanpa tagar" not in html


def test_the_list_of_a_tag_comes_in_slices(client):
    for number in range(21):
        news("Pleno", title=f"Berita {number}")
    context = client.get("/tagar/pleno/", headers={"host": "serang.localhost"}).context
    assert len(context["entries"]) == 20
    older = client.get(f"/tagar/pleno/{context['entries'].older}", headers={"host": "serang.localhost"})
    assert len(older.context["entries"]) == 1


@pytest.mark.parametrize("name", ["Pemilu Åland", "日本"])
def test_a_tag_in_any_script_has_its_address(client, name):
    page = news(name)
    slug = page.tags.get().slug
    assert client.get(f"/tagar/{quote(slug)}/", headers={"host": "serang.localhost"}).status_code == 200


def test_a_tag_of_another_office_is_unknown_here(client):
    news("Rahasia", office="banten")
    for address in ("/tagar/rahasia/", "/tagar/rahasia/rss/", "/tagar/rahasia/atom/"):
        assert client.get(address, headers={"host": "serang.localhost"}).status_code == 404


def test_a_reader_of_one_spelling_finds_them_all(read, client):
    news("Daftar Pemilih", title="Pleno DPT")
    signed = news(title="Pleno DPS")
    for slug, name in (("daftar-pemilih_1", "daftar-pemilih"), ("daftar-pemilih-pemula", "Daftar Pemilih Pemula")):
        other = Tag.objects.create(name=name, slug=slug)
        NewsTag.objects.create(tag=other, content_object=signed if "_" in slug else news(title="Lain"))
    for slug in ("daftar-pemilih", "daftar-pemilih_1"):
        assert sorted(titles(read(f"/tagar/{slug}/rss/"))) == ["Pleno DPS", "Pleno DPT"]
        html = client.get(f"/tagar/{slug}/", headers={"host": "serang.localhost"}).content.decode()
        assert "Pleno DPS" in html
        assert "Pleno DPT" in html
        assert "Lain" not in html
    assert [tag.name for tag in signed.tags.all()] == ["daftar-pemilih"]


def test_tags_nobody_uses_are_unknown(client):
    Tag.objects.create(name="Kosong", slug="kosong")
    assert client.get("/tagar/kosong/", headers={"host": "serang.localhost"}).status_code == 404
