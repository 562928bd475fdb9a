"""A page deleted while somebody starts it, a page taken down while somebody opens its file: one story each."""

import os

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from home.demo_offices import bring_on
from news.models import LegalDocumentPage
from tests.conftest import holder, office, section, user
from tests.news.pages import document, draft
from tests.workflows.test_races import check_consistent, committed, page_by, press, together  # noqa: F401  (its fixture)
from workflows.models import SopRun

pytestmark = pytest.mark.races
TRIALS = int(os.environ.get("RACE_TRIALS", "10"))


@pytest.mark.django_db
def test_the_world_to_race_in_is_there():
    assert user("serang.staf").memberships.exists()


@pytest.mark.parametrize("trial", range(TRIALS))
def test_a_page_is_started_or_gone(trial):
    staf = holder("serang", "staf")
    page = page_by(staf.user)
    delete = reverse("wagtailadmin_pages:delete", args=[page.pk])
    admin = holder("serang", "admin-kantor").client
    together(press(staf, page.pk, "start"), lambda: admin.post(delete))
    is_there = Page.objects.filter(pk=page.pk).exists()
    assert is_there == SopRun.objects.filter(page_id=page.pk).exists()
    if is_there:
        assert check_consistent(page.pk).is_open


@pytest.mark.parametrize("trial", range(TRIALS))
def test_a_file_opened_during_a_take_down_is_closed_after_it(trial):
    file = document()
    file.collection = office("serang").collection
    file.save()
    page = draft(
        LegalDocumentPage, file=file, live=False, owner=user("serang.staf"), number=f"{trial}", slug=f"sk-{trial}"
    )
    section("serang", "produk-hukum").add_child(instance=page)
    page.save_revision(user=page.owner)
    run = bring_on(page, until="live")
    host = {"host": "serang.localhost"}
    assert Client().get(file.url, headers=host).status_code == 200
    answers = together(
        press(holder("serang", "admin-website"), run.page_id, "take_down"),
        lambda: Client().get(file.url, headers=host),
    )
    assert answers[0].status_code == 302
    assert answers[1].status_code in (200, 404)
    connection.close()
    assert Client().get(file.url, headers=host).status_code == 404
