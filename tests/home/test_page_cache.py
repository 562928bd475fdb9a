"""Kept pages: exactly those that show a change are made anew, at once, in every process."""

import os
import subprocess
import sys
import time
from contextlib import suppress
from datetime import timedelta
from unittest.mock import Mock, patch

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from home.cache import middleware, purge, remembered
from home.cache.dependencies import collecting, shows
from home.cache.memory import MemoryStore
from home.cache.redis import RedisStore
from home.cache.store import CachedResponse
from home.models import HomePage
from news.models import AnnouncementPage, Attachment, LegalDocumentPage, NewsPage
from news.pictures import make_renditions
from offices.models import Office
from search import filters
from tests.conftest import office, section
from tests.news.pages import document, picture, put
from workflows.gate.publishing import permitted
from workflows.models import SopRun

pytestmark = pytest.mark.django_db
HOST = "serang.localhost"


@pytest.fixture
def kept(store, monkeypatch, django_capture_on_commit_callbacks):
    """The site with this store; ``change`` runs something as one committed transaction."""
    for module in (middleware, purge):
        monkeypatch.setattr(module, "the_store", lambda: store)

    class Site:
        def __init__(self):
            self.client = Client()

        def get(self, address, **headers):
            return self.client.get(address, headers={"host": HOST, **headers})

        def is_kept(self, address):
            """Whether the next visitor gets a kept page: rendered pages carry a new moment."""
            seen = []
            real = middleware.KeepPages._render
            monkeypatch.setattr(middleware.KeepPages, "_render", lambda *a: seen.append(1) or real(*a))
            try:
                assert self.get(address).status_code == 200
            finally:
                monkeypatch.setattr(middleware.KeepPages, "_render", real)
            return not seen

        def change(self, act):
            connection.run_on_commit = []  # what was done before is as good as committed
            with django_capture_on_commit_callbacks(execute=True), permitted(None):
                return act()

    return Site()


def address(page):
    return page.get_url_parts()[2]


def publish(page, **facts):
    for name, value in facts.items():
        setattr(page, name, value)
    page.save_revision().publish(skip_permission_checks=True)


def test_a_page_is_rendered_once_and_then_kept(kept):
    where = address(put(NewsPage))
    assert not kept.is_kept(where)
    assert kept.is_kept(where)
    assert kept.is_kept(where + "?utm_source=surel"), "tracking marks show the same page"


def test_a_correction_is_shown_at_once_and_only_where_it_is_seen(kept):
    page, other = put(NewsPage, title="Judul lama"), put(NewsPage, title="Berita lain")
    legal = put(LegalDocumentPage)
    shown = [address(page), address(section("serang")), "/", "/rss/"]
    untouched = [address(legal), address(section("serang", "produk-hukum")), address(section("serang", "profil"))]
    for where in [*shown, *untouched, address(other)]:
        kept.get(where)
    kept.change(lambda: publish(page, title="Judul baru"))
    assert all(kept.is_kept(where) for where in untouched)
    assert not any(kept.is_kept(where) for where in shown)
    assert all("Judul baru" in kept.get(where).content.decode() for where in shown)


def test_a_correction_leaves_slices_that_dont_show_it_alone(kept):
    for number in range(45):
        put(NewsPage, title=f"Lama {number}", published_on=timezone.localdate() - timedelta(days=800 + number))
    page = put(NewsPage, title="Yang baru", first_published_at=timezone.now())
    last = address(section("serang")) + "?sesudah=awal"
    kept.get(last)
    kept.change(lambda: publish(page, summary="Ringkasan lain."))
    assert kept.is_kept(last)


