"""Previews of files and renditions of pictures: made by the worker, never for a visitor."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django_tasks_db.models import DBTaskResult
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from home.demo_pictures import draw_pdf
from news.files import previews
from news.files.previews import make_preview
from news.models import DocumentPreview, LegalDocumentPage, NewsPage
from news.pictures import SPECS, make_renditions
from tests.news.pages import draft, picture, put, section
from workflows.gate.publishing import permitted

pytestmark = pytest.mark.django_db


def stored(data: bytes, name: str = "naskah.pdf", **facts):
    return get_document_model().objects.create(title="Naskah", file=ContentFile(data, name=name), **facts)


def html_of(page, client):
    return client.get(page.get_url_parts()[2], headers={"host": "serang.localhost"}).content.decode()


def test_the_first_page_of_a_published_document_is_shown(client):
    file = stored(draw_pdf("Keputusan", ["Isi keputusan."]))
    page = section("serang", "produk-hukum").add_child(instance=draft(LegalDocumentPage, live=False, file=file))
    with permitted(None):
        page.save_revision().publish(skip_permission_checks=True)
    assert DBTaskResult.objects.filter(task_path="news.files.previews.make_preview").exists()
    assert "Halaman pertama naskah" not in html_of(page, client)
    assert make_preview.call(file.pk)
    preview = DocumentPreview.objects.get(document=file)
    assert Image.open(preview.picture).size == (preview.width, preview.height) == (600, 849)
    assert preview.picture.url in html_of(page, client)


def test_a_replaced_file_is_drawn_anew_and_the_same_one_is_not(monkeypatch):
    file = stored(draw_pdf("Keputusan", ["Isi."]))
    assert make_preview.call(file.pk)
    monkeypatch.setattr(previews, "answer_of", lambda *a, **k: pytest.fail("drawn twice"))
    assert make_preview.call(file.pk)
    monkeypatch.undo()
    file.file = ContentFile(draw_pdf("Lain", ["Lain."]), name="lain.pdf")
    file.save()
    assert make_preview.call(file.pk)
    assert DocumentPreview.objects.get(document=file).file_name == file.file.name


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.4", b"%PDF-1.7\n" + b"\x00" * 1000, b"<html></html>", draw_pdf("x", ["y"])[:400]]
)
def test_a_broken_file_has_no_preview_and_stops_nothing(data):
    assert not make_preview.call(stored(data).pk)


def test_a_private_file_and_another_type_have_none():
    private = Collection.get_first_root_node().add_child(name="Tertutup")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    assert not make_preview.call(stored(draw_pdf("x", ["y"]), collection=private).pk)
    assert not make_preview.call(stored(b"a,b", name="data.csv").pk)
    assert not make_preview.call(987654)


def test_a_file_that_is_gone_from_storage_is_reported_not_raised():
    file = stored(draw_pdf("x", ["y"]))
    file.file.storage.delete(file.file.name)
    assert not make_preview.call(file.pk)


def test_an_upload_orders_its_renditions_and_a_visitor_makes_none(client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        photo = picture()
    assert DBTaskResult.objects.filter(task_path="news.pictures.make_renditions").exists()
    page = put(NewsPage, image=photo, image_alt="Aula")
    assert "<img" not in html_of(page, client), "the upload itself is nobody's but the desk's"
    assert "Gambar sedang disiapkan: Aula" in html_of(page, client)
    assert not photo.renditions.exists()
    with django_capture_on_commit_callbacks(execute=True):  # whatever page was kept meanwhile is purged then
        assert make_renditions.call(photo.pk) == len(SPECS)
    html = html_of(page, client)
    for image_format in ("avif", "webp"):
        assert f'type="image/{image_format}"' in html
    assert "width-1200" not in html, "a picture of 640 pixels is not offered enlarged"


def test_sizes_that_are_gone_are_drawn_anew_whatever_a_process_remembers():
    photo = picture()
    assert make_renditions.call(photo.pk) == len(SPECS)
    type(photo).objects.get(pk=photo.pk).renditions.all()._raw_delete("default")  # as another process does
    assert make_renditions.call(photo.pk) == len(SPECS)
    assert photo.renditions.count() == len(SPECS)


def test_a_picture_that_can_not_be_read_still_has_its_place_and_its_text(client):
    photo = picture()
    photo.file.storage.delete(photo.file.name)
    assert make_renditions.call(photo.pk) == 0
    html = html_of(put(NewsPage, image=photo, image_alt="Aula kantor"), client)
    assert "Gambar sedang disiapkan: Aula kantor" in html
    assert "<img" not in html


def test_a_missing_file_is_still_offered_by_name(client):
    file = stored(BytesIO(b"%PDF-1.4").getvalue())
    page = put(LegalDocumentPage, file=file)
    file.file.storage.delete(file.file.name)
    assert "Unduh naskah lengkap" in html_of(page, client)
