"""Feeds, tags and short links: what a visitor's programs can follow."""

from datetime import UTC, date, datetime, timedelta

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.feedgenerator import SyndicationFeed
from lxml import etree
from wagtail.models import PageViewRestriction

from home.feeds import xml_text
from news.models import AnnouncementPage, LegalDocumentPage, NewsPage, PublicationPage
from news.pictures import FALLBACK, show_sizes
from tests.conftest import office, section
from tests.news.pages import TYPES, picture, put
from workflows.gate.publishing import permitted

pytestmark = [pytest.mark.django_db, pytest.mark.both]

HOST = "http://serang.localhost"
SITE_FEEDS = ("/rss/", "/atom/")
EVERY_FEED = (*SITE_FEEDS, "/berita/rss/", "/berita/atom/", "/tagar/pleno/rss/", "/tagar/pleno/atom/")
FOLLOWED = (NewsPage, AnnouncementPage, LegalDocumentPage, PublicationPage)


@pytest.fixture
def read(client):
    """A feed as a reader understands it."""

    def _read(address: str, host: str = "serang.localhost"):
        response = client.get(address, headers={"host": host})
        assert response.status_code == 200
        etree.fromstring(response.content)
        feed = feedparser.parse(response.content)
        assert not feed.bozo
        return feed

    return _read


def news(*tags: str, **values) -> NewsPage:
    page = put(NewsPage, **values)
    if tags:
        page.tags.set(tags)
        with permitted(None):
            page.save()
    return page


def titles(feed) -> list[str]:
    return [entry.title for entry in feed.entries]


@pytest.mark.parametrize("address", SITE_FEEDS)
@pytest.mark.parametrize("model", FOLLOWED)
def test_the_feed_of_a_site_holds_every_type_of_news(read, address, model):
    put(model, title="Pembukaan pendaftaran & verifikasi")
    assert titles(read(address)) == ["Pembukaan pendaftaran & verifikasi"]


def test_the_newest_come_first_by_the_moment_they_appeared(read):
    now = timezone.now()
    put(LegalDocumentPage, title="Keputusan", first_published_at=now - timedelta(hours=2))
    put(NewsPage, title="Berita", first_published_at=now - timedelta(hours=1))
    put(AnnouncementPage, title="Pengumuman", first_published_at=now)
    assert titles(read("/rss/")) == ["Pengumuman", "Berita", "Keputusan"]


def test_a_feed_is_twenty_entries_long(read):
    for number in range(21):
        put(NewsPage, title=f"Berita {number}", published_on=date(2022, 1, 1) + timedelta(days=number))
    assert titles(read("/rss/")) == [f"Berita {number}" for number in range(20, 0, -1)]


def test_an_entry_says_what_a_reader_needs(read):
    page = news(
        "Pleno",
        "DPT",
        title="Rapat pleno",
        summary="Syarat: umur > 17 & WNI.",
        author_unit="Subbagian Hupmas",
        first_published_at=datetime(2022, 2, 8, 2, 30, tzinfo=UTC),
    )
    for address in SITE_FEEDS:
        feed = read(address)
        entry = feed.entries[0]
        assert entry.link == f"{HOST}/berita/{page.slug}/"
        assert entry.id == f"{HOST}/p/{page.pk}/"
        assert entry.author == "Subbagian Hupmas"
        assert entry.published_parsed[:5] == (2022, 2, 8, 2, 30)
        assert [tag.term for tag in entry.tags] == ["Berita", "Pleno", "DPT"]
        assert "umur &gt; 17 &amp; WNI" in entry.summary
        assert feed.feed.language == "id"
        assert feed.feed.title == "Komisi Pemilihan Umum Kabupaten Serang"


def test_the_moment_is_written_in_the_zone_of_the_office(client):
    place = office("serang")
    place.time_zone = "Asia/Jayapura"
    place.save()
    put(NewsPage, first_published_at=datetime(2022, 2, 8, 2, 30, tzinfo=UTC))
    assert (
        b"<pubDate>Tue, 08 Feb 2022 11:30:00 +0900" in client.get("/rss/", headers={"host": "serang.localhost"}).content
    )


def test_an_entry_is_known_by_an_address_that_leads_to_it(read, client):
    put(NewsPage)
    entry = read("/rss/").entries[0]
    assert b'<guid isPermaLink="true">' in client.get("/rss/", headers={"host": "serang.localhost"}).content
    assert client.get(entry.id.removeprefix(HOST), headers={"host": "serang.localhost"}).url == entry.link


@pytest.mark.parametrize("address", EVERY_FEED)
def test_a_feed_says_where_it_is(read, address):
    news("Pleno")
    links = {link.rel: link.href for link in read(address).feed.links}
    assert links["self"] == HOST + address


