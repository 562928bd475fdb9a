"""The feed the JDIHN centre collects."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from news.models import LegalDocumentPage, NewsPage
from tests.news.pages import put

pytestmark = pytest.mark.django_db

HOST = "http://serang.localhost"
ADDRESS = "/feed/document.json"
KEYS = set(
    """
    idData tahun_pengundangan tanggal_penetapan tanggal_pengundangan jenis noPeraturan judul noPanggil singkatanJenis
    tempatTerbit penerbit deskripsiFisik sumber subjek isbn status bahasa bidangHukum teuBadan nomorIndukBuku
    fileDownload urlDownload abstrak urlAbstrak urlDetailPeraturan operasi display last_updated
    """.split()
)


@pytest.fixture
def read(client):
    def _read() -> list[dict[str, str]]:
        response = client.get(ADDRESS, headers={"host": "serang.localhost"})
        assert response.status_code == 200
        assert response["Content-Type"].startswith("application/json")
        return response.json()

    return _read


def test_an_office_without_documents_has_an_empty_feed(read):
    assert read() == []


def test_every_record_has_every_key_and_only_strings(read):
    put(LegalDocumentPage)
    put(LegalDocumentPage, kind="peraturan", place="Ciruas", subject="pemilih, data")
    for record in read():
        assert set(record) == KEYS
        assert all(isinstance(value, str) and value for value in record.values())


def test_a_record_says_what_the_centre_asks(read):
    page = put(
        LegalDocumentPage,
        title="Keputusan Nomor 31 Tahun 2022 tentang Penetapan & Rekapitulasi",
        promulgated_on=date(2022, 2, 10),
        place="Ciruas",
        subject="data pemilih",
        last_published_at=datetime(2022, 2, 10, 20, 0, tzinfo=UTC),
    )
    (record,) = read()
    assert record == record | {
        "idData": str(page.pk),
        "tahun_pengundangan": "2022",
        "tanggal_penetapan": "2022-02-08",
        "tanggal_pengundangan": "2022-02-10",
        "jenis": "Keputusan",
        "singkatanJenis": "KPT",
        "noPeraturan": "31",
        "judul": page.title,
        "tempatTerbit": "Ciruas",
        "subjek": "data pemilih",
        "status": "Berlaku",
        "bahasa": "Indonesia",
        "teuBadan": "Komisi Pemilihan Umum Kabupaten Serang",
        "fileDownload": page.file.filename,
        "urlDownload": HOST + page.file.url,
        "urlDetailPeraturan": f"{HOST}/produk-hukum/{page.slug}/",
        "operasi": "4",
        "display": "1",
        "last_updated": "2022-02-11 03:00:00",
    }


def test_what_there_is_none_of_is_a_dash(read):
    put(LegalDocumentPage)
    (record,) = read()
    dashes = {key for key, value in record.items() if value == "-"}
    assert {"tanggal_pengundangan", "tempatTerbit", "subjek", "isbn", "abstrak", "urlAbstrak"} < dashes


@pytest.mark.parametrize(
    ("kind", "short"), [("keputusan", "KPT"), ("peraturan", "PER"), ("surat-edaran", "SE"), ("juknis", "JUKNIS")]
)
def test_every_kind_has_its_abbreviation(read, kind, short):
    put(LegalDocumentPage, kind=kind)
    assert read()[0]["singkatanJenis"] == short


def test_only_published_documents_of_the_office_are_handed_over(read):
    shown = put(LegalDocumentPage)
    put(LegalDocumentPage, live=False)
    put(LegalDocumentPage, office="banten")
    put(NewsPage)
    closed = put(LegalDocumentPage)
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    assert [record["idData"] for record in read()] == [str(shown.pk)]


def test_the_text_is_written_as_it_is(client):
    put(LegalDocumentPage, title="Penetapan “DPT” é")
    assert "“DPT” é" in client.get(ADDRESS, headers={"host": "serang.localhost"}).content.decode()


def test_many_documents_cost_as_many_queries_as_one(client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(ADDRESS, headers={"host": "serang.localhost"})
        return len(captured)

    put(LegalDocumentPage)
    queries()
    few = queries()
    for _ in range(10):
        put(LegalDocumentPage)
    assert queries() == few
    assert few <= 6


def test_the_feed_is_for_reading_only(client):
    assert client.post(ADDRESS, headers={"host": "serang.localhost"}).status_code == 405
    assert client.head(ADDRESS, headers={"host": "serang.localhost"}).status_code == 200
