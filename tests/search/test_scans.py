"""Scans: found by their text where Tesseract reads Indonesian, and no fault where it isn't there."""

from io import BytesIO

import pytest
from django_tasks_db.models import DBTaskResult
from PIL import Image

from files import recognition
from news.models import Attachment, NewsPage
from search.files.tasks import read_files_of, recognise_scan
from tests.news.pages import put
from tests.search.conftest import stored, titles

pytestmark = pytest.mark.django_db


def scan() -> bytes:
    out = BytesIO()
    Image.new("L", (300, 400), "white").save(out, "PDF")
    return out.getvalue()


@pytest.fixture(params=[True, False], ids=["installed", "missing"])
def tesseract(request, tmp_path, monkeypatch) -> bool:
    """A stand-in that finds one word on every page, or none at all."""
    if request.param:
        program = tmp_path / "tesseract"
        program.write_text(
            '#!/bin/sh\n[ "$1" = --list-langs ] && echo ind || { cat >/dev/null; printf "mentimun\\f"; }\n'
        )
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin" if request.param else str(tmp_path))
    recognition.is_installed.cache_clear()
    yield request.param
    recognition.is_installed.cache_clear()


def test_a_scan_is_found_where_its_text_can_be_recognised(ask, tesseract):
    file = stored(scan(), "pindaian.pdf")
    page = put(NewsPage, title="Kabar", attachments=[Attachment(document=file, title="Berita acara")])
    read_files_of.func(page.pk)
    ordered = DBTaskResult.objects.filter(task_path="search.files.tasks.recognise_scan")
    assert ordered.exists() == tesseract
    assert all(one.priority < 0 for one in ordered)
    if tesseract:
        assert recognise_scan.func(file.pk, page.pk)
        assert titles(ask("mentimun")) == ["Kabar"]
