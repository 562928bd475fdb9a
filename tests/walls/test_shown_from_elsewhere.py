"""What a live page shows from elsewhere (titles of files, tags, divisions) changes only through the page's SOP."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import ProtectedError
from taggit.models import Tag

from news.models import NewsPage, PublicationPage
from offices.models import Division
from tests.conftest import office, person
from tests.news.pages import document, picture, put

pytestmark = pytest.mark.django_db


def _document(live: bool):
    item = document()
    put(NewsPage, body=[("document", {"document": item, "title": ""})], live=live)
    return item


def _picture(live: bool):
    item = picture()
    put(NewsPage, image=item, image_alt="Aula", live=live)
    return item


def _tag(live: bool):
    page = put(NewsPage, live=False)
    page.tags.add("pemilih pemula")
    page.save()
    NewsPage.objects.filter(pk=page.pk).update(live=live)
    return Tag.objects.get(name="pemilih pemula")


def _division(live: bool):
    division = Division.objects.create(office=office("serang"), name="Divisi Data")
    put(PublicationPage, division=division, live=live)
    return division


CHANGES = [
    (_document, {"title": "Daftar lain"}),
    (_picture, {"title": "Pleno lain"}),
    (_picture, {"description": "Yang lain"}),
    (_picture, {"focal_point_x": 10, "focal_point_y": 10, "focal_point_width": 5, "focal_point_height": 5}),
    (_tag, {"name": "penipu"}),
    (_tag, {"slug": "penipu"}),
    (_division, {"name": "Divisi Lain"}),
]


def change(item, facts) -> None:
    for name, value in facts.items():
        setattr(item, name, value)
    with transaction.atomic():
        item.save()


@pytest.mark.parametrize(("make", "facts"), CHANGES)
def test_it_stays_while_a_live_page_shows_it_and_the_remedy_is_said(make, facts):
    item = make(live=True)
    with pytest.raises(PermissionDenied, match="lalu ajukan melalui SOP"):
        change(item, facts)
    item.refresh_from_db()
    assert not any(getattr(item, name) == value for name, value in facts.items())


@pytest.mark.parametrize(("make", "facts"), CHANGES)
def test_it_changes_while_nobody_is_shown_it(make, facts):
    item = make(live=False)
    change(item, facts)
    item.refresh_from_db()
    assert all(getattr(item, name) == value for name, value in facts.items())


@pytest.mark.parametrize("make", [_document, _picture, _tag, _division])
def test_it_is_not_deleted_while_a_live_page_shows_it(make):
    item = make(live=True)
    with pytest.raises((PermissionDenied, ProtectedError)), transaction.atomic():
        item.delete()
    assert type(item).objects.filter(pk=item.pk).exists()


def test_the_screens_say_so_at_the_field_and_keep_what_was_typed():
    item = _document(live=True)
    item.collection = office("serang").collection
    item.save(update_fields=["collection"])
    address = f"/admin/documents/edit/{item.pk}/"
    answer = person("serang.staf").client.post(address, {"title": "Daftar lain", "collection": item.collection_id})
    assert "title" in answer.context["form"].errors
    assert "Daftar lain" in answer.content.decode()
    division = _division(live=True)
    facts = {"office": division.office_id, "name": "Divisi Lain"}
    answer = person("serang.admin-kantor").client.post(f"/admin/sop/divisi/edit/{division.pk}/", facts)
    assert "ajukan melalui SOP" in str(answer.context["form"].errors["name"])


def test_the_emblem_of_a_site_is_changed_on_its_front_page_only():
    item, home = picture(), office("serang").root_page.specific
    home.logo, home.change_reason = item, "Lambang kantor yang berlaku."
    home.save()
    with pytest.raises(PermissionDenied, match="ganti di halaman itu"):
        change(item, {"file": picture().file})


def test_what_the_public_doesnt_see_may_change():
    item = _picture(live=True)
    item.tags.add("arsip")
    item.collection = office("serang").collection
    item.save()
