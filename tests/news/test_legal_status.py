"""The status of a legal document follows what public documents say of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from news.models import LegalDocumentPage
from news.models.relations import LegalRelation, LegalStatus
from tests.news.pages import draft
from tests.news.test_legal import LATER, decree, says
from workflows.gate.publishing import permitted

pytestmark = pytest.mark.django_db


def status(page) -> str:
    """The status of a page as the page and the list say it."""
    own = LegalDocumentPage.objects.get(pk=page.pk).current_status
    listed = LegalDocumentPage.objects.with_current_status().get(pk=page.pk).current_status
    assert own == listed
    assert LegalDocumentPage.objects.with_current_status().filter(current_status=own, pk=page.pk).exists()
    return own


@pytest.mark.parametrize(
    ("own", "relations", "shown"),
    [
        ("berlaku", [], "berlaku"),
        ("berlaku", ["terkait"], "berlaku"),
        ("berlaku", ["mengubah"], "diubah"),
        ("berlaku", ["mencabut"], "dicabut"),
        ("berlaku", ["mengubah", "mencabut"], "dicabut"),
        ("diubah", [], "diubah"),
        ("diubah", ["mencabut"], "dicabut"),
        ("dicabut", ["mengubah"], "dicabut"),
        ("tidak-berlaku", ["mengubah"], "tidak-berlaku"),
        ("tidak-berlaku", ["mencabut"], "dicabut"),
    ],
)
def test_the_status_follows_what_public_documents_say(own, relations, shown):
    target = decree(status=own)
    for kind in relations:
        decree(says(kind, target), **LATER)
    assert status(target) == shown


def test_only_documents_that_are_public_count():
    target = decree()
    decree(says("mencabut", target), live=False, **LATER)
    closed = decree(says("mencabut", target), **LATER)
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    decree(says("mencabut", target), expire_at=timezone.now() - timedelta(days=1), **LATER)
    assert status(target) == "berlaku"


def test_another_offices_document_changes_nothing_here():
    target = decree()
    source = decree(**LATER, office="banten")
    LegalRelation.objects.create(page=source, kind="mencabut", target=target)
    assert status(target) == "berlaku"
    assert LegalDocumentPage.objects.get(pk=target.pk).incoming == []


def test_a_withdrawn_document_no_longer_counts():
    target = decree()
    source = decree(says("mencabut", target), **LATER)
    assert status(target) == "dicabut"
    with permitted(None):
        source.unpublish()
    assert status(target) == "berlaku"


def test_a_preview_shows_the_status_of_the_draft():
    page = LegalDocumentPage.objects.get(pk=decree().pk)
    page.status = "tidak-berlaku"
    assert page.current_status == "tidak-berlaku"
    assert draft(LegalDocumentPage, status="diubah").current_status == "diubah"


def test_every_status_has_a_word():
    for value in LegalStatus:
        assert draft(LegalDocumentPage, status=value).current_status_label == value.label


def test_a_list_of_statuses_costs_one_query():
    target = decree()
    decree(says("mencabut", target), **LATER)
    with CaptureQueriesContext(connection) as captured:
        found = [page.current_status_label for page in LegalDocumentPage.objects.with_current_status().order_by("pk")]
    assert len(captured) == 1
    assert found == ["Dicabut", "Berlaku"]