@pytest.mark.parametrize("act", ["publish", "unpublish", "delete"])
def test_what_comes_and_goes_changes_its_lists(kept, act):
    page = put(NewsPage, title="Kabar penting", live=act != "publish")
    before = put(NewsPage, title="Yang lain")
    where = address(section("serang"))
    for one in (where, "/", address(before)):
        kept.get(one)
    kept.change({"publish": lambda: publish(page), "unpublish": page.unpublish, "delete": page.delete}[act])
    assert ("Kabar penting" in kept.get(where).content.decode()) == (act == "publish")
    assert ("Kabar penting" in kept.get("/").content.decode()) == (act == "publish")
    if act != "publish":
        assert kept.get(address(page)).status_code == 404


def test_a_draft_changes_nothing(kept):
    page = put(NewsPage)
    for where in (address(page), "/"):
        kept.get(where)
    page.title = "Belum disetujui"
    kept.change(page.save_revision)
    kept.change(lambda: put(NewsPage, live=False))
    assert kept.is_kept(address(page))
    assert kept.is_kept("/")


def test_another_office_is_never_touched(kept):
    page = put(NewsPage)
    there = {"host": "rembang.localhost"}
    kept.client.get("/", headers=there)
    time.sleep(2.1)
    date = kept.client.get("/", headers=there).headers["Last-Modified"]
    kept.change(lambda: publish(page, title="Lain"))
    assert kept.client.get("/", headers=there).headers["Last-Modified"] == date


def test_contact_and_menu_stand_on_every_page(kept):
    where = address(put(NewsPage))
    home = HomePage.objects.get(pk=office("serang").root_page_id)
    kept.get(where)
    home.phone = "(0254) 123456"
    kept.change(lambda: home.save())
    assert "123456" in kept.get(where).content.decode()
    berita = section("serang").specific
    berita.title = "Kabar"
    kept.change(lambda: berita.save())
    assert "Kabar" in kept.get(where).content.decode()


def test_the_front_pages_own_words_change_only_the_front_page(kept):
    where = address(put(NewsPage))
    home = HomePage.objects.get(pk=office("serang").root_page_id)
    for one in (where, "/"):
        kept.get(one)
    home.intro = "Pengantar baru."
    kept.change(lambda: home.save())
    assert kept.is_kept(where)
    assert "Pengantar baru." in kept.get("/").content.decode()


def test_a_renamed_section_moves_every_address(kept):
    page = put(NewsPage)
    legal = address(put(LegalDocumentPage))
    for where in (address(page), "/", legal):
        kept.get(where)
    berita = section("serang").specific
    berita.slug, berita.change_reason = "kabar", "Nama bagian disamakan dengan papan nama kantor."
    kept.change(lambda: berita.save())
    assert not kept.is_kept(legal)
    assert 'href="/kabar/' in kept.get("/").content.decode()


def test_a_picture_or_a_file_changes_the_pages_that_show_it(kept):
    photo, file = picture(), document()
    page = put(NewsPage, image=photo, image_alt="Aula", attachments=[Attachment(document=file, title="Berkas")])
    other = address(put(NewsPage, title="Tanpa gambar"))
    for where in (address(page), other):
        kept.get(where)
    kept.change(lambda: make_renditions.func(photo.pk))
    assert "image/webp" in kept.get(address(page)).content.decode()
    assert kept.is_kept(other)
    kept.get(address(page))
    kept.change(lambda: file.save())
    assert not kept.is_kept(address(page))


def test_an_announcement_ends_on_time_though_nobody_swept(kept):
    page = put(AnnouncementPage, title="Sampai hari ini")
    assert "Sampai hari ini" in kept.get("/").content.decode()
    AnnouncementPage.objects.filter(pk=page.pk).update(expire_at=timezone.now() + timedelta(seconds=1.2))
    kept.change(lambda: HomePage.objects.get(pk=page.home_id).save())
    kept.get("/")
    time.sleep(1.3)
    assert "Sampai hari ini" not in kept.get("/").content.decode()
    assert kept.get(address(page)).status_code == 404


def test_a_change_during_the_rendering_wins(store):
    """What was read before a commit is never kept after it."""
    since = store.moment()
    time.sleep(0.002)
    assert store.purge(["page:1"])
    store.put("k", {"": CachedResponse({}, b"lama")}, {"page:1"}, since=since, seconds=60)
    assert store.get("k", "") is None


