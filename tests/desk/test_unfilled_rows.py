"""A row without the file it is for keeps no draft from being saved, and is kept with it."""

import pytest
from django.http import QueryDict
from wagtail.documents import get_document_model

from desk.page_text import parts_of
from home.walking import Refusal
from news.models import GalleryImage, PublicationPage
from search.content import read
from tests.conftest import draft, holder, office, starter
from tests.desk.test_incomplete_drafts import save
from tests.files.screens import add
from tests.files.test_uploads import pdf
from workflows.models.completeness import gaps

pytestmark = pytest.mark.django_db


def row(relation="attachments", **fields):
    management = {"TOTAL_FORMS": "1", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1000"}
    given = {"document": "", "title": "", "id": "", "ORDER": "1", "DELETE": "", **fields}
    return {f"{relation}-{name}": value for name, value in management.items()} | {
        f"{relation}-0-{name}": value for name, value in given.items()
    }


def attachments(page):
    page.refresh_from_db()
    return [(one.title, one.document_id) for one in page.get_latest_revision_as_object().attachments.all()]


def test_an_empty_row_is_dropped():
    page = draft("serang")
    answer = save(page, title="Judul yang diketik", **row())
    assert answer.json()["success"], answer.content
    assert "told" not in answer.json()
    assert attachments(page) == []
    assert page.get_latest_revision_as_object().title == "Judul yang diketik"


def test_a_row_with_words_is_kept_until_its_file_is_there():
    page = draft("serang")
    answer = save(page, **row(title="Salinan putusan"))
    assert answer.json()["success"]
    assert attachments(page) == [("Salinan putusan", None)]
    add(holder("serang", "staf"), "documents", "naskah.pdf", pdf())
    file = get_document_model().objects.get(title="Berkas", collection=office("serang").collection)
    updates = answer.json()["field_updates"]  # what the open editor holds from now on
    assert save(page, **row(title="Salinan putusan", document=str(file.pk)) | updates).json()["success"]
    assert attachments(page) == [("Salinan putusan", file.pk)]


def test_a_row_that_waits_for_its_file_stops_the_way_and_is_read_as_it_is():
    page = draft("serang")
    assert save(page, **row(title="Salinan putusan")).json()["success"]
    page.refresh_from_db()
    text = page.get_latest_revision_as_object()
    assert gaps(text)["attachments.0.document"] == "Lampiran 1: Berkas wajib diisi."
    [said] = [part.lines for part in parts_of(text) if part.name == "attachments"]
    assert any("Salinan putusan" in line for line in said)
    assert read(text).files == ()
    assert "Salinan putusan" not in text.make_preview_request().rendered_content
    with pytest.raises(Refusal, match="Berkas wajib diisi"):
        starter("serang").act(page.pk, "start")
    author = holder("serang", "staf").client
    assert "Salinan putusan" in author.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert author.get(f"/admin/sop/tugas/{page.pk}/").status_code == 200


def test_pictures_of_a_gallery_too():
    text = PublicationPage(title="Kegiatan")
    text.gallery_images = [GalleryImage(caption="Aula", alt="Aula")]
    assert gaps(text)["gallery_images.0.image"] == "Foto galeri 1: Foto wajib diisi."
    assert text.gallery == []
    form = PublicationPage.get_edit_handler().get_form_class()
    for caption, gone in (("Aula", []), (" ", ["gallery_images-0-DELETE"])):
        assert form._without_empty_rows(row("gallery_images", image="", caption=caption))[1] == gone


def test_a_form_that_is_shown_again_for_another_fault_has_all_its_rows():
    author, page = holder("serang", "staf"), draft("serang")
    page = page.specific
    form_class = page.get_edit_handler().get_form_class()
    posted = QueryDict(mutable=True)
    rows = {f"{name}-{count}_FORMS": "0" for name in form_class.formsets for count in ("TOTAL", "INITIAL")}
    posted.update(rows | row(title="Salinan putusan") | {"title": "Rapat " * 60, "body-count": "0"})
    form = form_class(posted, instance=page, for_user=author.user)
    assert not form.is_valid()
    [shown] = form.formsets["attachments"].forms
    assert shown["title"].value() == "Salinan putusan"
    assert not shown["DELETE"].value()
