"""Wagtail's own screens, given what no form of theirs sends, and the good things they are for: never a fault."""

import json
from io import BytesIO
from itertools import count

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpRequest, HttpResponse
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, Workflow

from site_kpu.malformed import Malformed
from tests.conftest import draft, office, person, section
from tests.walls.foreign import picture

pytestmark = pytest.mark.django_db
WHO = "serang.staf"


def png(side: int = 20) -> bytes:
    out = BytesIO()
    Image.new("RGB", (side, side), "navy").save(out, "PNG")
    return out.getvalue()


NUMBERS = count(1)
GOOD = {  # another one each time: what is in the library already is not taken twice
    "picture": lambda: SimpleUploadedFile("rapat.png", png(20 + next(NUMBERS)), "image/png"),
    "document": lambda: SimpleUploadedFile("naskah.txt", f"Isi naskah {next(NUMBERS)}.".encode(), "text/plain"),
}
BAD = {
    "picture": lambda: SimpleUploadedFile("rapat.png", b"bukan gambar", "image/png"),
    "document": lambda: SimpleUploadedFile("naskah.pdf", b"bukan pdf", "application/pdf"),
}
UPLOADS = {
    "picture": [
        ("/admin/images/multiple/add/", "files[]", {}),
        ("/admin/images/add/", "file", {"title": "Foto"}),
        (
            "/admin/images/chooser/create/",
            "image-chooser-upload-file",
            {"image-chooser-upload-title": "Foto"},
        ),
    ],
    "document": [
        ("/admin/documents/multiple/add/", "files[]", {}),
        ("/admin/documents/add/", "file", {"title": "Naskah"}),
        (
            "/admin/documents/chooser/create/",
            "document-chooser-upload-file",
            {"document-chooser-upload-title": "Naskah"},
        ),
    ],
}


@pytest.mark.parametrize(("kind", "model"), [("picture", get_image_model()), ("document", get_document_model())])
def test_every_upload_screen_takes_a_good_file_and_refuses_a_bad_one(kind, model):
    client, collection = person(WHO).client, office("serang").collection_id
    for address, field, form in UPLOADS[kind]:
        place = field.removesuffix("file").removesuffix("files[]") + "collection"
        before = model.objects.count()
        refused = client.post(address, {**form, place: collection, field: BAD[kind]()})
        assert (refused.status_code, model.objects.count()) == (200, before), address
        taken = client.post(address, {**form, place: collection, field: GOOD[kind]()})
        assert taken.status_code in (200, 302), address
        assert model.objects.count() == before + 1, address


def test_what_was_just_uploaded_gets_its_title():
    client, shown = person(WHO).client, picture("serang")
    form = {f"image-{shown.pk}-title": "Rapat pleno", f"image-{shown.pk}-collection": shown.collection_id}
    assert client.post(f"/admin/images/multiple/{shown.pk}/", form).json()["success"]
    assert get_image_model().objects.get(pk=shown.pk).title == "Rapat pleno"


def test_a_picture_in_use_stays_and_why_is_said():
    shown = picture("serang")
    draft("serang", image=shown.pk, image_alt="Rapat")
    answer = person("serang.admin-kantor").client.post(f"/admin/images/multiple/{shown.pk}/delete/")
    assert answer.status_code == 409
    assert "Berkas dipakai di konsep" in answer.json()["error_message"]
    assert get_image_model().objects.filter(pk=shown.pk).exists()


ASKED = [
    ("get", "/admin/images/chooser/chosen/tulisan/", {}, 400),
    ("get", "/admin/images/chooser/chosen-multiple/?id=x", {}, 400),
    ("get", "/admin/pages/{page}/revisions/0/revert/", {}, 404),
    ("get", "/admin/choose-external-link/?parent_page_id=x", {}, 400),
    ("post", "/admin/choose-external-link/", {}, 200),
    ("post", "/admin/pages/{page}/copy/", {}, 400),
    ("post", "/admin/pages/{page}/copy/", {"new_parent_page": "x"}, 400),
    ("post", "/admin/pages/{page}/edit/", {"body-count": "x"}, 400),
    ("post", "/admin/pages/{page}/edit/preview/", {"title": "x"}, 400),
    ("post", "/admin/pages/{page}/edit/preview/", {"body-count": "x"}, 400),
    ("post", "/admin/pages/add/news/newspage/{section}/preview/", {"title": "x"}, 400),
    ("get", "/admin/bulk/wagtailcore/page/delete/?id=all&childOf=x", {}, 400),
    ("get", "/admin/pages/move/1/?target_pages[]=x", {}, 404),
    ("post", "/admin/sop/tugas/{page}/", {}, 404),
]


@pytest.mark.parametrize(("method", "address", "form", "status"), ASKED)
def test_what_a_screen_cannot_read_is_refused_with_a_sentence(method, address, form, status):
    page = draft("serang")
    address = address.format(page=page.pk, section=section("serang").pk)
    answer = getattr(person(WHO).client, method)(address, form)
    assert answer.status_code == status
    if status == 400:
        assert "Kembali ke halaman sebelumnya" in answer.content.decode()


@pytest.mark.both
@pytest.mark.parametrize("number", ["-1", "9" * 40])
def test_a_part_of_a_list_that_is_not_there_is_not_found(number):
    address = f"/admin/workflows/edit/{Workflow.objects.first().pk}/?p={number}"
    assert person("pusat.admin").client.get(address).status_code == 404


def test_a_slug_longer_than_the_column_is_refused_with_its_number():
    page = draft("serang")
    form = {"new_title": "Salinan", "new_slug": "s" * 256, "new_parent_page": section("serang").pk}
    answer = person(WHO).client.post(f"/admin/pages/{page.pk}/copy/", form)
    assert answer.status_code < 500
    if connection.vendor == "postgresql":
        assert answer.status_code == 400
        assert "255 karakter" in answer.content.decode()


@pytest.mark.parametrize("body", ["[]", '"x"', "null", '{"x": [1]}', '{"x": "' + "a" * 50_000 + '"}', "[" * 1000])
def test_only_what_a_person_dismissed_is_noted(body):
    answer = person(WHO).client.patch("/admin/dismissibles/", body, content_type="application/json")
    assert answer.status_code == 400
    good = person(WHO).client.patch("/admin/dismissibles/", '{"kabar": true}', content_type="application/json")
    assert json.loads(good.content) == {"kabar": True}


@pytest.mark.parametrize("fault", [lambda: int("x"), lambda: Page.objects.get(pk="x"), lambda: {}["file"]])
def test_a_fault_of_our_own_stays_one(fault):
    net, request = Malformed(lambda request: HttpResponse()), HttpRequest()
    request.path_info = "/admin/sop/tugas/1/"
    with pytest.raises((ValueError, LookupError)) as raised:
        fault()
    assert net.process_exception(request, raised.value) is None
