"""The short link of a page, which stays when the page is renamed."""

from datetime import date

import pytest
from wagtail.models import PageViewRestriction

from news.models import AnnouncementPage, NewsPage
from tests.news.pages import put
from workflows.gate.publishing import permitted

pytestmark = pytest.mark.django_db

HOST = "http://serang.localhost"


def test_the_short_link_leads_to_where_the_page_is_now(client):
    page = put(NewsPage, title="Nama lama")
    response = client.get(f"/p/{page.pk}/", headers={"host": "serang.localhost"})
    assert (response.status_code, response.url) == (302, f"{HOST}/berita/nama-lama/")
    with permitted(None):
        page.slug = "nama-baru"
        page.save()
    assert client.head(f"/p/{page.pk}/", headers={"host": "serang.localhost"}).url == f"{HOST}/berita/nama-baru/"


def test_the_short_link_of_what_is_not_public_is_unknown(client):
    pages = [
        put(NewsPage, live=False),
        put(NewsPage, office="banten"),
        put(AnnouncementPage, valid_until=date(2022, 3, 1)),
    ]
    closed = put(NewsPage)
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    for page in (*pages, closed):
        assert client.get(f"/p/{page.pk}/", headers={"host": "serang.localhost"}).status_code == 404
