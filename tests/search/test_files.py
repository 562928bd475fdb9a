"""The text inside attached files, whatever the files are."""

import time
from dataclasses import replace

import pytest
from django.core.files.base import ContentFile
from django_tasks_db.models import DBTaskResult
from wagtail.models import Collection, CollectionViewRestriction

from news.models import Attachment, LegalDocumentPage, NewsPage
from search.files import reading
from search.files.reading import extract, read_document
from search.files.tasks import read_files_of
from search.models import DocumentText
from tests.news.pages import put
from tests.search.conftest import docx_bytes, pdf_bytes, stored, titles

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def read_waiting():
    """Let the worker read what was ordered."""

    def _read(page) -> int:
        return read_files_of.func(page.pk)

    return _read


@pytest.mark.parametrize(
    ("content", "name"),
    [(pdf_bytes("Daftar mentimun sementara"), "naskah.pdf"), (docx_bytes("Daftar mentimun sementara"), "naskah.docx")],
)
def test_words_in_an_attached_file_are_found_and_the_file_named(ask, read_waiting, content, name):
    page = put(NewsPage, title="Kabar", attachments=[Attachment(document=stored(content, name), title="Berita acara")])
    assert titles(ask("mentimun")) == []
    assert read_waiting(page) == 1
    html = ask("mentimun")
    assert titles(html) == ["Kabar"]
    assert "Ditemukan dalam berkas: Berita acara" in html
    assert "<mark>mentimun</mark>" in html
    assert read_waiting(page) == 0


def test_the_file_of_a_legal_document_is_read_and_the_source_letter_is_not(ask, read_waiting):
    page = put(
        LegalDocumentPage,
        title="Keputusan",
        file=stored(pdf_bytes("mentimun"), "a.pdf"),
        source_kind="disposisi",
        source_file=stored(pdf_bytes("pepaya"), "b.pdf"),
    )
    assert read_waiting(page) == 1
    assert titles(ask("mentimun")) == ["Keputusan"]
    assert titles(ask("pepaya")) == []


def test_publication_orders_the_reading_from_the_worker_of_the_outbox():
    page = put(NewsPage, attachments=[Attachment(document=stored(docx_bytes("mentimun"), "a.docx"), title="A")])
    put(NewsPage)
    ordered = DBTaskResult.objects.get(task_path="search.files.tasks.read_files_of")
    assert ordered.args_kwargs["args"] == [page.pk]
    assert (ordered.backend_name, ordered.queue_name) == ("outbox", "outbox")


def test_a_file_in_a_closed_collection_is_not_found(ask, read_waiting):
    closed = Collection.get_first_root_node().add_child(name="Tertutup")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    file = stored(pdf_bytes("mentimun"), "a.pdf", collection=closed)
    page = put(NewsPage, attachments=[Attachment(document=file, title="A")])
    read_waiting(page)
    assert titles(ask("mentimun")) == []


def test_closing_a_collection_takes_its_files_out(ask, read_waiting):
    shelf = Collection.get_first_root_node().add_child(name="Rak")
    file = stored(pdf_bytes("mentimun"), "a.pdf", collection=shelf)
    page = put(NewsPage, attachments=[Attachment(document=file, title="A")])
    read_waiting(page)
    assert titles(ask("mentimun"))
    restriction = CollectionViewRestriction.objects.create(collection=shelf, restriction_type="login")
    assert titles(ask("mentimun")) == []
    restriction.delete()
    assert titles(ask("mentimun"))


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "kosong.pdf"),
        (b"%PDF-1.4", "naskah.pdf"),
        (b"\x00" * 5000, "nol.pdf"),
        (b"PK\x03\x04 bukan zip", "rusak.docx"),
        (b"PK\x03\x04 bukan zip", "rusak.xlsx"),
        (b"<html>", "halaman.html"),
    ],
)
def test_a_broken_file_is_noted_with_its_fault(content, name):
    known = read_document(stored(content, name))
    assert known.text == ""
    assert known.fault


def test_a_missing_file_is_noted_with_its_fault():
    file = stored(b"x", "hilang.pdf")
    file.file.storage.delete(file.file.name)
    assert "tidak terbuka" in read_document(file).fault


def test_a_file_that_never_ends_is_given_up(tmp_path, monkeypatch):
    program = tmp_path / "endless.py"
    program.write_text("while True: pass")
    monkeypatch.setattr(reading, "_PROGRAM", program)
    started = time.monotonic()
    text, fault = extract("x", "pdf", limits=replace(reading.LIMITS, seconds=1))
    assert (text, fault) == ("", "tidak selesai dibaca dalam 1 detik")
    assert time.monotonic() - started < 5


def test_a_file_that_wants_all_memory_ends_alone(tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(docx_bytes("a" * 30_000_000))  # compresses to almost nothing
    text, fault = extract(str(path), "docx", limits=replace(reading.LIMITS, memory=200_000_000))
    assert text == ""
    assert fault


def test_what_no_database_stores_is_left_out(monkeypatch):
    monkeypatch.setattr(reading, "extract", lambda *_: ("a\x00b\ud800c\x1bd", ""))
    assert read_document(stored(b"x", "a.pdf")).text == "a b c d"


def test_a_replaced_file_is_read_again():
    file = stored(docx_bytes("mentimun"), "a.docx")
    read_document(file)
    file.file = ContentFile(docx_bytes("pepaya"), name="b.docx")
    file.save()
    known = DocumentText.objects.get(pk=file.pk)
    assert not reading.is_current(file, known)
    assert "pepaya" in read_document(file).text
