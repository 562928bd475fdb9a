"""What a public page costs: few queries, as many for a large site as for a small one, none once it is kept."""

import uuid
from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from home.cache import middleware, purge, remembered
from home.cache.dependencies import row_tag
from home.cache.memory import MemoryStore
from home.models import HomePage, PpidPage, StandardPage
from news.models import (
    AnnouncementPage,
    Attachment,
    GalleryImage,
    LegalDocumentPage,
    LegalRelation,
    NewsPage,
    PublicationPage,
)
from offices.models import Division
from tests.conftest import office, section
from tests.news.pages import BODY, document, picture, put
from workflows.gate.publishing import permitted

pytestmark = [pytest.mark.django_db, pytest.mark.both]

MOST = 12
"""Queries of a page that is not kept."""
FEW, MANY = 1, 12
"""Pages of each of five types: 5 and 60."""
HOST = {"host": "serang.localhost"}


# --- a site with some of everything -----------------------------------------------------------------


def images(photos):
    return [("image", {"image": photo, "alt": "Aula", "caption": "", "credit": ""}) for photo in photos]


class World:
    """Pages with every part a page may have, as many of each type as are asked for."""

    def __init__(self):
        self.photos = [picture() for _ in range(6)]
        for photo in self.photos:
            photo.get_rendition("width-400|format-webp")
        self.files = [document(), document()]
        self.division = Division.objects.filter(office=office("serang")).first()
        self.first = {}
        self.count = 0
        home = HomePage.objects.get(pk=office("serang").root_page_id)
        home.logo = self.photos[0]
        home.accounts = [("account", {"label": name, "url": "https://example.org/"}) for name in ("X", "Y", "Z")]
        home.links = [("link", {"label": name, "url": "https://example.org/"}) for name in ("KPU RI", "JDIH")]
        home.services = [("service", {"label": "Cek DPT", "url": "https://example.org/", "description": ""})]
        with permitted(None):
            home.save()

    def grow(self, number):
        """Until there are ``number`` pages of each type."""
        with permitted(None):
            for _ in range(self.count, number):
                self._one_of_each()
        self.count = number

    def _one_of_each(self):
        common = {"division": self.division, "body": self._body()}
        main = {"image": self.photos[0], "image_alt": "Aula"}
        news = self._put(NewsPage, **common, **main)
        news.tags.add("pleno", "pemilih", "logistik")
        news.save()
        self._put(AnnouncementPage, **common, **main, pinned=True)
        named = self.first.get(LegalDocumentPage)
        document_page = self._put(LegalDocumentPage, **common, **main)
        if named:
            document_page.relations = [LegalRelation(kind="mengubah", target=named)]
            document_page.save()
        else:  # the first is named and names: the parts of its page are all there from the beginning
            other = self._put(LegalDocumentPage, title="Yang dicabut")
            document_page.relations = [LegalRelation(kind="mencabut", target=other)]
            document_page.save()
            other.relations = [LegalRelation(kind="terkait", target=document_page)]
            other.save()
        gallery = [GalleryImage(image=photo, alt="Peserta", caption="Rapat") for photo in self.photos]
        self._put(PublicationPage, **common, **main, gallery_images=gallery)
        self._put(PpidPage, **common)
        if StandardPage not in self.first:
            self._put(StandardPage, **common)

    def _put(self, model, **values):
        attachments = [Attachment(document=file, title="Lampiran") for file in self.files]
        page = put(model, attachments=attachments, **{"title": f"{model.__name__} {self.count}", **values})
        self.first.setdefault(model, page)
        return page

    def _body(self):
        return [*BODY, *images(self.photos[:3]), ("document", {"document": self.files[0], "title": ""})]

    def addresses(self):
        return [
            *"""
            / /berita/ /pengumuman/ /produk-hukum/ /publikasi/ /sosialisasi/ /profil/ /ppid/
            /berita/?sesudah=awal /berita/?tahun=2022 /produk-hukum/?tahun=2022&status=berlaku&subjek=tata
            /rss/ /atom/ /berita/rss/ /produk-hukum/atom/ /ppid/rss/ /tagar/pleno/ /tagar/pleno/rss/
            /sitemap.xml /sitemap-halaman.xml /sitemap-berita.xml /sitemap-berita-2022.xml /robots.txt
            /feed/document.json /sop/ /daftar-informasi-publik/ /daftar-informasi-publik/?golongan=berkala
            /daftar-informasi-publik.csv /daftar-informasi-publik.xlsx
            """.split(),
            *(page.get_url_parts()[2] for page in self.first.values()),
            f"/bagikan/{self.first[NewsPage].pk}.png",
            f"/p/{self.first[NewsPage].pk}/",
        ]


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    found = MemoryStore(str(tmp_path / "moments"), 10_000_000)
    for module in (middleware, purge, remembered):
        monkeypatch.setattr(module, "the_store", lambda: found)
    return found


