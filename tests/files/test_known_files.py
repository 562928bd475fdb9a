"""What is in the library already is offered by name instead of being stored twice."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from tests.conftest import office, user
from tests.files.test_uploads import picture

pytestmark = pytest.mark.django_db
TEXT = b"Jadwal rapat pleno terbuka."


def at_desk(username):
    client = Client()
    client.force_login(user(username))
    return client


def several(client, kind, file, collection):
    """The page for many files at once, which sends them one by one."""
    data = {"files[]": file, "title": file.name, "collection": str(collection.pk)}
    return client.post(f"/admin/{kind}/multiple/add/", data, headers={"X-Requested-With": "XMLHttpRequest"}).json()


def text(name):
    return SimpleUploadedFile(name, TEXT, "text/plain")


def test_a_document_that_is_there_is_named():
    client, mine = at_desk("serang.staf"), office("serang").collection
    assert several(client, "documents", text("jadwal.txt"), mine)["success"]
    again = several(client, "documents", text("jadwal-baru.txt"), mine)
    assert "sudah ada di pustaka sebagai «jadwal.txt»" in again["error_message"]
    assert get_document_model().objects.filter(collection=mine, file_hash__gt="").count() == 1


def test_in_the_chooser_too():
    client, mine = at_desk("serang.staf"), office("serang").collection
    several(client, "documents", text("jadwal.txt"), mine)
    data = {"document-chooser-upload-title": "Sama", "document-chooser-upload-file": text("sama.txt")}
    html = client.post("/admin/documents/chooser/create/", data | {"document-chooser-upload-collection": mine.pk})
    assert "sudah ada di pustaka" in html.content.decode()


def test_what_only_another_office_has_is_told_to_nobody():
    several(at_desk("rembang.sekretaris"), "documents", text("rahasia.txt"), office("rembang").collection)
    assert several(at_desk("serang.staf"), "documents", text("kami.txt"), office("serang").collection)["success"]


def test_a_picture_that_is_there_is_named_too():
    client, mine = at_desk("serang.staf"), office("serang").collection
    photo = picture("JPEG", (80, 60))
    assert several(client, "images", SimpleUploadedFile("foto.jpg", photo, "image/jpeg"), mine)["success"]
    again = several(client, "images", SimpleUploadedFile("lain.jpg", photo, "image/jpeg"), mine)
    assert "sudah ada di pustaka sebagai «foto.jpg»" in again["error_message"]
    assert get_image_model().objects.filter(collection=mine, title__in=("foto.jpg", "lain.jpg")).count() == 1