def test_purges_reach_what_was_kept_before_and_not_what_comes_after(store):
    store.put("k", {"": CachedResponse({"A": "b"}, b"satu")}, {"page:1", "site:1"}, since=store.moment(), seconds=60)
    assert store.get("k", "") == CachedResponse({"A": "b"}, b"satu")
    time.sleep(0.002)
    store.purge(["page:2"])
    assert store.get("k", "") is not None
    store.purge(["site:1"])
    assert store.get("k", "") is None
    time.sleep(0.002)
    store.put("k", {"": CachedResponse({}, b"dua")}, {"page:1", "site:1"}, since=store.moment(), seconds=60)
    assert store.get("k", "").body == b"dua"


def test_memory_is_bounded_and_the_oldest_goes_first(tmp_path):
    store = MemoryStore(str(tmp_path / "moments"), 1000)
    for number in range(30):
        store.put(str(number), {"": CachedResponse({}, b"x" * 100)}, {"t"}, since=store.moment(), seconds=60)
    assert store.get("0", "") is None
    assert store.get("29", "") is not None


def test_another_process_purges_what_this_one_keeps(tmp_path):
    file = str(tmp_path / "moments")
    store = MemoryStore(file, 1000)
    store.put("k", {"": CachedResponse({}, b"x")}, {"page:1"}, since=store.moment(), seconds=60)
    program = f"from home.cache.memory import MemoryStore; MemoryStore({file!r}, 10).purge(['page:1'])"
    subprocess.run([sys.executable, "-c", program], check=True, cwd=settings.BASE_DIR, env={**os.environ})
    assert store.get("k", "") is None


def test_a_store_out_of_reach_is_an_empty_one():
    store = RedisStore("redis://127.0.0.1:1/0")
    assert store.moment() is None
    assert store.get("k", "") is None
    assert store.purge(["page:1"]) is False


def test_a_purge_that_failed_is_owed_and_made_up_for(monkeypatch):
    monkeypatch.setattr(purge, "the_store", lambda: RedisStore("redis://127.0.0.1:1/0"))
    purge._purge(["page:1"])
    owed = DBTaskResult.objects.get(task_path="home.cache.purge.purge_again")
    assert owed.run_after > timezone.now()
    purged = []
    monkeypatch.setattr(purge, "the_store", lambda: Mock(purge=lambda tags: purged.append(tags) or True))
    owed.task.call(*owed.args_kwargs["args"])
    assert purged == [["page:1"]]


def orders():
    return DBTaskResult.objects.filter(task_path="home.cache.purge.purge_again")


def test_what_a_dying_process_left_unpurged_the_worker_purges(kept, django_capture_on_commit_callbacks):
    page = put(NewsPage)
    where = address(page)
    assert not kept.is_kept(where)
    connection.run_on_commit = []
    with django_capture_on_commit_callbacks(execute=False), permitted(None):  # committed, and dead
        publish(page, title="Judul yang dibetulkan")
    assert "Judul yang dibetulkan" not in kept.get(where).content.decode()
    for order in orders():
        assert timezone.now() < order.run_after < timezone.now() + timedelta(minutes=1)
        order.task.call(*order.args_kwargs["args"])
    assert "Judul yang dibetulkan" in kept.get(where).content.decode()


def test_who_purges_at_once_leaves_the_worker_nothing(kept):
    page = put(NewsPage)
    kept.change(lambda: publish(page, title="Judul yang dibetulkan"))
    orders().delete()  # of making the page, outside of it
    kept.change(lambda: publish(page, title="Judul lain"))
    assert not orders().exists()


def test_a_change_taken_back_orders_no_purge_and_hides_none(kept, django_capture_on_commit_callbacks):
    connection.run_on_commit = []
    with django_capture_on_commit_callbacks(execute=True):
        with suppress(PermissionError), transaction.atomic():
            purge.purge_soon("page:1")
            raise PermissionError
        assert not orders().exists()
        purge.purge_soon("page:1")
        purge.purge_soon("page:1")
        assert orders().count() == 1
    assert not orders().exists()