def queries(client, address):
    """Queries of one address that isn't kept, without what a process reads only now and then."""
    client.cookies[settings.SESSION_COOKIE_NAME] = "x"  # who has a session is sent nothing kept
    client.get(address, headers=HOST)
    client.cookies[settings.SESSION_COOKIE_NAME] = "x"
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address, headers=HOST)
    assert response.status_code == (302 if address.startswith("/p/") else 200), address
    return [query["sql"] for query in captured]


def test_a_page_costs_few_queries_and_no_more_on_a_large_site(client):
    world = World()
    world.grow(FEW)
    small = {address: len(queries(client, address)) for address in world.addresses()}
    world.grow(MANY)
    large = {address: len(queries(client, address)) for address in world.addresses()}
    assert large == small
    assert [address for address, cost in small.items() if not cost] == ["/robots.txt"], "nothing here was kept"
    assert {address: cost for address, cost in small.items() if cost > MOST} == {}


def test_a_wrong_address_costs_no_more_than_a_page(client):
    for address in ("/tidak-ada/", "/berita/tidak-ada/", "/tagar/tidak-ada/", "/p/1/", "/tidak-ada/?x=y"):
        client.get(address, headers=HOST)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address, headers=HOST).status_code == 404
        assert len(captured) <= MOST, address


def test_a_kept_page_costs_no_query(client, django_assert_num_queries):
    world = World()
    world.grow(FEW)
    for address in world.addresses():
        if address.startswith("/p/"):
            continue  # a redirect: it is not kept, the page it leads to is
        if "subjek=" in address:
            continue  # free text: anybody can invent such without end
        client.get(address, headers=HOST)
        with django_assert_num_queries(0):
            assert client.get(address, headers=HOST).status_code == 200


def test_the_number_of_attached_files_does_not_matter(client, store):
    page = put(NewsPage, attachments=[Attachment(document=document(), title="Satu")])
    address = page.get_url_parts()[2]
    few = len(queries(client, address))
    page.attachments = [Attachment(document=document(), title=str(number)) for number in range(9)]
    with permitted(None):
        page.save()
    store.purge([row_tag("page", page.pk)])  # as the commit would
    assert len(queries(client, address)) == few


def test_the_number_of_pictures_does_not_matter(client, store):
    photos = [picture() for _ in range(6)]
    page = put(PublicationPage, body=images(photos[:1]), gallery_images=[GalleryImage(image=photos[0], alt="Satu")])
    address = page.get_url_parts()[2]
    few = len(queries(client, address))
    page.body, page.gallery_images = images(photos), [GalleryImage(image=photo, alt="Foto") for photo in photos]
    with permitted(None):
        page.save()
    store.purge([row_tag("page", page.pk)])  # as the commit would
    assert len(queries(client, address)) == few


# --- how PostgreSQL answers --------------------------------------------------------------------------

SIZE = 5000
MOST_ROWS = 600
"""Rows a page may read from the tables of pages, those left out by a filter included."""
TABLES = ("news_newspage", "wagtailcore_page")
FIRST_DAY = date(2011, 1, 1)


