"""What a page tells other sites: canonical address, card, share links, share picture."""

import re
from datetime import date
from io import BytesIO
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from lxml import html
from PIL import Image, ImageColor
from wagtail.models import Page, PageViewRestriction

from home.models import Accent, PpidPage
from home.share_image import ACCENTS, GOLD, INK, PAPER, QUIET, SIZE, draw, writable
from news.models import AnnouncementPage, NewsPage
from tests.conftest import office, section
from tests.news.pages import TYPES, put

pytestmark = pytest.mark.django_db

HOST = "http://serang.localhost"
LARGEST_PICTURE = 80 * 1024
"""Bytes."""
LONG_TITLE = "Penetapan rekapitulasi daftar pemilih berkelanjutan triwulan ketiga tingkat kabupaten " * 4


def rendered(template: str, address: str = "/", host: str = "serang.localhost", **context):
    """An include as the page at an address shows it."""
    request = RequestFactory().get(address, headers={"host": host})
    text = render_to_string(template, {"request": request, **context})
    return html.fragment_fromstring(text, create_parent="div")


def head(page=None, address: str = "/", **context) -> dict[str, str]:
    """The head as names and values; ``canonical`` and every ``property`` or ``name``."""
    facts = {"page": page} if page is not None else {}
    tree = rendered("includes/sharing_head.html", address, **facts, **context)
    said = {meta.get("property") or meta.get("name"): meta.get("content") for meta in tree.iter("meta")}
    said["canonical"] = next(iter(tree.xpath("//link[@rel='canonical']/@href")), None)
    said["feeds"] = tree.xpath("//link[@rel='alternate']/@href")
    return said


@pytest.mark.parametrize("model", TYPES)
def test_the_head_of_an_article_is_a_whole_card(model):
    page = put(model, title="Pleno “DPT” & DPB")
    said = head(page)
    address = f"{HOST}/{model.section_kinds[0]}/{page.slug}/"
    assert said["canonical"] == said["og:url"] == address
    assert said["og:type"] == "article"
    assert said["og:locale"] == "id_ID"
    assert said["og:site_name"] == "Komisi Pemilihan Umum Kabupaten Serang"
    assert said["og:title"] == said["twitter:title"] == "Pleno “DPT” & DPB"
    assert said["og:description"] == "Ringkasan naskah."
    assert said["og:image"] == said["twitter:image"] == f"{HOST}/bagikan/{page.pk}.png"
    assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
    assert "Pleno" in said["og:image:alt"]
    assert said["twitter:card"] == "summary_large_image"


def test_what_search_engines_shall_read_goes_before_title_and_summary():
    said = head(put(NewsPage, seo_title="Judul pendek", search_description="Uraian pendek."))
    assert (said["og:title"], said["og:description"]) == ("Judul pendek", "Uraian pendek.")


def test_home_and_sections_have_an_address_and_no_picture():
    said = head(office("serang").root_page.specific)
    assert (said["canonical"], said["og:type"], said["twitter:card"]) == (f"{HOST}/", "website", "summary")
    assert "og:image" not in said
    assert head(section("serang").specific)["canonical"] == f"{HOST}/berita/"


def test_of_the_query_only_what_shows_another_list_is_canonical():
    query = "/?utm_source=wa&tahun=2022&fbclid=x&jenis="
    assert head(section("serang").specific, query)["canonical"] == f"{HOST}/berita/?tahun=2022"
    page = put(NewsPage)
    assert head(page, query)["canonical"] == f"{HOST}/berita/{page.slug}/"


def test_feeds_are_announced_for_the_site_and_where_the_reader_is():
    assert head()["feeds"] == [f"{HOST}/rss/", f"{HOST}/atom/"]
    assert head(section("serang").specific)["feeds"][2:] == [f"{HOST}/berita/rss/", f"{HOST}/berita/atom/"]
    tag = SimpleNamespace(name="DPT", slug="dpt")
    said = head(tag=tag, address="/tagar/dpt/")
    assert said["feeds"][2:] == [f"{HOST}/tagar/dpt/rss/", f"{HOST}/tagar/dpt/atom/"]
    assert said["canonical"] == f"{HOST}/tagar/dpt/"


def test_where_there_is_no_page_there_is_no_address():
    said = head(query="pleno")
    assert said["canonical"] is None
    assert not [name for name in said if name.startswith("og:")]
    assert rendered("includes/sharing_head.html", request=None).text_content().strip() == ""


def test_a_host_that_is_no_offices_says_nothing(monkeypatch):
    monkeypatch.setattr("home.sharing.home_for", lambda request: None)
    assert head(office("serang").root_page)["canonical"] is None


def test_a_draft_being_previewed_has_no_picture_and_is_not_passed_on():
    page = put(NewsPage, live=False)
    assert "og:image" not in head(page)
    assert not rendered("includes/share.html", page=page).xpath("//a")


def test_a_new_page_being_previewed_has_no_card():
    assert head(NewsPage(title="Baru", slug="baru", summary=""))["canonical"] is None


