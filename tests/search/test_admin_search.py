"""Wagtail's search of pages, as the explorer and the choosers ask it, does not cost more with more pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from modelsearch.backends import get_search_backend
from wagtail.models import Page

from news.models import NewsPage
from search import admin_backend
from tests.conftest import draft, person
from tests.world import SLUGS

pytestmark = [pytest.mark.django_db, pytest.mark.postgres, pytest.mark.both]

CHOOSER = "/admin/choose-page/search/?page_type=wagtailcore.page&q="


def indexed(*titles: str) -> list[NewsPage]:
    """Drafts of those titles, one an office, as the index knows them."""
    pages = [draft(slug, title=title) for slug, title in zip(SLUGS, titles, strict=False)]
    get_search_backend().add_bulk(NewsPage, pages)
    return pages


def test_the_newest_matches_are_ranked_and_no_more(monkeypatch):
    pages = indexed("Kirana satu", "Kirana dua", "Kirana tiga", "Lain sama sekali")
    monkeypatch.setattr(admin_backend, "NEWEST", 2)
    for found in (Page.objects.autocomplete("kira"), Page.objects.search("kirana")):
        assert [page.pk for page in found] == [pages[2].pk, pages[1].pk]
        assert found.count() == 2
    by_title = Page.objects.order_by("title").search("kirana", order_by_relevance=False)
    assert [page.title for page in by_title] == ["Kirana dua", "Kirana satu", "Kirana tiga"]


def test_what_a_person_may_not_choose_takes_nobodys_place(monkeypatch):
    own, foreign = indexed("Kirana sendiri", "Kirana orang lain")
    monkeypatch.setattr(admin_backend, "NEWEST", 1)
    shown = person(f"{SLUGS[0]}.admin-kantor").client.get(f"{CHOOSER}kirana").content.decode()
    assert own.title in shown
    assert foreign.title not in shown


def test_a_page_that_is_saved_does_not_read_the_whole_index():
    page, _ = indexed("Kirana satu", "Kirana dua")
    with CaptureQueriesContext(connection) as asked:
        get_search_backend().add(page)
    about = [query["sql"] for query in asked if "wagtailsearch_indexentry" in query["sql"]]
    assert len(about) == 1
    assert about[0].lstrip().startswith("INSERT")