# --- what visitors get ---------------------------------------------------------------------------


def test_a_visitor_who_has_the_page_gets_304(kept, monkeypatch):
    where = address(put(NewsPage))
    first = kept.get(where, **{"accept-encoding": "br, gzip"})
    assert first.headers["Content-Encoding"] == "br"
    assert first.headers["Cache-Control"] == "public, no-cache"
    again = kept.get(where, **{"accept-encoding": "br, gzip", "if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    monkeypatch.setattr(middleware, "_just_now", tuple)  # two seconds later
    date = kept.get(where).headers["Last-Modified"]
    assert kept.get(where, **{"if-modified-since": date}).status_code == 304
    plain = kept.get(where)
    assert "Content-Encoding" not in plain.headers
    assert plain.headers["ETag"] != first.headers["ETag"]


def test_every_encoding_holds_the_same_page(kept):
    import gzip

    import brotli

    where = address(put(NewsPage))
    plain = kept.get(where).content
    assert gzip.decompress(kept.get(where, **{"accept-encoding": "gzip"}).content) == plain
    assert brotli.decompress(kept.get(where, **{"accept-encoding": "br"}).content) == plain
    assert kept.client.head(where, headers={"host": HOST}).content == b""


def test_a_hit_asks_the_database_nothing(kept, django_assert_num_queries):
    where = address(put(NewsPage))
    kept.get(where)
    with django_assert_num_queries(0):
        kept.get(where)


def test_who_is_logged_in_neither_reads_nor_fills_it(kept):
    where = address(put(NewsPage))
    kept.client.cookies["sessionid"] = "x"
    kept.get(where)
    kept.client.cookies.clear()
    assert not kept.is_kept(where)


def test_only_whole_successful_pages_are_kept(kept):
    for where in ("/tidak-ada/", "/cari/?q=aula"):
        kept.get(where)
        assert "ETag" not in kept.get(where).headers


def test_a_response_that_names_nothing_is_not_kept():
    with collecting() as shown:
        NewsPage.objects.first()
    assert not shown.named
    with collecting() as shown:
        shows("site:1")
    assert shown.named


def test_the_line_about_the_sop_follows_its_run(kept):
    from tests.conftest import started, walk_to

    run = walk_to(started("serang"), None)
    page = NewsPage.objects.get(pk=run.page_id)
    kept.get(address(page))
    assert kept.is_kept(address(page))
    kept.change(lambda: SopRun.objects.get(pk=run.pk).save())
    assert not kept.is_kept(address(page))


def test_the_offices_to_choose_from_are_remembered_until_one_is_renamed(kept, store, monkeypatch):
    monkeypatch.setattr(remembered, "the_store", lambda: store)
    Office.objects.filter(slug="serang").update(level="pusat")
    there = office("banten")

    def lines():
        return kept.get("/cari/?kantor=banten").content.decode()

    assert f'<option value="banten" selected>{there.name}</option>' in lines()
    with patch.object(filters, "Choices", side_effect=AssertionError("read again")):
        assert f'<option value="banten" selected>{there.name}</option>' in lines()
    there.name = "KPU <Banten>"
    kept.change(there.save)
    assert '<option value="banten" selected>KPU &lt;Banten&gt;</option>' in lines()


def test_addresses_follow_a_home_page_that_is_called_otherwise(kept, store, monkeypatch):
    monkeypatch.setattr(remembered, "the_store", lambda: store)
    page, home = put(NewsPage, title="Pleno terbuka"), HomePage.objects.get(pk=office("serang").root_page_id)
    link = f'href="{address(page)}"'
    assert link in kept.get("/cari/?q=pleno").content.decode()
    home.slug = "serang-baru"
    kept.change(lambda: publish(home))
    assert link in kept.get("/cari/?q=pleno").content.decode()