def test_share_links_work_without_script():
    page = put(NewsPage, title="Pleno DPT & DPB: 100% selesai")
    tree = rendered("includes/share.html", page=page)
    links = {a.text_content(): a for a in tree.iter("a")}
    assert list(links) == [f"Bagikan lewat {name}" for name in ("WhatsApp", "Telegram", "X", "Facebook")]
    assert {a.get("rel") for a in links.values()} == {"noopener nofollow"}
    address = f"{HOST}/berita/{page.slug}/"
    queries = [parse_qs(urlsplit(a.get("href")).query) for a in links.values()]
    assert queries == [
        {"text": [f"{page.title} {address}"]},
        {"url": [address], "text": [page.title]},
        {"text": [page.title], "url": [address]},
        {"u": [address]},
    ]
    assert not [a for a in links.values() if not a.get("href").startswith("https://")]


def test_the_short_link_can_be_selected_and_its_button_waits_for_script():
    page = put(NewsPage)
    tree = rendered("includes/share.html", page=page)
    field, button = tree.xpath("//input")[0], tree.xpath("//button")[0]
    assert field.get("value") == button.get("data-copy") == f"{HOST}/p/{page.pk}/"
    assert field.get("readonly") is not None
    assert tree.xpath(f"//label[@for='{field.get('id')}']")
    assert button.get("hidden") is not None
    assert button.get("type") == "button"


def test_a_title_cannot_leave_the_share_links():
    text = html.tostring(rendered("includes/share.html", page=put(NewsPage, title='"><script>alert(1)</script>')))
    assert b"<script" not in text


@pytest.mark.parametrize("model", TYPES)
def test_the_head_costs_few_queries(model):
    page = model.objects.get(pk=put(model).pk)
    rendered("includes/sharing_head.html", page=page)
    page = model.objects.get(pk=page.pk)
    with CaptureQueriesContext(connection) as captured:
        rendered("includes/sharing_head.html", page=page)
    assert len(captured) <= 7  # of which three are the home page, remembered where a store is


# --- share picture ------------------------------------------------------------------------------


@pytest.fixture
def get(client):
    return lambda address: client.get(address, headers={"host": "serang.localhost"})


@pytest.mark.parametrize("model", TYPES)
def test_every_type_that_informs_has_a_picture(get, model):
    response = get(f"/bagikan/{put(model).pk}.png")
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert Image.open(BytesIO(response.content)).size == SIZE


@pytest.mark.parametrize(
    "title", ["A", LONG_TITLE[:250], "Rekapitulasi" * 20, "🗳️", "日本語", "Ünïcödé — “kutipan” é …"]
)
def test_any_title_fits_and_the_picture_stays_small(title):
    picture = draw("Komisi Independen Pemilihan Kabupaten Aceh Barat Daya yang namanya panjang sekali", title, "Berita")
    assert len(picture) <= LARGEST_PICTURE
    image = Image.open(BytesIO(picture)).convert("RGB")
    assert image.getpixel((SIZE[0] - 20, 400)) == image.getpixel((20, 400))  # nothing reaches the margin


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Pleno\n 🗳️ terbuka", "Pleno terbuka"),
        ("“DPT” Rp1.000,00 (50%) & lain-lain…", "“DPT” Rp1.000,00 (50%) & lain-lain…"),
        ("1 Maret – 2 April", "1 Maret - 2 April"),
        ("Désa Ulu é", "Desa Ulu e"),
        ("日本語", ""),
    ],
)
def test_only_characters_the_font_has_are_drawn(text, drawn):
    assert writable(text) == drawn


def test_structure_and_what_is_not_public_have_no_picture(get):
    closed = put(NewsPage)
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    pages = [
        closed,
        put(PpidPage, live=False),
        put(NewsPage, office="banten"),
        put(AnnouncementPage, valid_until=date(2022, 3, 1)),
        section("serang"),
        office("serang").root_page,
        Page.get_first_root_node(),
    ]
    assert {get(f"/bagikan/{page.pk}.png").status_code for page in pages} == {404}


@pytest.mark.parametrize("name", ["0", "-1", "abc", "9999999999", "9" * 5000, "1.jpg", "..%2F1"])
def test_a_picture_that_does_not_exist_is_not_found(get, name):
    assert get(f"/bagikan/{name}.png").status_code == 404


def test_the_picture_is_for_reading_only(client):
    page = put(NewsPage)
    assert client.post(f"/bagikan/{page.pk}.png", headers={"host": "serang.localhost"}).status_code == 405
    assert client.head(f"/bagikan/{page.pk}.png", headers={"host": "serang.localhost"}).status_code == 200


def test_the_colours_are_those_of_the_site():
    css = (settings.BASE_DIR / "static/css/site.css").read_text()
    for colour in (PAPER, INK, QUIET, GOLD, ACCENTS[Accent.MARUN]):
        assert re.search(rf"{colour}\b", css)
    for accent in set(Accent) - {Accent.MARUN}:
        assert f'[data-accent="{accent}"] {{ --accent: {ACCENTS[accent]};' in css


def test_the_picture_wears_the_colour_of_its_office():
    picture = Image.open(BytesIO(draw("KPU", "Judul", "Berita", Accent.BIRU))).convert("RGB")
    assert picture.getpixel((5, 5)) == ImageColor.getrgb(ACCENTS[Accent.BIRU])
