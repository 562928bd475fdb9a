"""No title is cut in silence: too long a one is refused with its number; a legal document's full title has room."""

import json
import re

import pytest
from django.urls import reverse

from home.walking import Person, Refusal
from news.models import LegalDocumentPage, NewsPage
from search.models import SearchEntry
from tests.conftest import draft, section, user, writer_of
from tests.desk.test_incomplete_drafts import save
from tests.news.pages import put
from workflows.models.signed import fingerprint

pytestmark = pytest.mark.django_db
LONG = ("Penetapan Rekapitulasi Daftar Pemilih Tetap Hasil Perbaikan " * 6).strip()
HOST = {"host": "serang.localhost"}


def test_no_field_of_an_editor_lets_the_browser_cut():
    for model, name in ((NewsPage, "berita"), (LegalDocumentPage, "produk-hukum")):
        address = reverse("wagtailadmin_pages:add", args=["news", model._meta.model_name, section("serang", name).pk])
        html = Person(user("serang.staf")).client.get(address).content.decode()
        assert 'name="title"' in html
        assert re.findall(r"maxlength[\"&=:\s]*\d+", html, re.IGNORECASE) == []
        assert re.search(r'<input[^>]*name="title"[^>]*data-most="255"', html)


def test_auto_save_names_the_field_and_the_number():
    answer = save(draft("serang"), title="a" * 323)
    said = answer.json()["held_back"]["said"]
    assert said.startswith("Judul: ")
    assert "323" in said


def test_a_title_that_is_too_long_is_counted_and_kept():
    writer = writer_of("serang")
    title = "a" * 323
    with pytest.raises(Refusal) as refused:
        Person(writer.user).write(
            section("serang"), NewsPage, paragraphs=["Isi"], title=title, kind="berita", summary="S"
        )
    assert any("323" in sentence and "255" in sentence for sentence in refused.value.sentences)


def test_a_full_title_stands_wherever_the_document_is_named(client):
    page = put(LegalDocumentPage, title="Penetapan DPT", full_title=LONG, number="31", year=2022)
    assert len(LONG) > 255
    for address in ("/produk-hukum/", page.get_url_parts()[2], "/"):
        assert LONG in client.get(address, headers=HOST).content.decode(), address
    for address in ("/rss/", "/produk-hukum/atom/"):
        assert LONG in client.get(address, headers=HOST).content.decode(), address
    judul = json.loads(client.get("/feed/document.json", headers=HOST).content)[0]["judul"]
    office = page.home.title
    assert judul == f"Keputusan {office} Nomor 31 Tahun 2022 tentang {LONG}"
    assert SearchEntry.objects.get(pk=page.pk).title == LONG


@pytest.mark.parametrize(
    ("title", "judul"),
    [
        ("Penetapan DPT", "Keputusan KPU Nomor 31 Tahun 2022 tentang Penetapan DPT"),
        ("Tentang Penetapan DPT", "Keputusan KPU Nomor 31 Tahun 2022 tentang Penetapan DPT"),
        ("Keputusan KPU Nomor 31 Tahun 2022 tentang X", "Keputusan KPU Nomor 31 Tahun 2022 tentang X"),
    ],
)
def test_the_register_cites_as_officials_do(title, judul):
    assert LegalDocumentPage(title=title, kind="keputusan", number="31", year=2022).official_title("KPU") == judul


def test_an_empty_full_title_changes_no_signature():
    page = put(LegalDocumentPage)
    content = page.serializable_data()
    before = {name: value for name, value in content.items() if name != "full_title"}
    assert fingerprint(content) == fingerprint(before)
    assert fingerprint({**content, "full_title": "Judul"}) != fingerprint(before)
