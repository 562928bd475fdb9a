"""The sitemap index and its parts, the news sitemap and robots.txt."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree
from wagtail.models import PageViewRestriction

from home.cache.dependencies import collecting, list_tag, text_tag
from home.models import PpidPage, StandardPage
from home.sitemaps import PARTS
from news.models import AnnouncementPage, LegalDocumentPage, NewsPage, PublicationPage
from tests.conftest import office, section
from tests.news.pages import put

pytestmark = [pytest.mark.django_db, pytest.mark.both]

HOST = "http://serang.localhost"
SPACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "n": "http://www.google.com/schemas/sitemap-news/0.9"}
EVERY = ("/sitemap.xml", "/sitemap-halaman.xml", "/sitemap-berita-2022.xml", "/sitemap-berita.xml", "/robots.txt")


@pytest.fixture
def tree(client):
    def _tree(address: str, **headers):
        response = client.get(address, headers={"host": "serang.localhost"} | headers)
        assert response.status_code == 200
        assert response["Content-Type"] == "application/xml; charset=utf-8"
        return etree.fromstring(response.content)

    return _tree


@pytest.fixture
def locations(tree):
    return lambda address: [loc.removeprefix(HOST) for loc in tree(address).xpath("//s:loc/text()", namespaces=SPACES)]


def test_the_index_names_a_part_for_every_year_of_a_type(locations):
    put(NewsPage, published_on=date(2020, 5, 1))
    put(NewsPage, published_on=date(2022, 5, 1))
    put(LegalDocumentPage, enacted_on=date(2021, 5, 1))
    assert locations("/sitemap.xml") == [
        "/sitemap-halaman.xml",
        "/sitemap-berita-2022.xml",
        "/sitemap-berita-2021.xml",
        "/sitemap-berita-2020.xml",
        "/sitemap-produk-hukum-2021.xml",
    ]


def test_every_part_of_the_index_exists_even_where_a_year_is_empty(locations):
    put(NewsPage, published_on=date(2020, 5, 1))
    put(NewsPage, published_on=date(2022, 5, 1))
    for address in locations("/sitemap.xml"):
        locations(address)
    assert locations("/sitemap-berita-2021.xml") == []


@pytest.mark.parametrize(("name", "model"), PARTS.items())
def test_a_part_holds_the_pages_of_its_type_and_year(locations, name, model):
    dates = {NewsPage: "published_on", AnnouncementPage: "valid_from", LegalDocumentPage: "enacted_on"}
    pages = []
    for year in (2021, 2022):
        moment = datetime(year, 6, 1, tzinfo=UTC)
        facts = {dates[model]: moment.date()} if model in dates else {}
        pages.append(put(model, first_published_at=moment, **facts))
    assert locations(f"/sitemap-{name}-2022.xml") == [f"/{model.section_kinds[0]}/{pages[1].slug}/"]


def test_every_type_that_is_followed_has_its_parts():
    assert set(PARTS.values()) == {NewsPage, AnnouncementPage, LegalDocumentPage, PublicationPage}


def test_an_entry_says_when_the_page_changed_where_the_office_is(tree):
    put(NewsPage, last_published_at=datetime(2022, 2, 9, 20, 0, tzinfo=UTC))
    lastmod = tree("/sitemap-berita-2022.xml").xpath("//s:lastmod/text()", namespaces=SPACES)
    assert lastmod == ["2022-02-10T03:00:00+07:00"]


def test_what_stays_is_in_one_part(locations):
    put(StandardPage, title="Profil kantor")
    put(PpidPage, title="Maklumat")
    put(NewsPage)
    found = locations("/sitemap-halaman.xml")
    assert found[0] == "/"
    assert {"/berita/", "/ppid/", "/profil/profil-kantor/", "/ppid/maklumat/"} < set(found)
    assert not [address for address in found if address.startswith("/berita/") and address != "/berita/"]


def test_the_news_sitemap_holds_the_last_two_days(tree):
    today = timezone.localdate()
    moment = timezone.now()
    put(NewsPage, title="Pleno <DPT> & DPB", published_on=today, first_published_at=moment)
    put(NewsPage, title="Lama", published_on=today - timedelta(days=3))
    news = tree("/sitemap-berita.xml")
    assert news.xpath("//n:title/text()", namespaces=SPACES) == ["Pleno <DPT> & DPB"]
    assert news.xpath("//n:name/text()", namespaces=SPACES) == ["Komisi Pemilihan Umum Kabupaten Serang"]
    written = news.xpath("//n:publication_date/text()", namespaces=SPACES)[0]
    assert datetime.fromisoformat(written) == moment.replace(microsecond=0)
    assert written.endswith("+07:00")


def test_what_is_not_public_here_is_in_no_sitemap(locations):
    today = timezone.localdate()
    put(NewsPage, title="Terbuka", published_on=today)
    put(NewsPage, title="Konsep", live=False, published_on=today)
    put(NewsPage, title="Kantor lain", office="banten", published_on=today)
    closed = put(NewsPage, title="Terbatas", published_on=today)
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    put(AnnouncementPage, title="Lewat", valid_until=date(2022, 3, 1))
    assert locations(f"/sitemap-berita-{today.year}.xml") == ["/berita/terbuka/"]
    assert locations("/sitemap-berita.xml") == ["/berita/terbuka/"]
    assert not [address for address in locations("/sitemap.xml") if "pengumuman" in address]


def test_a_restricted_section_is_in_no_sitemap(locations):
    put(NewsPage)
    PageViewRestriction.objects.create(page=section("serang"), restriction_type=PageViewRestriction.LOGIN)
    assert "/berita/" not in locations("/sitemap-halaman.xml")
    assert locations("/sitemap.xml") == ["/sitemap-halaman.xml"]


@pytest.mark.parametrize(
    "address",
    [
        "/sitemap-berita-0.xml",
        "/sitemap-berita-0000.xml",
        "/sitemap-berita-9999.xml",
        "/sitemap-berita-99999.xml",
        "/sitemap-berita-1900.xml",
        "/sitemap-lain-2022.xml",
        "/sitemap-berita-٢٠٢٢.xml",
    ],
)
def test_a_part_that_does_not_exist_is_not_found(client, address):
    put(NewsPage)
    assert client.get(address, headers={"host": "serang.localhost"}).status_code == 404


@pytest.mark.parametrize("address", EVERY)
def test_sitemaps_are_for_reading_only(client, address):
    put(NewsPage)
    assert client.post(address, headers={"host": "serang.localhost"}).status_code == 405
    assert client.head(address, headers={"host": "serang.localhost"}).status_code == 200


def test_robots_are_told_the_sitemaps_of_their_host(client):
    text = client.get("/robots.txt", headers={"host": "banten.localhost"})
    assert text["Content-Type"] == "text/plain; charset=utf-8"
    lines = text.content.decode().splitlines()
    assert {"User-agent: *", "Disallow: /admin/", "Disallow: /cari/?"} < set(lines)
    assert "Sitemap: http://banten.localhost/sitemap.xml" in lines


def test_behind_a_proxy_that_ends_tls_addresses_are_https(client):
    response = client.get("/robots.txt", headers={"host": "banten.localhost"}, secure=True)
    assert b"Sitemap: https://banten.localhost/sitemap.xml" in response.content


def test_the_host_a_visitor_claims_is_not_repeated(client):
    assert b"jahat" not in client.get("/robots.txt", headers={"host": "jahat.example"}).content


def test_many_pages_cost_as_many_queries_as_one(client):
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address, headers={"host": "serang.localhost"}).status_code == 200
        return len(captured)

    def all_queries() -> dict[str, int]:
        return {address: queries(address) for address in EVERY}

    put(NewsPage)
    put(StandardPage)
    all_queries()
    few = all_queries()
    for _ in range(10):
        put(NewsPage)
        put(StandardPage)
    assert all_queries() == few
    assert max(few.values()) <= 12


def test_a_part_says_what_it_lists(client):
    put(NewsPage)
    home = office("serang").root_page.pk
    with collecting() as shown:
        client.get("/sitemap-berita-2022.xml", headers={"host": "serang.localhost"})
    assert shown.named
    assert {list_tag(NewsPage, home, 2022), text_tag(NewsPage, home)} < shown.tags
