"""What no live page shows any more is gone from every address, and no public name can be guessed."""

import os

import pytest
from django.core.files.storage import storages
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from home.demo_pictures import draw_pdf
from news.files.previews import make_preview
from news.files.withdrawal import withdraw
from news.models import DocumentPreview, LegalDocumentPage, NewsPage
from news.pictures import SPECS, make_renditions
from tests.conftest import office
from tests.news.pages import picture, put
from tests.news.test_previews import stored
from workflows.gate.file_access import is_shown
from workflows.gate.publishing import permitted
from workflows.models.pages import public_pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(django_capture_on_commit_callbacks):
    """Commit something, past the SOP, and let the worker do what it ordered."""

    def do(act):
        with django_capture_on_commit_callbacks(execute=True), permitted(None):
            act()
        for order in DBTaskResult.objects.filter(task_path="news.files.withdrawal.withdraw", status="READY"):
            with django_capture_on_commit_callbacks(execute=True):
                withdraw.call(*order.args_kwargs["args"])
            order.delete()

    return do


def asked(address: str) -> int:
    return Client().get(address, headers={"host": "serang.localhost"}).status_code


def page_with_files(work):
    """A legal document with a picture and a file, live, and the addresses of what is drawn from them."""
    photo, file = picture(), stored(draw_pdf("Keputusan", ["Isi keputusan."]), collection=office("serang").collection)
    page = put(LegalDocumentPage, image=photo, image_alt="Aula", file=file, first_published_at=timezone.now())
    assert make_renditions.call(photo.pk) == len(SPECS)
    assert make_preview.call(file.pk)
    drawn = [one.file for one in photo.renditions.all()] + [DocumentPreview.objects.get(document=file).picture]
    assert {asked(one.url) for one in drawn} == {200}
    return page, photo, file, drawn


def _unpublish(page, photo, file):
    page.unpublish()


def _expire(page, photo, file):
    page.unpublish(set_expired=True)


def _replace(page, photo, file):
    page.image, page.file = picture(), stored(b"%PDF-1.4")
    page.save_revision().publish(skip_permission_checks=True)


def _close(page, photo, file):
    PageViewRestriction.objects.create(page=page.get_parent(), restriction_type="login")


@pytest.mark.parametrize("act", [_unpublish, _expire, _replace, _close])
def test_what_is_withdrawn_is_unreachable(work, act):
    page, photo, file, drawn = page_with_files(work)
    work(lambda: act(page, photo, file))
    assert {asked(one.url) for one in drawn} == {404}
    assert asked(file.url) == 404
    for one in drawn:
        assert not one.storage.exists(one.name), "nginx and S3 hand out what is there"
    assert make_renditions.call(photo.pk) == len(SPECS), "whoever works with the picture has its sizes again"
    anew = [one.file for one in photo.renditions.all()]
    assert not {one.name for one in anew} & {one.name for one in drawn}
    assert {asked(one.url) for one in anew} == {404}, "also when its draft is previewed"


def test_what_is_opened_again_is_shown_again(work):
    page, photo, _, _ = page_with_files(work)
    closed = PageViewRestriction(page=page.get_parent(), restriction_type="login")
    work(closed.save)
    make_renditions.call(photo.pk)
    work(closed.delete)
    assert {asked(one.url) for one in photo.renditions.all()} == {200}


def test_what_another_page_shows_too_stays(work):
    page, photo, file, drawn = page_with_files(work)
    put(NewsPage, image=photo, image_alt="Aula")
    put(LegalDocumentPage, file=file)
    work(page.unpublish)
    assert {asked(one.url) for one in drawn} == {200}


def test_the_preview_of_a_file_in_a_closed_collection_goes(work):
    _, _, file, drawn = page_with_files(work)
    file.collection = Collection.get_first_root_node().add_child(name="Tertutup")
    file.save()
    work(lambda: CollectionViewRestriction.objects.create(collection=file.collection, restriction_type="login"))
    assert [asked(one.url) for one in drawn] == [200] * len(SPECS) + [404]


def test_an_expired_page_shows_no_file_from_that_moment_on(work):
    page, photo, file, _ = page_with_files(work)
    type(page).objects.filter(pk=page.pk).update(expire_at=timezone.now())
    assert not is_shown(file)
    assert not is_shown(photo)
    assert asked(file.url) == 404
    assert not public_pages().filter(pk=page.pk).exists()


def test_no_public_name_is_made_of_what_others_know():
    """Neither an id nor a hash nor the name of another size tells it."""
    file = stored(draw_pdf("Keputusan", ["Isi."]))
    assert file.file_hash == ""
    names = []
    for _ in range(2):
        assert make_preview.call(file.pk)
        preview = DocumentPreview.objects.get(document=file)
        names.append(preview.picture.name)
        preview.delete()
    photo = picture()
    make_renditions.call(photo.pk)
    names += [one.file.name for one in photo.renditions.all()]
    tokens = [os.path.basename(name).rsplit("-", 2)[1] for name in names]
    assert len(set(tokens)) == len(tokens) == len(SPECS) + 2
    assert {len(token) for token in tokens} == {12}
    assert not storages["public"].exists(f"pratinjau/{file.pk}-berkas.webp")