def test_a_stored_picture_is_enclosed_and_none_is_made(read):
    photo = picture()
    put(NewsPage, image=photo, image_alt="Aula")
    assert not read("/rss/").entries[0].enclosures
    assert not photo.renditions.exists()
    stored = photo.get_rendition(FALLBACK)
    assert not read("/rss/").entries[0].enclosures, "nobody may have it yet"
    show_sizes(photo)
    enclosure = read("/rss/").entries[0].enclosures[0]
    assert (enclosure.type, enclosure.length) == ("image/jpeg", str(stored.file.size))
    assert enclosure.href.startswith(f"{HOST}/media/")


def test_a_section_has_its_own_feed(read):
    put(NewsPage, title="Berita")
    put(AnnouncementPage, title="Pengumuman")
    put(*[model for model in TYPES if model.section_kinds[0] == "ppid"], title="Maklumat")
    assert titles(read("/berita/rss/")) == ["Berita"]
    assert titles(read("/pengumuman/atom/")) == ["Pengumuman"]
    assert titles(read("/ppid/rss/")) == ["Maklumat"]
    assert read("/berita/rss/").feed.title.startswith("Berita – ")


def hidden_pages():
    """One page for every reason not to be shown."""
    put(NewsPage, title="Konsep", live=False).tags.add("Pleno")
    news("Pleno", title="Kantor lain", office="banten")
    closed = news("Pleno", title="Terbatas")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    put(AnnouncementPage, title="Lewat", valid_until=date(2022, 3, 1))


@pytest.mark.parametrize("address", [*EVERY_FEED, "/pengumuman/rss/", "/tagar/pleno/"])
def test_what_is_not_public_here_is_in_no_feed(client, address):
    hidden_pages()
    news("Pleno", title="Terbuka")
    text = client.get(address, headers={"host": "serang.localhost"}).content.decode()
    assert not [word for word in ("Konsep", "Kantor lain", "Terbatas", "Lewat") if word in text]


def test_a_restricted_section_has_no_feed(client):
    put(NewsPage)
    PageViewRestriction.objects.create(page=section("serang"), restriction_type=PageViewRestriction.LOGIN)
    assert client.get("/berita/rss/", headers={"host": "serang.localhost"}).status_code == 404


@pytest.mark.parametrize("address", SITE_FEEDS)
def test_an_empty_feed_is_a_feed(read, address):
    assert titles(read(address)) == []


@pytest.mark.parametrize("address", SITE_FEEDS)
def test_an_empty_feed_reads_the_same_a_moment_later(client, monkeypatch, address):
    """Django dates it with the present moment."""
    moments = (timezone.now() + timedelta(minutes=minute) for minute in range(2))
    monkeypatch.setattr(SyndicationFeed, "latest_post_date", lambda _: next(moments))
    first, second = (client.get(address, headers={"host": "serang.localhost"}).content for _ in range(2))
    assert first == second


@pytest.mark.parametrize("address", EVERY_FEED)
def test_a_title_may_hold_what_xml_cannot(read, address):
    news("Pleno", title="Rapat\x0b </title><x>&\x01 \ud83d\uddf3".encode("utf-16", "surrogatepass").decode("utf-16"))
    assert "</title><x>&" in titles(read(address))[0]


def test_control_characters_are_left_out():
    assert xml_text("a\x00b\x1f\ufffec\td\n") == "abc\td\n"


@pytest.mark.parametrize(
    "address",
    [
        "/tidak-ada/rss/",
        "/tagar/tidak-ada/",
        "/tagar/tidak-ada/rss/",
        "/tagar/%FF/",
        f"/tagar/{'a' * 5000}/",
        "/p/0/",
        "/p/-1/",
        "/p/abc/",
        "/p/9999999999/",
        f"/p/{'9' * 5000}/",
        "/p/١/",
    ],
)
def test_a_wrong_address_is_not_found(client, address):
    assert client.get(address, headers={"host": "serang.localhost"}).status_code == 404


@pytest.mark.parametrize("address", ["/tagar/a%00b/", "/a%00b/rss/", "/p/1%00/", "/bagikan/1%00.png", "/rss/%00"])
def test_an_address_with_a_nul_is_refused(client, address):
    assert client.get(address, headers={"host": "serang.localhost"}).status_code in (400, 404)


@pytest.mark.parametrize("address", [*EVERY_FEED, "/tagar/pleno/", "/p/1/"])
def test_addresses_are_for_reading_only(client, address):
    news("Pleno")
    assert client.post(address, headers={"host": "serang.localhost"}).status_code == 405


def test_many_pages_cost_as_many_queries_as_one(client):
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address, headers={"host": "serang.localhost"}).status_code == 200
        return len(captured)

    def all_queries() -> dict[str, int]:
        return {address: queries(address) for address in (*EVERY_FEED, "/tagar/pleno/")}

    def more(number: int) -> None:
        for model in FOLLOWED:
            put(model, title=f"Satu lagi {number}", image=picture(), image_alt="Aula")
        news("Pleno", "DPT", image=picture(), image_alt="Aula")

    more(0)
    all_queries()
    few = all_queries()
    for number in range(1, 5):
        more(number)
    assert all_queries() == few
    assert max(few.values()) <= 20
