"""What an anonymous visitor gets."""

import re
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import get_resolver
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from home.models import HomePage, SectionPage
from home.tree import build_tree
from news.models import AnnouncementPage, Attachment, GalleryImage, LegalDocumentPage, NewsPage, PublicationPage
from news.pictures import make_renditions
from tests.conftest import office, section
from tests.news.pages import BODY, TYPES, document, picture, put
from workflows.gate.publishing import permitted

pytestmark = pytest.mark.django_db

EVERY_BLOCK = [
    *BODY,
    ("heading", {"text": "Subjudul", "level": "h2"}),
    ("quote", {"text": "Terbuka untuk umum.", "speaker": "Ketua rapat", "position": ""}),
    ("table", {"caption": "Waktu", "text": "Layanan|Hari\nPermohonan|10", "source": ""}),
    ("video", {"url": "https://example.org/v", "title": "Cara memilih", "description": ""}),
    ("call_out", {"title": "Gratis", "text": "<p>Tidak dipungut biaya.</p>"}),
]


@pytest.fixture
def get(client):
    """The page at an address of one office's site."""

    def _get(address: str, host: str = "serang.localhost", status: int = 200) -> str:
        response = client.get(address, headers={"host": host})
        assert response.status_code == status
        return response.content.decode()

    return _get


def address(page: Page) -> str:
    return page.get_url_parts()[2]


@pytest.mark.parametrize("model", TYPES)
def test_every_type_is_shown_with_its_blocks(get, model):
    html = get(address(put(model, body=EVERY_BLOCK)))
    for text in (f"Judul {model.__name__}", "Ringkasan naskah.", "Tidak dipungut biaya.", "Permohonan"):
        assert text in html


@pytest.mark.parametrize("model", TYPES)
def test_a_draft_is_not_shown(get, model):
    get(address(put(model, live=False)), status=404)


@pytest.mark.parametrize("model", [NewsPage, AnnouncementPage, LegalDocumentPage])
def test_dates_are_written_the_official_way(get, model):
    assert "8 Februari 2022" in get(address(put(model)))


@pytest.mark.parametrize("model", TYPES)
def test_what_people_wrote_is_text_and_no_html(get, model):
    html = get(address(put(model, title="Judul <em>a</em> & b", summary="Ringkasan <em>c</em> & d")))
    assert "Judul &lt;em&gt;a&lt;/em&gt; &amp; b" in html
    assert "Ringkasan &lt;em&gt;c&lt;/em&gt; &amp; d" in html
    assert "<em>" not in html


def test_every_picture_has_its_text_and_size_and_those_below_load_late(get):
    photo = picture()
    page = put(
        PublicationPage,
        image=photo,
        image_alt="Aula kantor",
        image_credit="Humas",
        body=[("image", {"image": photo, "alt": "Papan nama", "caption": "", "credit": "Humas"})],
        gallery_images=[GalleryImage(image=photo, alt="Peserta rapat", credit="Humas")],
    )
    assert make_renditions.call(photo.pk)
    html = get(address(page))
    pictures = re.findall(r"<img[^>]+>", html)
    assert [re.search(r'alt="([^"]*)"', tag)[1] for tag in pictures] == [
        "Aula kantor",
        "Papan nama",
        "Peserta rapat",
    ]
    assert all(part in tag for tag in pictures for part in ("width=", "height="))
    assert ['loading="lazy"' in tag for tag in pictures] == [False, True, True], "only the first is seen at once"
    assert html.count("Foto: Humas") == 3


def test_a_file_is_offered_with_its_type_and_size(get):
    page = put(NewsPage, attachments=[Attachment(document=document(), title="Berita acara")])
    html = get(address(page))
    assert "Berita acara" in html
    assert re.search(r"PDF, 8\s+bita", html)


def test_the_status_of_a_legal_document_is_a_word(get):
    page = put(LegalDocumentPage, status="dicabut")
    assert "Dicabut" in get(address(page))
    assert "Dicabut" in get(address(section("serang", "produk-hukum")))


