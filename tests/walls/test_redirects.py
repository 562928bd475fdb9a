"""Redirects tell of public addresses only: none from a draft's, none to what the public may not read."""

import json
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.test.utils.form_data import querydict_from_html

from home.walking import EDITOR_FORM
from news.models import AnnouncementPage, NewsPage
from tests.conftest import PARAGRAPHS, draft, office, person, section
from tests.news.pages import put
from workflows.gate.publishing import permitted

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


def asked(address: str) -> HttpResponse:
    return Client().get(address, headers={"host": "serang.localhost"})


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Do something as one committed transaction, past the SOP."""

    def do(act):
        with django_capture_on_commit_callbacks(execute=True), permitted(None):
            return act()

    return do


def rename(page: Page, slug: str) -> None:
    page.slug = slug
    page.save()


def test_a_title_saved_while_it_is_typed_leaves_no_address_behind(django_capture_on_commit_callbacks):
    writer, page = person("serang.staf"), draft("serang", title="Sanksi")
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    for title in ("Sanksi etik", "Sanksi etik bagi anggota"):
        form = querydict_from_html(writer.client.get(address).content.decode(), form_id=EDITOR_FORM)
        writer._fill(form, PARAGRAPHS, {"title": title, "slug": title.lower().replace(" ", "-")})
        with django_capture_on_commit_callbacks(execute=True):
            saved = writer.client.post(address, form.urlencode(), FORM, headers={"accept": "application/json"})
        assert json.loads(saved.content)["success"]
    assert Page.objects.get(pk=page.pk).slug == "sanksi-etik-bagi-anggota"
    assert not Redirect.objects.exists()
    for slug in ("sanksi", "sanksi-etik", "sanksi-etik-bagi-anggota"):
        assert asked(f"/berita/{slug}/").status_code == 404


def test_a_public_address_leads_on_as_long_as_its_page_is_public(committed):
    page = put(NewsPage, slug="lama")
    committed(lambda: rename(page, "baru"))
    answer = asked("/berita/lama/?utm_source=surel")
    assert (answer.status_code, answer["Location"].endswith("/berita/baru/")) == (301, True)
    committed(page.unpublish)
    assert asked("/berita/lama/").status_code == 404


def test_a_section_renamed_leads_on_to_its_live_pages_and_tells_of_no_draft(committed):
    put(NewsPage, slug="tayang")
    put(NewsPage, slug="rahasia", live=False)
    committed(lambda: rename(section("serang"), "kabar"))
    assert asked("/berita/tayang/")["Location"].endswith("/kabar/tayang/")
    assert asked("/berita/")["Location"].endswith("/kabar/")
    assert asked("/berita/rahasia/").status_code == 404


@pytest.mark.parametrize("why", ["draft", "expired", "for some", "below what is for some"])
def test_no_redirect_whoever_made_it_leads_to_what_is_not_public(why):
    soon = timezone.localdate() - timedelta(days=2)
    facts = {"valid_from": soon, "valid_until": soon} if why == "expired" else {}
    page = put(AnnouncementPage, slug="tersembunyi", live=why != "draft", **facts)
    if "for some" in why:
        closed = page if why == "for some" else page.get_parent()
        PageViewRestriction.objects.create(page=closed, restriction_type="login")
    site = Site.objects.get(root_page=office("serang").root_page_id)
    for number, where in enumerate((site, None)):
        Redirect.objects.create(old_path=f"/jalan-{number}", site=where, redirect_page=page)
        answer = asked(f"/jalan-{number}/")
        assert answer.status_code == 404
        assert "tersembunyi" not in answer.content.decode()
