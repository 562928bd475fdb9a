"""Every outlet holds what no cleaning met: texts stored before, in every text field of every page type and record."""

import csv
import io
import json
import re
from xml.etree import ElementTree

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from taggit.models import Tag

from desk.pdf.sheet import sheet_pdf
from messaging.models import OutboxMessage
from messaging.outbox import send_due
from news.models import NewsPage, NewsTag
from tests.conftest import holder, started
from tests.news.pages import TYPES, put
from text.outlets import FORMULA, cell, header, xml_text
from text.rows import text_fields
from workflows.core.living_sheet import living_sheet
from workflows.models import SopRun
from workflows.models.run_history import trail_of

pytestmark = pytest.mark.django_db
NASTY = '=HYPERLINK("http://x.id";"klik")\x0b\x1f\x08\x85\u202e\xa0e\u0301\u2028"><b id=ulah>\r\n\t-1'
NOT_WRITTEN = {"slug", "path", "url_path", "translation_key", "live_url", "content_sha256", "approved_sha256"}
HOST = {"host": "serang.localhost"}


def spoil(row) -> None:
    """Put the text into every text field of a stored row, as nobody's form would."""
    for field in text_fields(type(row)):
        if field.name in NOT_WRITTEN or field.unique or hasattr(field, "stream_block"):
            continue
        model = field.model
        model._base_manager.filter(pk=row.pk).update(**{field.name: NASTY[: field.max_length or None]})


@pytest.fixture
def spoilt():
    pages = [put(model) for model in TYPES]
    tag = Tag.objects.create(name="pleno")
    NewsTag.objects.create(tag=tag, content_object=NewsPage.objects.get())
    for page in pages:
        spoil(page)
    return pages


def xml(response) -> str:
    assert response.status_code == 200
    ElementTree.fromstring(response.content)  # our own
    return response.content.decode()


def cells(response) -> list[str]:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if "csv" in response["Content-Type"]:
        assert content.startswith(b"\xef\xbb\xbf")
        return [each for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for each in row]
    sheet = load_workbook(io.BytesIO(content)).active
    assert all(each.data_type != "f" for row in sheet.iter_rows() for each in row)
    return [str(each.value or "") for row in sheet.iter_rows() for each in row]


FEEDS = (
    "/rss/",
    "/atom/",
    "/berita/rss/",
    "/tagar/pleno/atom/",
    "/sitemap.xml",
    "/sitemap-halaman.xml",
    "/sitemap-berita.xml",
)


def test_pages_and_lists_say_it_as_text(client, spoilt):
    addresses = ["/", "/cari/?q=klik", "/daftar-informasi-publik/", "/berita/", "/produk-hukum/", "/profil/"]
    for address in [*addresses, *(page.get_url_parts()[2] for page in spoilt)]:
        response = client.get(address, headers=HOST)
        assert response.status_code == 200, address
        html = response.content.decode()
        assert "<b id=ulah>" not in html
        for told in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL):
            json.loads(told)


def test_feeds_and_sitemaps_are_xml(client, spoilt):
    said = [xml(client.get(address, headers=HOST)) for address in FEEDS]
    assert sum("HYPERLINK" in text for text in said) >= 4


def test_the_legal_feed_is_json(client, spoilt):
    rows = json.loads(client.get("/feed/document.json", headers=HOST).content)
    assert any("HYPERLINK" in row["judul"] for row in rows)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_sheet_holds_a_formula_or_fails(client, spoilt, kind):
    public = cells(client.get(f"/daftar-informasi-publik.{kind}", headers=HOST))
    run = started("serang")
    spoil(run)
    desk = holder("serang", "staf").client.get(f"/admin/register/?export={kind}")
    assert desk.status_code == 200
    exported = cells(desk)
    for each in [*public, *exported]:
        assert each == "-" or not each.startswith(FORMULA), each
        assert each != "berita"  # words, not codes
    assert "Berita" in exported
    assert any("HYPERLINK" in each for each in public)
    assert any("HYPERLINK" in each for each in exported)
    assert any(each.endswith(" WIB") for each in exported)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_stock_reports_follow(kind):
    started("serang", title="=cmd|' /C calc'!A1")
    for address in ("site-history/", "locked/", "page-types-usage/"):
        response = holder("pusat", "admin").client.get(f"/admin/reports/{address}?export={kind}")
        if response.status_code == 200 and "html" not in response["Content-Type"]:
            assert not any(each.startswith(FORMULA) for each in cells(response))


def test_sheet_mail_and_screens_of_a_run():
    run = started("serang")
    OutboxMessage.objects.update(by_mail=True, address="a@example.id", next_attempt_at=timezone.now())
    spoil(run)
    run = SopRun.objects.get(pk=run.pk)
    assert sheet_pdf(living_sheet(run.sop, trail_of(run)), made_at=run.started_at).startswith(b"%PDF")
    for message in OutboxMessage.objects.all():
        OutboxMessage.objects.filter(pk=message.pk).update(subject=f"{NASTY} {message.pk}"[:300], text=NASTY)
    send_due.func()
    assert mail.outbox
    for letter in mail.outbox:
        assert "\n" not in letter.message()["Subject"].replace("\n ", " ")
    client = holder("serang", "staf").client
    addresses = [reverse("sop:task", args=[run.page_id]), reverse("sop:sheet", args=[run.pk])]
    for address in [*addresses, reverse("sop:my_tasks"), reverse("sop:inbox"), "/admin/"]:
        response = client.get(address)
        assert response.status_code == 200, address
        assert "<b id=ulah>" not in response.content.decode()


def test_what_the_formats_are_given():
    assert xml_text("a\x00b\x1f\ufffec\td\n") == "abc\td\n"
    assert [cell(text) for text in ("=1", "+62", "-5", "@x", "\tx", "\rx", "a=1")][:2] == ["'=1", "'+62"]
    assert cell("\x0b=1") == "'=1"
    assert (cell("-"), cell("--")) == ("-", "'--")
    assert header("a\r\nBcc: x\x0b") == "a Bcc: x"