@pytest.fixture
def archive():
    """News of fourteen years, as rows: what stands in tables and indexes is all that matters here."""
    pattern = put(NewsPage, title="Pola", published_on=FIRST_DAY)
    pattern.tags.add("pleno")
    with permitted(None):
        pattern.save()
    where = section("serang")
    stored = Page.objects.get(pk=pattern.pk)
    facts = {field.attname: getattr(stored, field.attname) for field in Page._meta.concrete_fields}
    del facts["id"]
    rows = []
    for number in range(2, SIZE + 2):
        slug = f"arsip-{number}"
        own = {"path": Page._get_path(where.path, where.depth + 1, number), "slug": slug, "title": f"Arsip {number}"}
        own |= {"url_path": f"{where.url_path}{slug}/", "translation_key": uuid.uuid4(), "draft_title": slug}
        rows.append(Page(**facts | own))
    Page.objects.bulk_create(rows, batch_size=1000)
    columns = [field.column for field in NewsPage._meta.local_concrete_fields if not field.primary_key]
    day = f"date '{FIRST_DAY}' + (p.id %% {SIZE})::int"
    values = [day if name.endswith("_on") else f"n.{name}" for name in columns]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO news_newspage (page_ptr_id, {', '.join(columns)}) SELECT p.id, {', '.join(values)} "
            "FROM wagtailcore_page p, news_newspage n WHERE n.page_ptr_id = %s AND p.slug LIKE 'arsip-%%'",
            [pattern.pk],
        )
        assert cursor.rowcount == SIZE
        cursor.execute("UPDATE wagtailcore_page SET numchild = %s WHERE id = %s", [SIZE + 1, where.pk])
        cursor.execute(
            "INSERT INTO news_newstag (tag_id, content_object_id) SELECT t.tag_id, p.id FROM news_newstag t, "
            "wagtailcore_page p WHERE t.content_object_id = %s AND p.slug LIKE 'arsip-%%' AND p.id %% 20 = 0",
            [pattern.pk],
        )
        for table in (*TABLES, "news_newstag"):
            cursor.execute(f"ANALYZE {table}")
    return pattern


def nodes(plan):
    yield plan
    for part in plan.get("Plans", []):
        yield from nodes(part)


def explained(sql):
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + sql)
        ((answer,),) = cursor.fetchall()
    return answer[0]["Plan"]


def read_rows(plan):
    """Rows read from the tables of pages, and which of them one after the other."""
    rows, scanned = 0, []
    for node in nodes(plan):
        if node.get("Relation Name") in TABLES:
            rows += node["Actual Loops"] * (node["Actual Rows"] + node.get("Rows Removed by Filter", 0))
            rows += node["Actual Loops"] * node.get("Rows Removed by Index Recheck", 0)
            if node["Node Type"] == "Seq Scan":
                scanned.append(node["Relation Name"])
    return rows, scanned


ARCHIVE_PAGES = """
    / /berita/ /berita/?sesudah=awal /berita/?sebelum=2018-06-15.1 /berita/?sesudah=2018-06-15.1 /berita/?tahun=2015
    /berita/?jenis=berita /berita/arsip-2500/ /rss/ /berita/atom/ /sitemap.xml /sitemap-berita.xml /tagar/pleno/
    /profil/ /sop/ /daftar-informasi-publik/ /sitemap-halaman.xml
""".split()


@pytest.mark.postgres
def test_no_page_reads_the_whole_archive(client, archive):
    slow = []
    for address in ARCHIVE_PAGES:
        total = 0
        for sql in queries(client, address):
            if sql.startswith("SELECT"):
                rows, scanned = read_rows(explained(sql))
                total += rows
                if scanned:
                    slow.append(f"{address} reads {scanned} one after the other: {sql[-400:]}")
        if total > MOST_ROWS:
            slow.append(f"{address} reads {total} rows")
    assert not slow, "\n".join(slow)


@pytest.mark.postgres
def test_the_archive_would_be_seen_if_it_were_read():
    """The measure itself: a query that needs every row is found out."""
    assert read_rows(explained("SELECT count(*) FROM news_newspage"))[1] == ["news_newspage"]
