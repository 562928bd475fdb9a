"""One office with every kind of public page on it, for the tests that look at all of them.

Its host is a test server's, but not the one that pytest-django's own answers as. ``ADDRESSES`` is known
before anything is built: tests are named after it.
"""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.rich_text import RichText

from home.demo_offices import bring_on
from home.demo_pictures import draw_pdf, draw_picture
from home.models import HomePage, PpidPage, StandardPage
from home.offices import OfficeFacts, open_office
from news.models import AnnouncementPage, Attachment, GalleryImage, LegalDocumentPage, NewsPage, PublicationPage
from offices.role_holders import people_in
from tests.world import appoint
from workflows.gate.publishing import permitted

HOST = "127.0.0.1"
ADDRESSES = {
    "home": "/",
    "news list": "/berita/",
    "article": "/berita/semua-blok/",
    "article through an SOP": "/berita/lewat-sop/",
    "announcement list": "/pengumuman/",
    "announcement": "/pengumuman/jam-layanan/",
    "legal list": "/produk-hukum/",
    "legal list, filtered": "/produk-hukum/?tahun=2025&status=berlaku",
    "legal document": "/produk-hukum/keputusan-12/",
    "publication list": "/publikasi/",
    "publication": "/publikasi/dokumentasi-pleno/",
    "profile": "/profil/",
    "standard page": "/profil/tugas-dan-wewenang/",
    "PPID section": "/ppid/",
    "PPID page": "/ppid/informasi-berkala/",
    "search form": "/cari/",
    "search with results": "/cari/?q=pemilih",
    "search without results": "/cari/?q=zzzqx",
    "tag": "/tagar/data-pemilih/",
    "list of SOPs": "/sop/",
    "register of public information": "/daftar-informasi-publik/",
    "404": "/tidak-ada/",
}
LONG = f"Daftar pemilih terbaca di https://contoh.test/{'pemilih' * 20}?halaman=1"
"""An address that no line has room for."""
FEEDS = ("/rss/", "/atom/", "/berita/rss/", "/produk-hukum/rss/")


def build() -> None:
    """The office and its pages, each live."""
    office = open_office(
        OfficeFacts(
            name="Komisi Pemilihan Umum Kabupaten Peraga",
            slug="peraga",
            region_code="99.02",
            level="kabupaten",
            time_zone="Asia/Jakarta",
            hostname=HOST,
            sop="serang",
            divisions=["Divisi Hukum", "Divisi Sosialisasi"],
        )
    )
    for role in office.roles.all():
        appoint(f"peraga.{role.slug}", role)
    home = HomePage.objects.get(pk=office.root_page_id)
    home.intro, home.stage = "Penyelenggara pemilihan di Kabupaten Peraga.", "pemilih"
    home.address, home.hours = "Jalan Contoh Nomor 1\nKabupaten Peraga", "Senin–Jumat 08.00–16.00"
    home.phone, home.email = "(0254) 555-0101", "kantor@contoh.test"
    home.services = [
        ("service", {"label": "Cek daftar pemilih", "url": "https://contoh.test/dpt", "description": "Periksa nama."})
    ]
    with permitted(None):
        home.save()
        _fill({section.slug: section for section in home.get_children()})


def _fill(sections: dict[str, Page]) -> None:
    photo, file = picture("Rapat pleno", seed=1), document("Berita acara")
    for number in range(22):  # more than one page of the list
        put(
            sections["berita"],
            NewsPage(title=f"Kabar pemilih {number}", published_on=date(2025, 1, 1 + number), summary=LONG),
        )
    article = put(
        sections["berita"],
        NewsPage(title="Semua blok dalam satu berita", slug="semua-blok", author_unit="Subbagian Teknis"),
        photo=photo,
        body=every_block(photo, file),
    )
    article.tags.add("data pemilih")
    article.attachments = [Attachment(document=file, title="Berita acara")]
    article.save()
    put(sections["pengumuman"], AnnouncementPage(title="Jam layanan", slug="jam-layanan", pinned=True))
    until = date.today() + timedelta(days=365)
    put(sections["pengumuman"], AnnouncementPage(title="Rekrutmen badan ad hoc", slug="rekrutmen", valid_until=until))
    for number, status in ((11, "dicabut"), (12, "berlaku")):
        put(sections["produk-hukum"], legal(number, status, file), photo=photo if number == 12 else None)
    put(sections["produk-hukum"], legal(13, "berlaku", file, title=LONG))
    put(sections["berita"], NewsPage(title=LONG, slug="alamat-panjang", published_on=date(2025, 2, 1)))
    publication = PublicationPage(title="Dokumentasi rapat pleno", slug="dokumentasi-pleno", kind="dokumentasi")
    publication.gallery_images = [
        GalleryImage(
            image=picture(f"Foto {n}", seed=n), alt=f"Perbukitan nomor {n}", caption=f"Foto {n}", credit="Humas"
        )
        for n in (2, 3, 4)
    ]
    publication.attachments = [Attachment(document=file, title="Notula")]
    put(sections["publikasi"], publication)
    put(sections["profil"], StandardPage(title="Tugas dan wewenang", slug="tugas-dan-wewenang"))
    put(sections["ppid"], PpidPage(title="Informasi berkala", slug="informasi-berkala"))
    _through_the_sop(sections["berita"], photo)


