"""Private files are private: at every address, for visitors and for other offices (promise 21)."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from offices import letters
from offices.roles import ensure_headquarters
from tests.conftest import draft, office, person
from workflows.gate import file_access
from workflows.gate.publishing import permitted

pytestmark = pytest.mark.django_db
SECRET = b"rahasia " * 50
HOST = "serang.localhost"


def document(collection: Collection, name: str = "konsep.txt"):
    file = ContentFile(SECRET, name=name)
    return get_document_model().objects.create(title=name, file=file, file_size=len(SECRET), collection=collection)


def ours(name: str = "konsep.txt"):
    return document(office("serang").collection, name)


def closed_collection(kind: str = "groups", **facts) -> Collection:
    made = Collection.get_first_root_node().add_child(name="Tertutup")
    restriction = CollectionViewRestriction.objects.create(collection=made, restriction_type=kind, **facts)
    restriction.groups.add(ensure_headquarters())
    return made


def shown_by_a_page(item, *, live: bool = True):
    page = draft("serang").specific
    page.body.append(("document", {"document": item, "title": ""}))
    page.live = live
    with permitted(None):
        page.save()
    return page


def asked(address: str, name: str = "") -> int:
    client = person(name).client if name else Client()
    return client.get(address, headers={"host": HOST}).status_code


def read(address: str, name: str = "") -> bytes:
    client = person(name).client if name else Client()
    answer = client.get(address, headers={"host": HOST})
    return b"".join(answer) if answer.streaming else answer.content


def test_a_document_no_page_shows_is_its_offices():
    address = ours().url
    assert asked(address) == 404
    assert asked(address, "rembang.pengampu-konsep") == 404
    assert read(address, "serang.staf") == SECRET
    assert read(address, "pusat.admin") == SECRET


def test_a_document_of_a_live_page_is_everyones_until_the_page_goes():
    item = ours()
    page = shown_by_a_page(item)
    answer = Client().get(item.url, headers={"host": HOST})
    assert b"".join(answer) == SECRET
    assert answer["Cache-Control"] == "private, no-cache"
    page.live = False
    with permitted(None):
        page.save()
    assert asked(item.url) == 404


def test_a_draft_shows_nothing_to_the_public():
    item = ours()
    shown_by_a_page(item, live=False)
    assert asked(item.url) == 404


def test_a_page_for_some_makes_no_document_public():
    item = ours()
    page = shown_by_a_page(item)
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert asked(item.url) == 404


@pytest.mark.parametrize("kind", ["groups", "login"])
def test_a_closed_collection_is_closed_even_where_a_page_shows_it(kind):
    item = document(closed_collection(kind))
    shown_by_a_page(item)
    assert asked(item.url) == 403
    assert read(item.url, "pusat.admin") == SECRET
    if kind == "groups":
        assert asked(item.url, "rembang.pengampu-konsep") == 403
        assert asked(item.url, "serang.kasubag") == 403


def test_a_password_is_asked_for_where_the_collection_has_one():
    item = document(closed_collection("password", password="sandi-bersama"))
    answer = Client().get(item.url, headers={"host": HOST})
    assert SECRET not in answer.content
    assert "password" in answer.content.decode()


def test_a_letter_is_nobodys_by_its_address():
    letter = letters.keep(SimpleUploadedFile("surat.pdf", SECRET), "1/Plh/2026", None)
    for who in ("", "serang.kasubag", "rembang.pengampu-konsep"):
        assert asked(letter.url, who) == 403
        assert asked(f"/media/{letter.file.name}", who) == 404
        assert asked(f"/media/images/../{letter.file.name}", who) == 404


@pytest.mark.parametrize("who", ["", "serang.staf", "root"])
def test_no_document_has_an_address_in_the_storage(who):
    item = ours()
    shown_by_a_page(item)
    for address in (f"/media/{item.file.name}", f"/media/images/../{item.file.name}", f"/media/./{item.file.name}"):
        assert asked(address, who) in (400, 404)


def picture(name: str = "rapat.jpg"):
    out = BytesIO()
    Image.new("RGB", (900, 600), "teal").save(out, "JPEG")
    fields = {
        "title": "Rapat",
        "file": SimpleUploadedFile(name, out.getvalue()),
        "collection": office("serang").collection.pk,
    }
    assert person("serang.staf").client.post("/admin/images/add/", fields).status_code == 302
    return get_image_model().objects.get(title="Rapat")


def test_a_picture_is_its_offices_until_a_page_shows_it_and_then_its_sizes_are_everyones():
    image = picture()
    thumbnail, size = image.get_rendition("max-165x165"), image.get_rendition("width-400|format-webp")
    for address in (f"/media/{image.file.name}", thumbnail.url, size.url):
        assert [asked(address, who) for who in ("", "rembang.pengampu-konsep")] == [404, 404]
        assert [asked(address, who) for who in ("serang.staf", "serang.kasubag", "pusat.admin")] == [200] * 3
    page = draft("serang").specific
    page.image, page.image_alt = image, "Rapat"
    page.save_revision()
    assert [asked(one.url) for one in (thumbnail, size)] == [404, 404], "a draft shows nothing to the public"
    with permitted(None):
        page.save_revision().publish(skip_permission_checks=True)
    size.refresh_from_db()
    answer = Client().get(size.url, headers={"host": HOST})
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert answer["Cache-Control"] == "public, max-age=60"
    assert "Content-Encoding" not in answer
    assert asked(thumbnail.url) == 404, "no page shows what lists of the desk do"


def test_the_name_of_an_uploaded_picture_cannot_be_guessed():
    first, second = picture().file.name, None
    get_image_model().objects.filter(title="Rapat").delete()
    second = picture("nama-yang-panjang-sekali-untuk-sebuah-foto-rapat-pleno.jpg")
    assert first.startswith("original_images/rapat-")
    token = second.file.name.rpartition("-")[2].removesuffix(".jpg")
    assert len(token) == 12
    assert token not in first
    assert token in second.get_rendition("width-1200|format-webp").file.name


def test_portraits_are_for_those_who_work_here():
    file_access.default_storage.save("avatar_images/wajah.png", ContentFile(b"x"))
    assert asked("/media/avatar_images/wajah.png") == 404
    assert asked("/media/avatar_images/wajah.png", "serang.staf") == 200


@pytest.mark.parametrize(
    "address",
    [
        "/media/",
        "/media/images/",
        "/media/images/tidak-ada.webp",
        "/media/images/..%2f..%2fmanage.py",
        "/media/images/a%00b",
    ],
)
def test_what_is_not_there_is_not_found(address):
    assert asked(address) in (400, 404)


def test_with_the_web_server_the_site_only_says_which_file(settings, tmp_path):
    from wagtail.utils import sendfile

    settings.SENDFILE_BACKEND, settings.SENDFILE_ROOT = "django_sendfile.backends.nginx", settings.MEDIA_ROOT
    settings.SENDFILE_URL = "/berkas-terlindung"
    sendfile._get_sendfile.clear()
    item = ours("laporan akhir.txt")
    try:
        answer = person("serang.staf").client.get(item.url, headers={"host": HOST})
    finally:
        sendfile._get_sendfile.clear()
    assert (answer["X-Accel-Redirect"], answer.content) == (f"/berkas-terlindung/{item.file.name}", b"")
    assert asked(item.url) == 404


def test_nothing_but_documents_pictures_and_previews_is_a_file():
    """Whoever adds a field for files must say who may read it; the folders here are those of file_access."""
    from django.apps import apps
    from django.db.models import FileField

    fields = {
        str(field) for model in apps.get_models() for field in model._meta.get_fields() if isinstance(field, FileField)
    }
    assert fields == {
        "wagtailcore.UploadedFile.file",
        "wagtaildocs.Document.file",
        "wagtailimages.Image.file",
        "wagtailimages.Rendition.file",
        "wagtailusers.UserProfile.avatar",
        "news.DocumentPreview.picture",
    }
