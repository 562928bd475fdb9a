"""Anything can be typed into a search box and an address."""

import pytest

from news.models import Attachment, NewsPage
from search.models import DocumentText
from tests.news.pages import put
from tests.search.conftest import stored, titles

pytestmark = [pytest.mark.django_db, pytest.mark.both]

QUERIES = [
    "%00", "%00aula", "%FF%FE", "%C3%28", "%ED%A0%80", '"', "'", "')--", "(*", "AND", "NOT+x", "NEAR(a+b)", "\\", "-",
    "a" * 8000, "kata+" * 2000, "%F0%9F%97%B3", "%E2%80%AE", "_", "%25", "title:x", "{}", "<->", "!", "&|:*", "x'y",
    "%EF%BC%A1", "%C4%B0", "ß", "1e999", "999999999999999999999999999999999",
]  # fmt: skip
CHOICES = [
    "", "page=-1", "page=abc", "page=999999999", f"hal={'9' * 5000}", "hal=%00", "hal=0", "hal=²", "hal=1&hal=x",
    "jenis=%00", "jenis=%FF", "tahun=-1", "tahun=%D9%A2", "kantor=%00", "kantor='", "persis=x", "q=&q=", "jenis[]=x",
]  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
def test_any_query_gets_a_page(client, query):
    put(NewsPage)
    response = client.get(f"/cari/?q={query}", headers={"host": "serang.localhost"})
    assert response.status_code == 200
    assert "<h1>Pencarian</h1>" in response.content.decode()


@pytest.mark.parametrize("choice", CHOICES)
def test_any_choice_gets_a_page(client, choice):
    put(NewsPage)
    response = client.get(f"/cari/?q=aula&{choice}", headers={"host": "serang.localhost"})
    assert response.status_code == 200
    assert response.headers.get("X-Robots-Tag") == (None if choice == "q=&q=" else "noindex")


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_the_search_is_only_read(client, method):
    assert getattr(client, method)("/cari/", headers={"host": "serang.localhost"}).status_code == 405


def test_markup_in_a_page_stays_text(ask):
    put(NewsPage, title="<b>Tebal</b> & aula", summary='<script>alert("aula")</script>')
    html = ask("aula")
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(&quot;<mark>aula</mark>&quot;)&lt;/script&gt;" in html
    assert titles(html) == ["<b>Tebal</b> & aula"]


def test_markup_in_a_query_stays_text(ask):
    put(NewsPage, title="Skrip")
    html = ask("<script>skrip</script>\"'><mark>", jenis="<b>")
    assert "<script>skrip" not in html
    assert "<b>" not in html
    assert 'value="&lt;script&gt;' in html


def test_markup_in_a_file_stays_text(ask):
    file = stored(b"%PDF-1.4", "naskah.pdf")
    DocumentText.objects.create(document=file, file_name=file.file.name, text="<img src=x onerror=1> mentimun")
    put(NewsPage, attachments=[Attachment(document=file, title="<i>Naskah</i>")])
    html = ask("mentimun")
    assert "<img src=x" not in html
    assert "&lt;i&gt;Naskah" in html


def test_pages_beyond_the_last_show_the_last(ask):
    for number in range(11):
        put(NewsPage, title=f"Aula {number}")
    assert len(titles(ask("aula"))) == 10
    assert len(titles(ask("aula", hal="2"))) == len(titles(ask("aula", page="99999999"))) == 1
