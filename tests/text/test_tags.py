"""However it is spelt, a tag is one tag, and the spelling that is there already stays."""

import pytest
from django.test import Client
from taggit.models import Tag

from news.models import NewsPage
from tests.conftest import section, writer_of
from tests.news.pages import picture, put
from text.tags import key

pytestmark = pytest.mark.django_db
SPELLINGS = (
    "Pemilu Café 2024",
    "pemilu café 2024",
    "PEMILU  CAFE\u0301 2024",
    "pemilu-café-2024",
    "Pemilu\xa0Café\u200b 2024",
)


def names(page):
    return [tag.name for tag in page.tags.all()]


@pytest.mark.parametrize("first", SPELLINGS)
def test_spellings_of_one_tag_make_one(first):
    for spelling in (first, *SPELLINGS):
        page = put(NewsPage)
        page.tags.add(spelling)
        assert len(names(page)) == 1
    assert Tag.objects.filter(slug__contains="2024").count() == 1
    photo = picture()
    photo.tags.add(*SPELLINGS)
    assert [tag.pk for tag in photo.tags.all()] == [Tag.objects.get(slug__contains="2024").pk]


def test_the_editor_gives_the_one_that_is_there():
    Tag.objects.create(name="Daftar Pemilih", slug="daftar-pemilih")
    writer = writer_of("serang")
    page = super(type(writer), writer).write(
        section("serang"),
        NewsPage,
        paragraphs=["Isi"],
        title="Rapat",
        kind="berita",
        summary="S",
        tags='"daftar-pemilih", "DAFTAR PEMILIH", logistik',
    )
    assert sorted(names(page.get_latest_revision_as_object())) == ["Daftar Pemilih", "logistik"]


def test_other_words_stay_other_tags():
    page = put(NewsPage)
    page.tags.add("Pemilu", "Pemilih", "選挙", "投票")
    assert len(names(page)) == 4
    assert key("選挙") != key("投票")


def test_signs_alone_are_no_tag_and_one_of_before_breaks_no_page():
    page = put(NewsPage)
    page.tags.add('=HYPERLINK("http://x.id";"klik")', ";", "💩", ")", "-_-")
    assert names(page) == ['=HYPERLINK("http://x.id";"klik")']
    page.tags.through.objects.create(tag=Tag.objects.create(name=";", slug=""), content_object=page)
    assert Client().get(page.url, headers={"host": "serang.localhost"}).status_code == 200