def test_the_front_page_says_whose_site_it_is_and_pins_what_is_pinned(get):
    put(AnnouncementPage, title="Loket tutup sementara", pinned=True)
    html = get("/")
    assert "Situs resmi Komisi Pemilihan Umum Kabupaten Serang" in html
    assert html.index("Loket tutup sementara") < html.index("Yang sering dicari")


def test_an_empty_site_says_that_nothing_has_been_published_yet(get):
    assert "Belum ada yang terbit" in get("/")
    assert "Belum ada yang terbit" in get(address(section("serang")))


def test_the_menu_marks_where_the_visitor_is(get):
    assert re.search(r'aria-current="page">\s*Berita', get(address(section("serang"))))
    assert re.search(r'aria-current="true">\s*Berita', get(address(put(NewsPage))))


def test_a_public_page_has_one_small_script_and_none_of_its_own(get):
    html = get("/") + get(address(put(NewsPage)))
    scripts = re.findall(r"<script[^>]*>", html)
    assert {tag.split()[1] for tag in scripts} == {'src="/static/js/site.js"', 'type="application/ld+json">'}
    assert Path(finders.find("js/site.js")).stat().st_size < 2_000
    assert not re.search(r'\son\w+="', html), "no handlers in attributes"


def test_a_section_lists_its_live_pages_by_the_date_they_show(get):
    put(NewsPage, title="Berita lama", published_on=date(2021, 1, 5))
    put(NewsPage, title="Berita baru", published_on=date(2022, 1, 5))
    put(NewsPage, title="Konsep berita", live=False)
    html = get(address(section("serang")))
    assert html.index("Berita baru") < html.index("Berita lama")
    assert "Konsep berita" not in html


@pytest.fixture
def many_news():
    for number in range(21):
        put(NewsPage, title=f"Berita nomor {number}", first_published_at=timezone.now())


QUERIES = [
    *("page=2", "page=abc", "page=-1", f"page={'9' * 5000}", "page=%00", "%FF=%FF"),
    *("sebelum=", "sebelum=%00", "sebelum=abc.1", "sebelum=2022-13-01.1", "sebelum=2022-01-01.x", "sesudah=0"),
    *("jenis=tidak-ada", "jenis=%00", "tahun=abc", "tahun=0", "tahun=99999", "tahun=%00", "status=x", "subjek=%00"),
]


def test_a_section_survives_any_query(get, many_news):
    where = address(section("serang"))
    found = {query: get(f"{where}?{query}").count('class="row-title"') for query in QUERIES}
    assert found == dict.fromkeys(QUERIES, 20)


def rows(html: str) -> list[str]:
    return re.findall(r'class="row-title" href="[^"]+">([^<]+)', html)


def link(html: str, name: str) -> str:
    return unescape(re.search(rf'href="([^"]*)"[^>]*>{name}<', html)[1])


