"""What a file or a collection costs to change does not grow with what others have on their way."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.models import Collection, CollectionViewRestriction

from news.models import NewsPage
from search import entries
from tests.conftest import draft, office, started, starter
from tests.walls.foreign import document, picture
from workflows.gate import publishing

pytestmark = pytest.mark.django_db


def queries(what) -> int:
    with CaptureQueriesContext(connection) as captured:
        what()
    return len(captured)


@pytest.mark.both
def test_deleting_an_unused_picture_reads_no_draft():
    started("serang")
    picture("serang").delete()
    few = queries(picture("serang").delete)
    for _ in range(2):
        started("serang")
        started("rembang")
    assert queries(picture("serang").delete) <= few


def test_a_picture_that_only_a_draft_names_stays_until_the_draft_names_it_no_more():
    shown = picture("serang")
    page = draft("serang")
    starter("serang").act(page.pk, "start")
    text = NewsPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    autosaved = text.save_revision()
    text.body = [("image", {"image": shown, "alt": "Rapat"})]
    text.save_revision(overwrite_revision=autosaved)
    with transaction.atomic(), pytest.raises(PermissionDenied, match="dipakai"):
        shown.delete()
    text.body = [("text", "<p>Tanpa gambar.</p>")]
    text.save_revision(overwrite_revision=autosaved)
    shown.delete()


def test_closing_a_collection_refreshes_only_pages_that_name_its_files(monkeypatch):
    refreshed = []
    monkeypatch.setattr(entries, "refresh", lambda page: refreshed.append(page.pk))
    mine, other = (Collection.objects.get(pk=office("serang").collection_id).add_child(name=n) for n in ("a", "b"))
    inside, outside = document("serang", "Dalam"), document("serang", "Luar")
    for file, collection in ((inside, mine), (outside, other)):
        type(file).objects.filter(pk=file.pk).update(collection=collection)
    pages = [draft("serang") for _ in range(2)]
    for page, file in zip(pages, (inside, outside), strict=True):
        live = NewsPage.objects.get(pk=page.pk)
        live.body = [("document", {"document": file, "title": ""})]
        with_gate(live)
    refreshed.clear()
    CollectionViewRestriction.objects.create(collection=mine, restriction_type="login")
    assert refreshed == [pages[0].pk]


def with_gate(page) -> None:
    """Make a page live as a loading command would."""
    page.live = True
    with publishing.permitted(None):
        page.save()
