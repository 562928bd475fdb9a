"""What we reach for inside the libraries is still there, and still does what we reach for it for."""

from weakref import ReferenceType

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import connection
from django.db.models import signals
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from taggit.managers import _TaggableManager
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, Site

from engine import wagtail_internals
from news.models import NewsPage
from tests.conftest import draft, office, section, user
from tests.news.pages import picture

pytestmark = pytest.mark.django_db
OURS = "accounts files sops offices messaging workflows desk news home search operations text".split()


def queries_of(act) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def test_references_of_an_unsaved_draft_are_found():
    named = picture()
    page = NewsPage(title="Judul", image=named)
    kind = wagtail_internals.base_content_type(named)
    assert (kind.pk, str(named.pk)) in {found[:2] for found in wagtail_internals.references_of(page)}
    assert kind == ContentType.objects.get_for_model(get_image_model())


def test_a_request_knows_its_site_and_the_roots_of_all():
    request, home = RequestFactory().get("/"), office("serang").root_page
    page = Page.objects.get(pk=section("serang").pk)
    wagtail_internals.answer_for(request, office("serang").site, Site.get_site_root_paths())
    assert queries_of(lambda: (Site.find_for_request(request), page.get_url(request), home.get_url(request))) == 0
    assert Site.find_for_request(request) == office("serang").site


def test_rows_of_a_list_share_the_roots():
    parent = section("serang")
    pages = [Page.objects.get(pk=draft("serang").pk) for _ in range(2)]
    wagtail_internals.share_root_paths(RequestFactory().get("/"), parent, pages)
    assert queries_of(lambda: [page.get_url_parts() for page in pages]) == 0


def test_a_row_can_tell_only_what_readers_know():
    page = Page.objects.get(pk=section("serang").pk)
    page.has_unpublished_changes = True
    assert "konsep" in str(page.status_string)
    wagtail_internals.show_as_public(page)
    assert queries_of(lambda: page.status_string) == 0
    assert str(page.status_string) == "tayang"
    assert page.latest_revision_created_at == page.last_published_at


def test_a_parent_at_hand_is_not_fetched():
    page = Page.objects.get(pk=section("serang").pk)
    wagtail_internals.note_parent(page, office("serang").root_page)
    assert queries_of(page.get_parent) == 0


def test_a_route_that_was_found_is_not_looked_for_again():
    request, page = RequestFactory().get("/"), section("serang")
    wagtail_internals.note_route(request, (page, [], {}))
    assert Page.route_for_request(request, "lain/sama/sekali/") == (page, [], {})


def test_an_address_is_free_or_taken():
    taken = draft("serang")
    parent = section("serang")
    assert not wagtail_internals.is_slug_free(taken.slug, parent, NewsPage())
    assert wagtail_internals.is_slug_free(taken.slug, parent, taken)


def test_a_document_can_be_measured():
    made = get_document_model()(
        title="a", file=ContentFile(b"12345", name="a.txt"), uploaded_by_user=user("serang.staf")
    )
    wagtail_internals.measure(made)
    assert (made.file_size, len(made.file_hash)) == (5, 40)


def test_tags_are_spelt_as_known_by_the_one_method_that_looks_them_up():
    assert _TaggableManager._to_tag_model_instances.__module__ == "text.tags"


def test_nobody_listens_to_the_rows_of_every_model():
    """A session, a log line or a queued task is saved without a receiver of ours looking at it."""
    for signal in (signals.pre_save, signals.post_save, signals.pre_delete, signals.post_delete, signals.post_init):
        heard = [receiver for (_, sender), receiver, *_ in signal.receivers if sender == id(None)]
        modules = {getattr(one() if isinstance(one, ReferenceType) else one, "__module__", "") for one in heard}
        assert {module for module in modules if module and module.split(".")[0] in OURS} == set()
