"""The public date of a text is when it went live: everything that shows or orders by it is held against the others."""

import json
import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from news.models import AnnouncementPage, LegalDocumentPage, NewsPage, PublicationPage
from offices.models import Office
from search.models import SearchEntry
from tests.conftest import draft, started, starter, walk_to
from tests.news.pages import put
from workflows.gate.verification import differences, live_pages

pytestmark = pytest.mark.django_db
HOST = {"host": "serang.localhost"}
LISTS = {
    NewsPage: "berita",
    AnnouncementPage: "pengumuman",
    LegalDocumentPage: "produk-hukum",
    PublicationPage: "publikasi",
}
TYPED = {NewsPage: "published_on", AnnouncementPage: "valid_from", LegalDocumentPage: "enacted_on"}


def read(client, address):
    response = client.get(address, headers=HOST)
    assert response.status_code == 200, address
    return response.content.decode()


@pytest.fixture(params=LISTS)
def three(request):
    """Three texts of one day; what was typed and the order in which they were begun say the opposite."""
    model, noon = request.param, timezone.now().replace(microsecond=0) - timedelta(hours=3)
    Office.objects.filter(slug="serang").update(time_zone="Asia/Jayapura")
    pages = []
    for number in (3, 2, 1):
        facts = {TYPED[model]: (noon - timedelta(days=400 - 100 * number)).date()} if model in TYPED else {}
        if model is LegalDocumentPage:
            facts["year"] = facts[TYPED[model]].year
        moment = noon + timedelta(minutes=10 * (3 - number))
        pages.append(put(model, title=f"Naskah {number}", first_published_at=moment, last_published_at=moment, **facts))
    # The one that was begun first went live last.
    late = noon + timedelta(hours=1)
    model.objects.filter(pk=pages[0].pk).update(first_published_at=late, listed_at=late)
    return model, [pages[0], pages[2], pages[1]]


def test_list_feed_front_page_and_search_have_one_order(client, three):
    model, pages = three
    titles = [page.title for page in pages]
    listed = re.findall(r"row-title[^>]*>(Naskah \d)<", read(client, f"/{LISTS[model]}/"))
    assert listed == titles
    front = re.findall(r"row-title[^>]*>(Naskah \d)<", read(client, "/"))
    assert [title for title in front if title in titles] == titles
    for kind in ("rss", "atom"):
        feed = ElementTree.fromstring(read(client, f"/{LISTS[model]}/{kind}/").encode())
        found = [each.text for each in feed.iter() if each.tag.endswith("title") and "Naskah" in (each.text or "")]
        assert found == titles


def test_page_data_feed_sitemap_and_search_say_one_moment(client, three):
    model, pages = three
    page = model.objects.get(pk=pages[0].pk)
    moment = page.first_published_at.astimezone(timezone.get_fixed_timezone(540))
    address = page.get_url_parts()[2]
    html = read(client, address)
    assert f"{moment:%H.%M} WIT" in html
    graph = json.loads(re.search(r'ld\+json">(.*?)</script>', html, re.DOTALL)[1])["@graph"]
    dates = [thing["datePublished"] for thing in graph if "datePublished" in thing]
    assert dates == [moment.isoformat(timespec="seconds")]
    atom = read(client, f"/{LISTS[model]}/atom/")
    assert f"<published>{moment.isoformat()}</published>" in atom
    row = read(client, f"/{LISTS[model]}/")
    assert model is LegalDocumentPage or f'datetime="{moment:%Y-%m-%dT%H:%M:%S%z}"' in row
    if model is NewsPage:
        assert f"<news:publication_date>{moment.isoformat(timespec='seconds')}<" in read(client, "/sitemap-berita.xml")
    assert SearchEntry.objects.get(pk=pages[1].pk).date == pages[1].first_published_at.astimezone(moment.tzinfo).date()


def test_a_text_whose_sop_took_days_stands_first_and_in_the_news(client):
    old = (timezone.now() - timedelta(days=30)).date()
    page = draft("serang", title="Lama di jalan", published_on=old)
    quick = started("serang", title="Cepat jadi")
    walk_to(quick, None)
    run = walk_to(starter("serang").act(page.pk, "start"), None)
    assert run.published_at
    titles = re.findall(r"row-title[^>]*>([^<]+)<", read(client, "/berita/"))
    assert titles[:2] == ["Lama di jalan", "Cepat jadi"]
    assert "Lama di jalan" in read(client, "/sitemap-berita.xml")
    assert "Lama di jalan" in read(client, "/rss/")
    assert not list(differences(live_pages().filter(pk=page.pk)))
    page = NewsPage.objects.get(pk=page.pk)
    assert page.listed_at == page.first_published_at
    html = read(client, f"/berita/{page.slug}/")
    assert "kegiatan" in html  # what was typed stays, by its name


def test_slices_of_one_day_go_on_where_they_ended(client):
    noon = datetime(2026, 3, 2, 4, tzinfo=UTC)
    for number in range(45):
        put(NewsPage, title=f"Naskah {number}", first_published_at=noon + timedelta(seconds=(number * 7) % 45))
    seen, address = [], "/berita/"
    while address:
        html = read(client, address)
        seen += re.findall(r"row-title[^>]*>(Naskah \d+)<", html)
        older = re.search(r'href="(\?sebelum=[^"]+)"', html)
        address = f"/berita/{older[1]}" if older else ""
    wanted = sorted(range(45), key=lambda number: -((number * 7) % 45))
    assert seen == [f"Naskah {number}" for number in wanted]