def test_a_long_list_is_read_in_slices_both_ways(get):
    for number in range(45):
        put(NewsPage, title=f"Berita {number:02}", published_on=date(2022, 1, 1) + timedelta(days=number // 2))
    base = address(section("serang"))
    first = get(base)
    second = get(base + link(first, "Lebih lama"))
    third = get(base + link(second, "Lebih lama"))
    titles = [f"Berita {number:02}" for number in range(44, -1, -1)]
    assert rows(first) + rows(second) + rows(third) == titles
    assert "Lebih lama" not in third
    assert "Lebih baru" not in first
    assert rows(get(base + link(third, "Lebih baru"))) == rows(second)
    assert rows(get(base + link(first, "Terlama"))) == titles[-20:]
    assert rows(get(base + link(third, "Terbaru"))) == rows(first)


def test_a_slice_stays_where_it_is_when_something_is_published(get, many_news):
    base = address(section("serang"))
    older = base + link(get(base), "Lebih lama")
    before = rows(get(older))
    put(NewsPage, title="Baru sekali", first_published_at=timezone.now())
    assert rows(get(older)) == before


def test_filters_narrow_a_list_and_stay_in_its_addresses(get):
    for number in range(22):
        put(LegalDocumentPage, title=f"Keputusan {number}", number=str(number), year=2022, status="berlaku")
    put(LegalDocumentPage, title="Yang dicabut", year=2021, status="dicabut", subject="tata naskah")
    base = address(section("serang", "produk-hukum"))
    assert rows(get(f"{base}?status=dicabut")) == ["Yang dicabut"]
    assert rows(get(f"{base}?subjek=naskah")) == ["Yang dicabut"]
    assert rows(get(f"{base}?tahun=2021")) == ["Yang dicabut"]
    assert "Hapus saringan" in get(f"{base}?tahun=2020")
    narrowed = get(f"{base}?tahun=2022&status=berlaku")
    assert len(rows(narrowed)) == 20
    assert len(rows(get(base + link(narrowed, "Lebih lama")))) == 2


def test_a_mixed_section_lists_standard_and_ppid_pages(get):
    parent = section("serang", "ppid")
    with permitted(None):
        for model in (m for m in TYPES if "ppid" in m.section_kinds):
            parent.add_child(instance=model(title=f"Isi {model.__name__}", summary="Ringkas.", body=BODY))
    html = get(address(parent))
    assert "Isi PpidPage" in html
    assert "Isi StandardPage" in html


def test_search_finds_live_pages_of_this_site_only(get):
    put(NewsPage, title="Pleno rekapitulasi terbuka")
    put(NewsPage, title="Pleno rekapitulasi konsep", live=False)
    put(NewsPage, title="Pleno rekapitulasi tetangga", office="banten")
    html = get("/cari/?q=rekapitulasi+pleno")
    assert "Pleno rekapitulasi terbuka" in html
    assert "konsep" not in html
    assert "tetangga" not in html


def test_search_does_not_find_what_only_some_may_read(get):
    page = put(NewsPage, title="Pleno rekapitulasi tertutup")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert "tertutup" not in get("/cari/?q=rekapitulasi")


def test_search_finds_words_of_the_body(get):
    put(NewsPage, title="Kabar kantor")
    assert "Kabar kantor" in get("/cari/?q=aula")


@pytest.mark.parametrize(
    "query",
    ["%00", "%00aula", '"', "%25", "'", "(*", "AND", "NOT+x", "\\", "%FF", "a" * 3000, "%F0%9F%97%B3", "_", "-"],
)
@pytest.mark.parametrize("page", ["", "&page=abc", f"&page={'9' * 5000}", "&page=%00"])
def test_search_survives_anything_typed_into_it(get, query, page):
    assert "Pencarian" in get(f"/cari/?q={query}{page}")


def test_an_empty_search_says_what_to_type_and_a_vain_one_what_to_change(get):
    assert "Ketik satu kata" in get("/cari/")
    assert "Coba kata yang lebih umum" in get("/cari/?q=tidakadasamasekali")


def test_search_shows_what_was_typed_as_text(get):
    assert "<b>x" not in get("/cari/?q=<b>x")


def test_a_wrong_address_and_a_fault_lead_back_to_the_front_page(get, rf):
    assert "Halaman tidak ditemukan" in get("/tidak-ada/", status=404)
    fault = get_resolver().resolve_error_handler(500)(rf.get("/"))
    assert fault.status_code == 500
    assert 'href="/"' in fault.content.decode()


def test_the_tree_of_an_office_has_its_live_sections_however_often_it_is_built():
    first, again = (build_tree("Komisi Pemilihan Umum Kota Contoh", "contoh") for _ in range(2))
    assert first == again == HomePage.objects.get(slug="contoh")
    sections = SectionPage.objects.child_of(first).live().in_menu()
    assert [s.title for s in sections] == [
        "Berita",
        "Pengumuman",
        "Produk Hukum",
        "Publikasi",
        "Sosialisasi",
        "Profil",
        "PPID",
    ]


def test_a_home_page_stands_at_the_top_of_the_tree_and_nowhere_else():
    assert HomePage.can_create_at(Page.get_first_root_node())
    assert not HomePage.can_create_at(office("serang").root_page)
