"""What a visitor finds, and what nobody may find."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, ReferenceIndex

from news.models import AnnouncementPage, Attachment, LegalDocumentPage, NewsPage
from offices.models import Office
from search import candidates
from search.models import SearchEntry, Word
from search.rebuilding import rebuild
from tests.conftest import office, section
from tests.news.pages import TYPES, document, put
from tests.search.conftest import titles
from workflows.gate.publishing import permitted, unpublish

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.mark.parametrize("model", TYPES)
def test_every_type_is_found_by_title_summary_and_body(ask, model):
    put(model, title="Judul mentimun", summary="Ringkasan pepaya.", body=[("text", "<p>Isi rambutan.</p>")])
    for word in ("mentimun", "pepaya", "rambutan"):
        assert titles(ask(word)) == ["Judul mentimun"]


@pytest.mark.parametrize("query", ["menerbitkan", "TERBITAN", "diterbitkan buku", "buku yang terbit"])
def test_a_page_is_found_in_any_form_of_its_words(ask, query):
    put(NewsPage, title="Penerbitan buku saku")
    assert titles(ask(query)) == ["Penerbitan buku saku"]


@pytest.mark.parametrize("query", ["Nomor 31 Tahun 2022", "31/2022", "keputusan 31 2022", "SK nomor 31"])
def test_a_legal_document_is_found_by_its_number(ask, query):
    put(LegalDocumentPage, title="Pedoman teknis", subject="surat keputusan, SK", kind="keputusan")
    put(LegalDocumentPage, title="Pedoman lain", number="13", year=2021, kind="keputusan")
    assert titles(ask(query))[0] == "Pedoman teknis"


def test_a_synonym_finds_the_same_page(ask):
    put(NewsPage, title="Rapat pleno Daftar Pemilih Tetap")
    assert titles(ask("DPT")) == titles(ask("daftar pemilih tetap")) == ["Rapat pleno Daftar Pemilih Tetap"]


def test_title_comes_before_summary_before_body(ask):
    put(NewsPage, title="Satu", body=[("text", "<p>Tentang sengketa.</p>")])
    put(NewsPage, title="Dua", summary="Tentang sengketa.")
    put(NewsPage, title="Sengketa")
    assert titles(ask("sengketa")) == ["Sengketa", "Dua", "Satu"]


def test_pages_with_some_of_the_words_follow_when_few_hold_all(ask):
    put(NewsPage, title="Distribusi logistik ke kecamatan")
    put(NewsPage, title="Logistik tiba")
    html = ask("distribusi logistik")
    assert titles(html) == ["Distribusi logistik ke kecamatan", "Logistik tiba"]
    assert "yang memuat sebagian" in ask("logistik astronomi ekspedisi", persis="1")


# --- spelling --------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["rekapitulsai", "rekapitulas", "rekapituasi", "rekapitullasi", "trekapitulasi"])
def test_a_slip_is_taken_for_the_nearest_word_and_says_so(ask, typed):
    put(NewsPage, title="Rekapitulasi tingkat kecamatan")
    html = ask(typed)
    assert titles(html) == ["Rekapitulasi tingkat kecamatan"]
    assert "Menampilkan hasil untuk “rekapitulasi”" in html
    assert f"Cari persis “{typed}” saja" in html


def test_an_exact_search_corrects_nothing_but_proposes(ask):
    put(NewsPage, title="Rekapitulasi tingkat kecamatan")
    html = ask("rekapitulsai", persis="1")
    assert titles(html) == []
    assert 'href="?q=rekapitulasi"' in html


def test_no_result_leads_somewhere(ask):
    html = ask("zzzzqqq")
    assert "Tidak ada hasil" in html
    assert "Produk Hukum" in html[html.index("Anda juga dapat melihat") :]


# --- filters ---------------------------------------------------------------------------------------


def test_kind_and_year_narrow_the_results_and_can_be_removed(ask):
    put(NewsPage, title="Kampanye berita")
    put(NewsPage, title="Kampanye lama", published_on=date(2019, 5, 1))
    put(AnnouncementPage, title="Kampanye pengumuman")
    assert titles(ask("kampanye", jenis="pengumuman")) == ["Kampanye pengumuman"]
    html = ask("kampanye", tahun="2019")
    assert titles(html) == ["Kampanye lama"]
    assert 'href="?q=kampanye">Hapus saringan' in html


@pytest.mark.parametrize("choice", [{"jenis": "x"}, {"tahun": "abc"}, {"tahun": "²"}, {"tahun": "9" * 5000}])
def test_an_unknown_choice_is_ignored_with_a_sentence(ask, choice):
    put(NewsPage, title="Kampanye berita")
    html = ask("kampanye", **choice)
    assert titles(html) == ["Kampanye berita"]
    assert "tidak dikenal dan diabaikan" in html


def test_more_results_than_are_counted_are_said_to_be_more(ask, monkeypatch):
    for number in range(4):
        put(NewsPage, title=f"Kampanye {number}")
    assert "4 hasil untuk" in ask("kampanye")
    monkeypatch.setattr(candidates, "NEWEST", 3)
    assert "Lebih dari 3 hasil untuk" in ask("kampanye")


def test_only_the_national_portal_searches_every_office(ask):
    put(NewsPage, title="Kampanye di Serang")
    put(NewsPage, title="Kampanye di Banten", office="banten")
    assert titles(ask("kampanye", kantor="banten")) == ["Kampanye di Serang"]
    Office.objects.filter(slug="serang").update(level="pusat")
    assert set(titles(ask("kampanye"))) == {"Kampanye di Serang", "Kampanye di Banten"}
    html = ask("kampanye", kantor="banten")
    assert titles(html) == ["Kampanye di Banten"]
    assert office("banten").name in html
    assert "kantor tidak dikenal" in ask("kampanye", kantor="tidak-ada")


# --- what nobody may find --------------------------------------------------------------------------


def test_a_draft_is_never_found_by_a_word_it_holds(ask):
    put(NewsPage, title="Kuda nil", live=False)
    assert titles(ask("kuda nil")) == []
    assert not Word.objects.filter(pk="kuda").exists()


@pytest.mark.parametrize("where", ["page", "section"])
def test_a_restricted_page_is_never_found_and_comes_back_when_opened(ask, where):
    page = put(NewsPage, title="Kuda nil")
    closed = page if where == "page" else section("serang")
    restriction = PageViewRestriction.objects.create(page=Page.objects.get(pk=closed.pk), restriction_type="login")
    assert titles(ask("kuda nil")) == []
    assert not SearchEntry.objects.filter(pk=page.pk).exists()
    restriction.delete()
    assert titles(ask("kuda nil")) == ["Kuda nil"]


def test_a_page_published_under_a_restricted_section_is_not_found(ask):
    PageViewRestriction.objects.create(page=section("serang"), restriction_type="login")
    put(NewsPage, title="Kuda nil")
    assert titles(ask("kuda nil")) == []


def test_an_expired_announcement_is_not_found_before_it_is_swept(ask):
    page = put(AnnouncementPage, title="Kuda nil")
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(seconds=1))
    assert SearchEntry.objects.filter(pk=page.pk).exists()
    assert titles(ask("kuda nil")) == []


def test_what_was_hidden_behind_the_indexs_back_is_not_found(ask):
    page = put(NewsPage, title="Kuda nil")
    Page.objects.filter(pk=page.pk).update(live=False)
    assert titles(ask("kuda nil")) == []


def test_a_page_taken_down_is_gone_at_once(ask):
    page = put(NewsPage, title="Kuda nil")
    unpublish(page, None)
    assert titles(ask("kuda nil")) == []
    assert not SearchEntry.objects.filter(pk=page.pk).exists()


def test_a_renamed_page_is_found_by_its_new_name_and_address_at_once(ask):
    page = put(NewsPage, title="Kuda nil")
    with permitted(page.pk):
        page.title, page.slug = "Badak bercula", "badak"
        page.save()
    assert titles(ask("kuda")) == []
    assert "/berita/badak/" in ask("badak")


def test_a_deleted_page_leaves_nothing_behind(ask):
    page = put(NewsPage, title="Kuda nil")
    with permitted(page.pk):
        page.delete()
    assert not SearchEntry.objects.filter(pk=page.pk).exists()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM search_fts WHERE rowid = %s", [page.pk])
            assert cursor.fetchone()[0] == 0


def test_rebuilding_gives_the_same_results(ask):
    page = put(NewsPage, title="Rekapitulasi suara")
    with permitted(page.pk):
        page.tags.add("mentimun")
        page.save()
    put(LegalDocumentPage, title="Keputusan rekapitulasi", attachments=[])
    before = titles(ask("rekapitulasi"))
    SearchEntry.objects.all().delete()
    assert titles(ask("rekapitulasi")) == []
    rebuild(read_files=False)
    assert titles(ask("rekapitulasi")) == before
    assert titles(ask("mentimun")) == ["Rekapitulasi suara"]


def test_rebuilding_drops_what_may_no_longer_be_found():
    page = put(NewsPage, title="Kuda nil")
    Page.objects.filter(pk=page.pk).update(live=False)
    rebuild(read_files=False)
    assert not SearchEntry.objects.filter(pk=page.pk).exists()
    assert not Word.objects.filter(pk="kuda").exists()


# --- cost ------------------------------------------------------------------------------------------


def many(count: int) -> None:
    for number in range(count):
        put(NewsPage, title=f"Kampanye nomor {number}")


def queries(ask, query: str) -> int:
    ask(query)
    with CaptureQueriesContext(connection) as captured:
        ask(query)
    return len(captured)


def test_a_search_costs_the_same_queries_at_ten_and_a_hundred_pages(ask):
    asked = ("kampanye", "kampanye astronomi", "kampamye")
    many(12)
    few = {query: queries(ask, query) for query in asked}
    many(88)
    assert {query: queries(ask, query) for query in asked} == few
    assert max(few.values()) <= 12


def test_the_fullest_search_needs_at_most_twelve_queries(ask):
    many(12)
    Office.objects.filter(slug="serang").update(level="pusat")
    assert queries(ask, "kampamye astronomi nomro") <= 12
    assert queries(ask, "zzzzqqq wwwwxx") <= 12


def test_the_index_counts_as_no_use_of_a_page_or_file():
    file = document()
    page = put(NewsPage, attachments=[Attachment(document=file, title="Naskah")])
    for thing in (page, file):
        uses = ReferenceIndex.get_references_to(thing).values_list("base_content_type__app_label", flat=True)
        assert "search" not in uses
