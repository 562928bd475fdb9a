"""A file is public because a live page of an office that may use it shows it, and for no other reason."""

import pytest
from django.contrib.auth.models import Permission
from django.db.models import ForeignKey
from django.test import Client
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Collection, GroupCollectionPermission

from news.models import AnnouncementPage, Attachment, LegalDocumentPage, NewsPage
from offices.models import OfficeRole
from tests.conftest import office, person
from tests.news.pages import TYPES, put
from tests.walls.foreign import document
from workflows.gate.publishing import permitted

pytestmark = pytest.mark.django_db


def _status(address: str) -> int:
    return Client().get(address, headers={"host": "serang.localhost"}).status_code


def _shown_on(page, item) -> bool:
    """Whether a visitor finds the file's address on the page."""
    page.refresh_from_db()
    answer = Client().get(page.get_url(), headers={"host": f"{page.get_site().hostname}"})
    assert answer.status_code == 200
    return item.url.rpartition("/")[0] in answer.content.decode()


FIELDS = [
    (model, field.name)
    for model in TYPES
    for field in model._meta.concrete_fields
    if isinstance(field, ForeignKey) and field.related_model is get_document_model()
]


@pytest.mark.parametrize(("model", "name"), FIELDS, ids=[f"{model.__name__}.{name}" for model, name in FIELDS])
def test_a_field_makes_its_file_public_exactly_where_the_page_shows_it(model, name):
    item = document("serang", "Surat asal")
    page = put(model, **{name: item, **({"source_kind": "nota-dinas"} if name == "source_file" else {})})
    assert (_status(item.url) == 200) == _shown_on(page, item)


def test_the_letter_a_text_came_from_stays_the_offices():
    item = document("serang")
    put(NewsPage, source_file=item, source_kind="nota-dinas")
    assert _status(item.url) == 404
    assert person("serang.staf").client.get(item.url).status_code == 200


def test_what_is_a_letter_here_and_an_attachment_there_is_public():
    item = document("serang")
    put(NewsPage, source_file=item, source_kind="nota-dinas")
    page = put(AnnouncementPage)
    with permitted(None):
        page.attachments.add(Attachment(title="Surat", document=item))
        page.save()
    assert _shown_on(page, item)
    assert _status(item.url) == 200


def _used_by_serang(item):
    return put(NewsPage, body=[("document", {"document": item, "title": ""})])


def test_a_page_of_another_office_opens_no_file():
    item = document("rembang")
    _used_by_serang(item)
    assert _status(item.url) == 404


def test_a_file_shared_on_purpose_is_public_where_the_other_office_shows_it():
    shared = office("rembang").collection.add_child(name="Bersama")
    item = document("rembang")
    item.collection = shared
    item.save()
    _used_by_serang(item)
    assert _status(item.url) == 404
    group = OfficeRole.objects.get(office__slug="serang", slug="staf").group
    choose = Permission.objects.get(codename="choose_document")
    GroupCollectionPermission.objects.create(group=group, collection=shared, permission=choose)
    assert _status(item.url) == 200


def test_headquarters_own_files_are_public_where_any_office_shows_them():
    item = document("rembang")
    item.collection = Collection.get_first_root_node()
    item.save()
    assert _status(item.url) == 404
    _used_by_serang(item)
    assert _status(item.url) == 200


def test_a_page_that_has_expired_opens_no_file():
    item = document("serang")
    page = put(LegalDocumentPage, file=item)
    assert _status(item.url) == 200
    type(page).objects.filter(pk=page.pk).update(expire_at=timezone.now())
    assert _status(item.url) == 404
