"""What an office must show of itself: its SOPs and its register of public information."""

import csv
import io
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from home.information_register import COLUMNS
from home.models import PpidPage, StandardPage
from news.models import Attachment, LegalDocumentPage, NewsPage, PublicationPage
from offices.models import Division
from sops.models import Sop
from tests.conftest import office
from tests.news.pages import document, put
from tests.world import SLUGS

pytestmark = pytest.mark.django_db


@pytest.fixture
def get(client):
    def _get(address, host="serang.localhost", status=200):
        response = client.get(address, headers={"host": host})
        assert response.status_code == status
        return response

    return _get


@pytest.mark.parametrize("slug", SLUGS)
def test_the_governing_sop_is_shown_step_by_step(get, slug):
    document = Sop.objects.get(slug=slug).document
    html = unescape(get("/sop/", f"{slug}.localhost").content.decode())
    assert html.count('class="sop-number"') == len(document.steps)
    assert document.name in html
    assert all(role.name in html for role in document.roles)
    assert "Dasar hukum" in html or not document.legal_basis


def test_an_office_without_an_sop_says_so(get):
    office("serang").sop_choices.all().delete()
    assert "belum menetapkan SOP" in get("/sop/").content.decode()


def test_the_register_holds_what_is_published_and_no_more(get):
    division = Division.objects.filter(office=office("serang")).first()
    put(LegalDocumentPage, title="Keputusan nomor satu", place="Serang", division=division)
    put(PublicationPage, title="Laporan keuangan", attachments=[Attachment(document=document(), title="Laporan")])
    put(PpidPage, title="Keadaan darurat", information_class="serta-merta", retention="5 tahun")
    put(StandardPage, title="Tugas dan wewenang")
    put(NewsPage, title="Berita saja")
    put(LegalDocumentPage, title="Masih konsep", live=False)
    html = get("/daftar-informasi-publik/").content.decode()
    for text in ("Keputusan nomor satu", "Serang, 8 Februari 2022", division.name, "Halaman situs, PDF", "5 tahun"):
        assert text in html
    assert "Berita saja" not in html
    assert "Masih konsep" not in html


def test_the_register_is_narrowed_by_class(get):
    put(LegalDocumentPage, title="Keputusan nomor satu")
    put(PpidPage, title="Keadaan darurat", information_class="serta-merta")
    html = get("/daftar-informasi-publik/?golongan=serta-merta").content.decode()
    assert "Keadaan darurat" in html
    assert "Keputusan nomor satu" not in html
    assert "Belum ada informasi golongan ini" in get("/daftar-informasi-publik/?golongan=dikecualikan").content.decode()
    assert "Keputusan nomor satu" in get("/daftar-informasi-publik/?golongan=tidak-ada").content.decode()


def test_the_register_is_read_in_slices_across_types(get):
    for number in range(15):
        put(LegalDocumentPage, title=f"Keputusan {number}")
        put(StandardPage, title=f"Profil {number}")
    first = get("/daftar-informasi-publik/").content.decode()
    older = re.search(r'rel="next" href="([^"]+)"', first)[1]
    second = get("/daftar-informasi-publik/" + older).content.decode()
    titles = re.findall(r'class="row-title"[^>]*>([^<]+)', first + second)
    assert len(titles) == len(set(titles)) == 30


def test_the_exports_hold_every_row_in_the_columns_of_the_law(get):
    for number in range(25):
        put(LegalDocumentPage, title=f"Keputusan {number}")
    put(LegalDocumentPage, title='=HYPERLINK("http://contoh")')
    text = get("/daftar-informasi-publik.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == list(COLUMNS)
    assert len(rows) == 27
    assert all(not cell.startswith("=") for row in rows for cell in row)
    book = load_workbook(io.BytesIO(get("/daftar-informasi-publik.xlsx").content))
    assert [[cell.value or "" for cell in row] for row in book.active.rows] == rows
    get("/daftar-informasi-publik.pdf", status=404)


def test_the_register_costs_the_same_with_more_in_it(get):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            get("/daftar-informasi-publik/")
        return len(captured)

    put(LegalDocumentPage)
    queries()
    few = queries()
    for number in range(15):
        put(LegalDocumentPage, title=f"Keputusan {number}")
    assert queries() <= few <= 12


@pytest.mark.parametrize("address", ["/sop/", "/daftar-informasi-publik/", "/daftar-informasi-publik.csv"])
def test_they_are_read_and_nothing_else(client, address):
    response = client.post(address, headers={"host": "serang.localhost"})
    assert response.status_code == 405
    assert "hanya dapat dibaca" in response.content.decode()


def test_hostile_queries_do_no_harm(get):
    for query in ("sebelum=%00", "sesudah=x", "golongan=%00", "sebelum=9999-12-31.1", "page=-1"):
        get(f"/daftar-informasi-publik/?{query}")
