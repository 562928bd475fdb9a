"""A host that nobody claimed shows no office; files come whole or in the part that was asked for."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents import get_document_model

from tests.conftest import holder, office

pytestmark = pytest.mark.django_db


PAGES = ("/", "/berita/", "/cari/", "/rss/", "/sitemap.xml", "/robots.txt", "/sop/", "/x/")
OTHERS = (
    "/documents/1/x/",
    "/media/images/x.webp",
    "/akun/masuk/",
    "/admin/",
    "/admin/login/",
    "/api/sop/",
    "/putusan/x/",
)


@pytest.mark.parametrize("path", [*PAGES, *OTHERS])
def test_an_unclaimed_host_is_answered_by_a_list_of_offices(path):
    response = Client(headers={"host": "kpu.example.org"}).get(path)
    assert response.status_code == 421
    text = response.content.decode()
    assert "Situs resmi" not in text
    for slug in ("serang", "rembang"):
        assert office(slug).name in text
        assert f"http://{slug}.localhost" in text


def test_whether_the_site_lives_is_told_at_any_address(settings):
    assert Client(headers={"host": "10.0.0.7"}).get("/sehat/hidup/").status_code == 200
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "desk.example.org"]
    settings.WAGTAILADMIN_BASE_URL = "https://cms.example.org"
    for host in ("desk.example.org", "cms.example.org"):
        assert Client(headers={"host": host}).get("/akun/masuk/").status_code == 200


def test_an_offices_own_host_shows_it():
    for slug in ("serang", "rembang"):
        response = Client(headers={"host": f"{slug}.localhost"}).get("/")
        assert response.status_code == 200
        assert office(slug).name in response.content.decode()


BYTES = bytes(range(256)) * 300


@pytest.fixture
def address():
    file = ContentFile(BYTES, name="data.bin")
    item = get_document_model().objects.create(title="Data", file=file, collection=office("serang").collection)
    return item.url


@pytest.fixture
def client():
    return holder("serang", "staf").client


def got(response) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-99", 0, 100), ("bytes=70000-", 70000, None), ("bytes=-50", -50, None), ("bytes=5-999999", 5, None)],
)
def test_a_part_of_a_file_is_answered_with_that_part(client, address, asked, start, end):
    response = client.get(address, headers={"range": asked})
    assert response.status_code == 206
    part = BYTES[start:end]
    assert got(response) == part
    assert response["Content-Length"] == str(len(part))
    first = start % len(BYTES)
    assert response["Content-Range"] == f"bytes {first}-{first + len(part) - 1}/{len(BYTES)}"


@pytest.mark.parametrize("asked", [{"range": "bytes=0-299"}, {}], ids=["part", "whole"])
def test_a_file_that_may_be_asked_for_in_parts_is_never_compressed(client, address, asked):
    """A reader puts a part behind the bytes of an earlier answer."""
    response = client.get(address, headers={**asked, "accept-encoding": "gzip"})
    assert "Content-Encoding" not in response
    part = got(response)
    assert part == (BYTES[:300] if asked else BYTES)
    assert response["Content-Length"] == str(len(part))


def test_beyond_the_end_is_no_part(client, address):
    response = client.get(address, headers={"range": f"bytes={len(BYTES)}-"})
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{len(BYTES)}"


@pytest.mark.parametrize("asked", ["bytes=1-2,5-6", "items=1-2", "bytes=9-3", "bytes=-", "x"])
def test_what_is_no_single_range_gets_the_whole_file(client, address, asked):
    response = client.get(address, headers={"range": asked})
    assert response.status_code == 200
    assert got(response) == BYTES


def test_of_another_version_the_whole_file_is_sent(client, address):
    response = client.get(address, headers={"range": "bytes=0-9", "if-range": '"another"'})
    assert response.status_code == 200


def test_files_carry_no_empty_headers(client, address):
    response = client.get(address)
    assert "Content-Encoding" not in response
    assert response.get("ETag") != '""'
    assert response["Accept-Ranges"] == "bytes"
