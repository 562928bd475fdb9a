"""JSON-LD: what search engines are told of each page."""

import json
import re
from datetime import UTC, datetime

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from wagtail.models import Page

from home.models import HomePage, StandardPage
from home.templatetags.sharing_tags import as_script
from news.models import AnnouncementPage, LegalDocumentPage, NewsPage, PublicationPage
from news.models.relations import LegalRelation
from tests.conftest import office, section
from tests.news.pages import TYPES, put

pytestmark = pytest.mark.django_db

HOST = "http://serang.localhost"
OFFICE = "Komisi Pemilihan Umum Kabupaten Serang"
MOMENT = datetime(2022, 2, 8, 2, 30, tzinfo=UTC)


def told(page) -> dict[str, dict]:
    """What the head of a page says, by type."""
    request = RequestFactory().get("/", headers={"host": "serang.localhost"})
    head = render_to_string("includes/sharing_head.html", {"request": request, "page": page})
    scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', head, re.DOTALL)
    assert len(scripts) == 1
    data = json.loads(scripts[0])
    assert data["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in data["@graph"]}


def test_the_front_page_is_the_office():
    home = HomePage.objects.get(pk=office("serang").root_page_id)
    home.address, home.phone, home.email, home.hours = (
        "Jalan Raya 1\nCiruas",
        "(0254) 123",
        "a@kpu.go.id",
        "Senin–Jumat",
    )
    request = RequestFactory().get("/", headers={"host": "serang.localhost"})
    request.office_home = home
    head = render_to_string("includes/sharing_head.html", {"request": request, "page": home})
    thing = json.loads(re.search(r"json\">(.*)</script>", head)[1])["@graph"][0]
    assert thing["@type"] == "GovernmentOrganization"
    assert (thing["name"], thing["url"]) == (OFFICE, f"{HOST}/")
    assert thing["address"]["streetAddress"] == "Jalan Raya 1 Ciruas"
    assert (thing["telephone"], thing["email"]) == ("(0254) 123", "a@kpu.go.id")
    assert "openingHours" not in thing


def test_what_an_office_has_not_told_is_left_out():
    thing = told(office("serang").root_page.specific)["GovernmentOrganization"]
    assert not {"address", "telephone", "email"} & set(thing)


def test_news_names_its_dates_its_author_and_its_publisher():
    page = put(NewsPage, author_unit="Subbagian Hupmas", first_published_at=MOMENT, last_published_at=MOMENT)
    thing = told(page)["NewsArticle"]
    assert thing["headline"] == page.title
    assert thing["datePublished"] == thing["dateModified"] == "2022-02-08T09:30:00+07:00"
    assert (thing["author"]["@type"], thing["author"]["name"]) == ("Organization", "Subbagian Hupmas")
    assert thing["publisher"]["name"] == OFFICE
    assert thing["mainEntityOfPage"] == f"{HOST}/berita/{page.slug}/"
    assert thing["image"] == [f"{HOST}/bagikan/{page.pk}.png"]


def test_news_without_a_unit_is_by_the_office():
    assert told(put(NewsPage))["NewsArticle"]["author"]["name"] == OFFICE


@pytest.mark.parametrize("model", [AnnouncementPage, PublicationPage, StandardPage])
def test_other_texts_are_articles(model):
    assert told(put(model))["Article"]["publisher"]["name"] == OFFICE


@pytest.mark.parametrize("model", TYPES)
def test_the_way_to_a_page_is_told(model):
    page = put(model)
    items = told(page)["BreadcrumbList"]["itemListElement"]
    assert [item["position"] for item in items] == [1, 2, 3]
    assert items[0]["item"] == f"{HOST}/"
    assert items[1]["item"] == f"{HOST}/{model.section_kinds[0]}/"
    assert (items[2]["name"], items[2]["item"]) == (page.title, f"{HOST}/{model.section_kinds[0]}/{page.slug}/")


def test_a_section_tells_its_way_only():
    assert set(told(section("serang").specific)) == {"BreadcrumbList"}


@pytest.mark.parametrize(
    ("status", "force"),
    [
        ("berlaku", "InForce"),
        ("diubah", "PartiallyInForce"),
        ("dicabut", "NotInForce"),
        ("tidak-berlaku", "NotInForce"),
    ],
)
def test_a_legal_document_is_legislation(status, force):
    page = put(LegalDocumentPage, status=status)
    thing = told(page)["Legislation"]
    assert thing["legislationIdentifier"] == "Keputusan Nomor 31 Tahun 2022"
    assert thing["legislationType"] == "Keputusan"
    assert thing["legislationDate"] == "2022-02-08"
    assert thing["legislationLegalForce"] == f"https://schema.org/{force}"
    assert thing["encoding"]["contentUrl"] == HOST + page.file.url
    assert thing["encoding"]["encodingFormat"] == "application/pdf"


def test_a_legal_document_tells_what_it_changes():
    changed = put(LegalDocumentPage, title="Keputusan lama")
    relations = [
        LegalRelation(kind="mengubah", target=changed),
        LegalRelation(kind="mencabut", target_text="Keputusan tua"),
        LegalRelation(kind="terkait", target_text="UU 7 Tahun 2017"),
    ]
    thing = told(put(LegalDocumentPage, title="Keputusan baru", relations=relations))["Legislation"]
    address = f"{HOST}/produk-hukum/keputusan-lama/#naskah"
    assert thing["legislationChanges"] == [{"@type": "Legislation", "@id": address, "name": "Keputusan lama"}]
    assert thing["legislationRepeals"] == [{"@type": "Legislation", "name": "Keputusan tua"}]
    assert told(changed)["Legislation"]["legislationLegalForce"] == "https://schema.org/PartiallyInForce"


@pytest.mark.parametrize("text", ["</script><b>x", "<!-- teks ]]>", "a & b", "garis\u2028baru\u2029", 'kutip "dua" \\'])
def test_no_text_leaves_the_script(text):
    page = put(NewsPage)
    Page.objects.filter(pk=page.pk).update(title=text)  # as stored before titles were cleaned
    page.refresh_from_db()
    assert told(page)["NewsArticle"]["headline"] == text


def test_what_could_end_a_script_is_written_as_numbers():
    script = as_script({"a": "</script><!--&\u2028"})
    assert script == r'<script type="application/ld+json">{"a":"\u003c/script\u003e\u003c!--\u0026\u2028"}</script>'


def test_a_long_headline_is_shortened():
    headline = told(put(NewsPage, title="Rapat pleno " * 20))["NewsArticle"]["headline"]
    assert len(headline) <= 110
    assert headline.endswith("…")
