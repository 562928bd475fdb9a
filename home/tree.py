"""The page tree an office starts with."""

from django.db import transaction
from wagtail.models import Page

from home.models import HomePage, SectionKind, SectionPage

INTROS = {
    SectionKind.BERITA: "Kegiatan kantor dan perkembangan penyelenggaraan pemilu dan pemilihan.",
    SectionKind.PENGUMUMAN: "Pengumuman resmi beserta masa berlakunya.",
    SectionKind.PRODUK_HUKUM: "Peraturan, keputusan, surat edaran, dan petunjuk teknis.",
    SectionKind.PUBLIKASI: "Data, laporan keuangan, dokumentasi, dan jurnal.",
    SectionKind.SOSIALISASI: "Bahan sosialisasi dan pendidikan pemilih.",
    SectionKind.PROFIL: "Tugas, wewenang, dan susunan kantor.",
    SectionKind.PPID: "Layanan informasi publik menurut Undang-Undang Nomor 14 Tahun 2008.",
}

OPENED = "Bagian yang dimiliki setiap kantor sejak dibuka."
"""Why they are live."""


@transaction.atomic
def build_tree(name: str, slug: str) -> HomePage:
    """The live home page of that slug with its live sections; what is missing is created."""
    root = Page.get_first_root_node()
    home = HomePage.objects.child_of(root).filter(slug=slug).first()
    if home is None:
        home = root.add_child(instance=HomePage(title=name, slug=slug, change_reason=OPENED))
    present = set(SectionPage.objects.child_of(home).values_list("slug", flat=True))
    for kind, intro in INTROS.items():
        if kind.value not in present:
            home.add_child(
                instance=SectionPage(
                    title=kind.label,
                    slug=kind.value,
                    section_kind=kind,
                    intro=intro,
                    show_in_menus=True,
                    change_reason=OPENED,
                )
            )
    return home