def _through_the_sop(section: Page, photo: Any) -> None:
    """An article that has gone through every step, so that its page names its SOP."""
    page = NewsPage(title="Berita yang melalui SOP", slug="lewat-sop", owner=appoint_starter(), live=False)
    page.summary, page.body = "Ringkasan singkat.", [("text", RichText("<p>Isi berita.</p>"))]
    page.image, page.image_alt, page.image_credit = photo, "Perbukitan", "Humas"
    section.add_child(instance=page)
    page.save_revision(user=page.owner)
    bring_on(page, until="live")


def appoint_starter() -> Any:
    """Who holds step 1's role of the office's SOP."""
    from offices.models import Office
    from sops.models import Sop

    first = Sop.objects.get(slug="serang").document.first_step
    return people_in(Office.objects.get(slug="peraga"), first.roles)[0]


def put(section: Page, page: Any, *, photo: Any = None, body: Any = None) -> Any:
    """A live page in a section; what it lacks gets a plain value."""
    page.summary = page.summary or "Warga dapat memeriksa namanya dalam daftar pemilih di kantor."
    page.body = body or [("text", RichText("<p>Rapat pleno membahas daftar pemilih berkelanjutan.</p>"))]
    if photo is not None:
        page.image, page.image_alt, page.image_caption = photo, "Perbukitan berlapis", "Suasana rapat"
        page.image_credit = "Humas KPU"
    page.live = True
    return section.add_child(instance=page)


def legal(number: int, status: str, file: Any, title: str = "") -> LegalDocumentPage:
    day = date(2025, 3, number)
    return LegalDocumentPage(
        title=title or f"Keputusan tentang rekapitulasi daftar pemilih {number}",
        slug=f"keputusan-{number}",
        number=str(number),
        year=day.year,
        enacted_on=day,
        promulgated_on=day,
        status=status,
        subject="daftar pemilih, rekapitulasi",
        place="Peraga",
        signatory="Ketua",
        file=file,
    )


def every_block(photo: Any, file: Any) -> list[tuple[str, Any]]:
    """A body with each block there is."""
    video = {"url": "https://contoh.test/video", "title": "Rekaman rapat", "description": "Pembacaan hasil."}
    return [
        ("text", RichText('<p>Daftar <b>pemilih</b> dan <a href="https://contoh.test/">tautannya</a> di sini.</p>')),
        ("heading", {"text": "Hasil rapat", "level": "h2"}),
        ("heading", {"text": "Menurut kecamatan", "level": "h3"}),
        ("text", RichText("<ul><li>Anyar</li><li>Baros</li></ul><ol><li>Pertama</li><li>Kedua</li></ol>")),
        ("image", {"image": photo, "alt": "Perbukitan berlapis", "caption": "Suasana", "credit": "Humas"}),
        ("quote", {"text": "Data harus mutakhir.", "speaker": "Siti", "position": "Anggota KPU"}),
        (
            "table",
            {
                "caption": "Pemilih menurut kecamatan",
                "text": "Kecamatan|Laki-laki|Perempuan|Jumlah keseluruhan\nAnyar|21.345|20.987|42.332\nBaros|9|8|17",
                "source": "KPU",
            },
        ),
        (
            "table",
            {
                "caption": "Perolehan suara, tabel yang lebar",
                "text": "|".join(f"Partai Nusantara {n}" for n in range(1, 15)) + "\n" + "|".join(["1.234.567"] * 14),
                "source": "KPU",
            },
        ),
        ("document", {"document": file, "title": "Berita acara lengkap"}),
        ("video", video),
        ("call_out", {"title": "Perhatian", "text": RichText("<p>Bawalah <b>KTP</b> elektronik.</p>")}),
    ]


def picture(title: str, *, seed: int) -> Any:
    file = ImageFile(BytesIO(draw_picture(title, seed=seed)), name=f"foto-{seed}.jpg")
    return get_image_model().objects.create(title=title, file=file)


def document(title: str) -> Any:
    content = draw_pdf(title, ["Isi berita acara."])
    return get_document_model().objects.create(title=title, file=ContentFile(content, name="berita-acara.pdf"))
