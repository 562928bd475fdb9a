"""No visitor ever reads an old page: after every act, what is kept is what a rendering made anew would be.

A long random sequence of the things that happen on a site, each followed by a look at a set of public
addresses of two offices. The random choices follow a seed, which a failure names.
"""

import random
import re
import sys
import time
from datetime import UTC, date, timedelta
from functools import partial
from io import BytesIO

import pytest
from django.conf import settings
from django.core.files.images import ImageFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date
from PIL import Image
from taggit.models import Tag
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, PageViewRestriction

from home import listing
from home.cache import middleware
from home.cache.middleware import KeepPages
from home.listing import MOMENT
from home.models import HomePage, PpidPage, SectionPage, StandardPage
from news.models import (
    AnnouncementPage,
    Attachment,
    GalleryImage,
    LegalDocumentPage,
    LegalRelation,
    NewsPage,
    PublicationPage,
)
from news.pictures import make_renditions
from offices.models import Division
from sops.models import Sop
from tests.conftest import draft, holder, office, pass_step, second_holder, section, starter
from tests.news.pages import TYPES, document, picture, put
from workflows.gate.publishing import permitted
from workflows.models import SopChoice, compiler

pytestmark = pytest.mark.django_db

OFFICES = ("serang", "rembang")
SEEDS = (1, *(pytest.param(seed, marks=pytest.mark.thorough) for seed in (2, 3)))
ACTS = 50
"""Acts of one sequence."""
AT_ONCE = 15
"""Addresses looked at after each act, chosen anew each time."""
FEW = 20
"""Acts of the sequence with Redis."""
LISTS = """
    / /berita/ /berita/?tahun=2021 /berita/?kind=x&jenis=artikel /pengumuman/ /produk-hukum/
    /produk-hukum/?status=dicabut /produk-hukum/?subjek=naskah /publikasi/?tahun=2022 /profil/ /ppid/
    /rss/ /berita/atom/ /produk-hukum/rss/ /tagar/pleno/ /tagar/pleno/rss/ /sitemap.xml /sitemap-halaman.xml
    /sitemap-berita.xml /sitemap-berita-2022.xml /sitemap-produk-hukum-2022.xml /feed/document.json /robots.txt /sop/
    /daftar-informasi-publik/ /daftar-informasi-publik/?golongan=berkala /daftar-informasi-publik.csv /cari/?q=pleno
""".split()
FEW_LISTS = ("/", "/berita/", "/rss/", "/produk-hukum/", "/sitemap-halaman.xml", "/sop/", "/feed/document.json")
NEVER_KEPT = ("/cari/", "/produk-hukum/?subjek=")
MADE_NOW = re.compile(rb"<lastBuildDate>.*?</lastBuildDate>|<feed.*?</updated>", re.DOTALL)
"""Where a feed without entries says what time it is."""
EVERYWHERE = "everywhere"
"""The scope of an act that may change the pages of any office."""


# --- looking ----------------------------------------------------------------------------------------


class Stale(AssertionError):
    """A kept page that is no longer true."""


class Watch:
    """Looks at addresses as a visitor does and as one whom nothing kept is shown, and counts."""

    def __init__(self, store, monkeypatch, capture):
        self._patch, self._capture, self._store, self._in_use = monkeypatch, capture, store, store
        self._client, self._member, self._rendered = Client(), Client(), []
        self._bodies, self._touched = {}, {}
        self.acts = self.looks = self.hits = self.needed = self.needless = 0
        render = KeepPages._render
        monkeypatch.setattr(KeepPages, "_render", lambda *given: self._rendered.append(1) or render(*given))

    def start(self):
        """Let every part of the site that keeps anything keep it in this store."""
        for name, module in list(sys.modules.items()):
            if name.startswith("home.") and name != "home.cache.store" and hasattr(module, "the_store"):
                self._patch.setattr(module, "the_store", lambda: self._in_use)
        self._get(("serang", "/cari/"))  # builds the middleware with this store

    def change(self, act, *, gate=None):
        """Run an act as one committed transaction; what only the SOP may do is allowed unless ``gate`` is a page."""
        connection.run_on_commit = []  # what was done before is as good as committed
        with self._capture(execute=True), permitted(gate):
            return act()

    def _get(self, place):
        slug, address = place
        return self._client.get(address, headers={"host": f"{slug}.localhost"})

    def fresh(self, place):
        """The page as it is made when nothing is remembered: who has a session is shown nothing kept."""
        slug, address = place
        self._in_use = None
        try:
            self._member.cookies[settings.SESSION_COOKIE_NAME] = "x"
            return self._member.get(address, headers={"host": f"{slug}.localhost"})
        finally:
            self._in_use = self._store

    def look(self, places, what, scope=EVERYWHERE):
        """Compare some places; ``scope``: the office whose pages the act may touch."""
        self.looks += 1
        for scopes in self._touched.values():
            scopes.add(scope)
        for place in places:
            self._rendered.clear()
            seen = self._get(place)
            is_hit = not self._rendered
            if _text(seen) != _text(self.fresh(place)):
                raise Stale(f"{'kept' if is_hit else 'made from what is remembered'}: {place} after {what}")
            if "ETag" not in seen.headers:
                self._bodies.pop(place, None)
                continue
            assert not place[1].startswith(NEVER_KEPT), place
            self._count(place, what, is_hit, self._bodies.get(place), seen.content)
            self._bodies[place], self._touched[place] = seen.content, set()

    def _count(self, place, what, is_hit, before, now):
        if before is None:
            return
        if is_hit:
            self.hits += 1
            return
        may = self._touched[place] & {EVERYWHERE, place[0]}
        assert may, f"{place} was purged by what happened elsewhere, at last {what}"
        if before == now:
            self.needless += 1
        else:
            self.needed += 1

    def report(self):
        all_kept = self.hits + self.needless + self.needed
        return (
            f"{self.acts} acts, {self.looks} looks, {all_kept} kept pages looked at: {self.hits} stayed, "
            f"{self.needed} changed, {self.needless} purged needlessly "
            f"({100 * self.needless / max(1, self.needless + self.hits):.1f} % of what could have stayed)"
        )


def _text(response):
    body = response.content
    if b"<item>" in body or b"<entry>" in body:
        return response.status_code, body
    return response.status_code, MADE_NOW.sub(b"", body)


in_memory = pytest.mark.parametrize("store", ["memory"], indirect=True)


@pytest.fixture
def watch(store, monkeypatch, django_capture_on_commit_callbacks):
    found = Watch(store, monkeypatch, django_capture_on_commit_callbacks)
    found.start()
    return found


# --- the site looked at -----------------------------------------------------------------------------


class NothingToDo(Exception):
    """Raised by an act for which the site has no page, picture or other thing."""


class Site:
    """One office with some of everything, and what can happen to it."""

    def __init__(self, slug, chance, *, full=True):
        self.slug, self.chance, self.full = slug, chance, full
        self.numbers = iter(range(1, 10_000))
        self.photos, self.files, self.divisions, self.emblem = [], [], [], None

    def build(self):
        chance = self.chance
        self.photos = [picture() for _ in range(2)]
        self.files = [document() for _ in range(2)]
        self.emblem = picture()
        self.divisions = list(Division.objects.filter(office=office(self.slug)))
        for photo in self.photos:
            photo.get_rendition("width-400|format-webp")
        for number in range(16 if self.full else 3):
            page = self.new(NewsPage, published_on=date(2020 + number % 4, 1 + number % 12, 5))
            if number % 3 == 0:
                page.tags.add("pleno")
                page.save()
        for _ in range(2):
            self.new(AnnouncementPage)
            self.new(LegalDocumentPage, division=chance.choice(self.divisions), enacted_on=date(2022, 3, 4))
            self.new(PublicationPage)
        for model in (StandardPage, PpidPage) * (2 if self.full else 1):
            self.new(model)
        home = self.home
        home.logo, home.phone = self.emblem, "(0254) 1"
        with permitted(None):
            home.save()

    @property
    def home(self):
        return HomePage.objects.get(pk=office(self.slug).root_page_id)

    def some(self, model, *, live=True):
        """A page of the office."""
        pages = model.objects.filter(live=live, path__startswith=self.home.path, home__isnull=False)
        return self.one_of(pages.order_by("pk")[:60])

    def one_of(self, rows):
        """One of the rows by chance; raises ``NothingToDo`` when there is none."""
        rows = list(rows)
        if not rows:
            raise NothingToDo
        return self.chance.choice(rows)

    def any_text(self, *, live=True):
        return self.some(self.chance.choice(list(TYPES)), live=live)

    def facts(self, model):
        """Fields of a new page, some of them at random."""
        chance, number = self.chance, next(self.numbers)
        day = date(chance.randint(2020, 2023), chance.randint(1, 12), chance.randint(1, 28))
        facts = {"title": f"Pleno {model.__name__} {number}", "summary": f"Ringkasan {number}."}
        if model is NewsPage:
            facts |= {"published_on": day, "kind": chance.choice(["berita", "artikel"])}
        if model is AnnouncementPage:
            facts |= {"valid_from": day, "pinned": chance.random() < 0.3}
        if model is LegalDocumentPage:
            facts |= {"enacted_on": day, "year": day.year, "number": str(number), "file": chance.choice(self.files)}
            facts["subject"] = chance.choice(["tata naskah", "anggaran"])
        if model is PublicationPage:
            facts |= {"year": day.year, "gallery_images": [GalleryImage(image=self.photos[1], alt="Peserta")]}
        if model not in (StandardPage, PpidPage) and chance.random() < 0.5:
            facts |= {"image": chance.choice(self.photos), "image_alt": "Aula"}
        if chance.random() < 0.5:
            facts["attachments"] = [Attachment(document=chance.choice(self.files), title="Berkas")]
        return facts

    def new(self, model, *, live=True, **values):
        return put(model, office=self.slug, live=live, **{**self.facts(model), **values})

    def places(self):
        """The addresses to look at: the lists, and some pages where they are now."""
        found = [(self.slug, address) for address in (LISTS if self.full else FEW_LISTS)]
        for model in TYPES:
            pages = model.objects.filter(path__startswith=self.home.path, live=True).order_by("pk")
            for page in {*pages[:1], *list(pages.order_by("-pk")[:1])} if self.full else pages[:1]:
                found.append((self.slug, page.get_url_parts()[2]))
                if model is NewsPage:
                    found += [(self.slug, f"/bagikan/{page.pk}.png")]
        return found + ([(self.slug, address) for address in self.slices()] if self.full else [])

    def slices(self):
        news = list(NewsPage.objects.filter(home=self.home.pk).order_by("-listed_at", "-pk").values("listed_at", "pk"))
        at = [f"{row['listed_at'].astimezone(UTC):{MOMENT}}.{row['pk']}" for row in (news[4], news[9])]
        return ["/berita/?sesudah=awal", f"/berita/?sebelum={at[0]}", f"/berita/?sesudah={at[1]}"]


def publish(page, **facts):
    for name, value in facts.items():
        setattr(page, name, value)
    page.save_revision().publish(skip_permission_checks=True)


ACT = {}
"""Name → what happens to a site."""


def act(function):
    ACT[function.__name__] = function
    return function


@act
def a_new_page_is_published(site):
    page = site.new(site.chance.choice(list(TYPES)), live=False)
    publish(page)


@act
def a_draft_is_written(site):
    site.new(site.chance.choice(list(TYPES)), live=False)


@act
def a_draft_of_a_live_page_is_saved(site):
    page = site.any_text()
    page.title = "Belum disetujui"
    page.save_revision()


@act
def a_draft_goes_live(site):
    page = site.any_text(live=False)
    publish(page)


@act
def a_title_is_corrected(site):
    page = site.any_text()
    publish(page, title=f"{page.title} (ralat)")


@act
def a_summary_is_corrected(site):
    page = site.any_text()
    publish(page, summary=f"Ringkasan ke-{next(site.numbers)}.")


@act
def a_body_is_corrected(site):
    page = site.any_text()
    other = site.some(NewsPage) or page
    link = f'<p><a linktype="page" id="{other.pk}">{next(site.numbers)}</a></p>'
    photo, file = site.chance.choice(site.photos), site.chance.choice(site.files)
    body = [
        ("text", link),
        ("image", {"image": photo, "alt": "Aula", "caption": "", "credit": ""}),
        ("document", {"document": file, "title": ""}),
    ]
    publish(page, body=body)


@act
def a_date_is_corrected(site):
    day = date(site.chance.randint(2019, 2024), site.chance.randint(1, 12), 3)
    name, model = site.chance.choice(
        [("published_on", NewsPage), ("enacted_on", LegalDocumentPage), ("valid_from", AnnouncementPage)]
    )
    page = site.some(model)
    publish(page, **{name: day})


@act
def a_kind_or_class_is_corrected(site):
    chance = site.chance
    name, model, values = chance.choice(
        [
            ("kind", NewsPage, ("berita", "artikel", "liputan")),
            ("kind", PublicationPage, ("data", "jurnal")),
            ("information_class", PpidPage, ("berkala", "serta-merta")),
            ("status", LegalDocumentPage, ("berlaku", "dicabut", "tidak-berlaku")),
            ("subject", LegalDocumentPage, ("tata naskah", "lain")),
            ("year", LegalDocumentPage, (2021, 2022)),
            ("year", PublicationPage, (2021, 2022)),
            ("pinned", AnnouncementPage, (True, False)),
            ("author_unit", NewsPage, ("Humas", "Teknis")),
            ("place", LegalDocumentPage, ("Serang", "Ciruas")),
            ("retention", PpidPage, ("5 tahun", "")),
        ]
    )
    page = site.some(model)
    publish(page, **{name: chance.choice(values)})


@act
def tags_are_changed(site):
    page = site.some(NewsPage)
    page.tags.set(site.chance.sample(["pleno", "pemilih", "logistik"], 2))
    publish(page)


@act
def files_are_attached_and_taken_off(site):
    page = site.any_text()
    has = page.attachments.exists()
    page.attachments = [] if has else [Attachment(document=site.chance.choice(site.files), title="Lampiran baru")]
    publish(page)


@act
def a_gallery_is_changed(site):
    page = site.some(PublicationPage)
    photos = site.chance.choices(site.photos, k=site.chance.randint(0, 3))
    page.gallery_images = [GalleryImage(image=photo, alt=f"Foto {next(site.numbers)}") for photo in photos]
    publish(page)


@act
def a_main_picture_is_changed(site):
    page = site.some(NewsPage)
    publish(page, image=None if page.image else site.chance.choice(site.photos), image_alt="Aula kantor")


@act
def a_page_is_taken_down(site):
    page = site.any_text()
    page.unpublish()


@act
def a_draft_or_taken_down_page_is_deleted(site):
    page = site.any_text(live=False)
    if LegalRelation.objects.filter(target=page.pk).exists():
        raise NothingToDo
    Page.objects.get(pk=page.pk).delete()


@act
def a_slug_is_renamed(site):
    page = site.any_text()
    publish(page, slug=f"{page.slug[:40]}-{next(site.numbers)}")


@act
def a_draft_is_moved_and_published(site):
    page = site.some(PublicationPage, live=False)
    there = "sosialisasi" if page.get_parent().slug.startswith("publikasi") else "publikasi"
    page.move(site.one_of(site.home.get_children().filter(slug=there)), pos="last-child")
    publish(PublicationPage.objects.get(pk=page.pk))


@act
def pages_are_reordered(site):
    children = list(site.home.get_children().filter(slug__startswith="profil").first().get_children())
    if len(children) < 2:
        raise NothingToDo
    children[-1].move(children[0], pos="left")


@act
def the_front_page_says_something_else(site):
    name, value = site.chance.choice(
        [
            ("stage", site.chance.choice(["pemilih", "kampanye", ""])),
            ("services", [("service", {"label": f"Layanan {next(site.numbers)}", "url": "https://example.org/"})]),
            ("search_description", f"Keterangan {next(site.numbers)}"),
            ("intro", f"Pengantar {next(site.numbers)}"),
        ]
    )
    home = site.home
    setattr(home, name, value)
    home.save()


@act
def what_the_whole_site_says_is_changed(site):
    number = next(site.numbers)
    name, value = site.chance.choice(
        [
            *(("phone", f"(0254) {number}"), ("hours", f"Pukul {number}"), ("address", f"Jalan {number}")),
            *(("email", f"a{number}@example.id"), ("accent", site.chance.choice(["biru", "ungu", "marun"]))),
            ("accounts", [("account", {"label": "Instagram", "url": f"https://example.org/{number}"})]),
            ("links", [("link", {"label": f"Tautan {number}", "url": "https://example.org/"})]),
            *(
                ("logo", site.chance.choice([site.emblem, site.photos[1], None])),
                ("title", f"KPU {site.slug} {number}"),
            ),
        ]
    )
    home = site.home
    setattr(home, name, value)
    if site.chance.random() < 0.5:
        home.save()
    else:
        publish(home)


@act
def a_section_is_renamed(site):
    part = site.chance.choice(SectionPage.objects.child_of(site.home).order_by("path"))
    part.title = f"{part.title.split(' ·')[0]} · {next(site.numbers)}"
    part.save()


@act
def a_section_gets_another_address_and_back(site):
    part = site.chance.choice(SectionPage.objects.child_of(site.home).order_by("path"))
    part.slug = part.slug.removesuffix("-pindah") if part.slug.endswith("-pindah") else f"{part.slug}-pindah"
    part.change_reason = "Nama bagian disamakan dengan surat edaran."
    part.save()


@act
def a_section_leaves_the_menu_or_comes_back(site):
    part = site.chance.choice(SectionPage.objects.child_of(site.home).order_by("path"))
    part.show_in_menus = not part.show_in_menus
    part.save()


@act
def a_section_is_introduced(site):
    part = site.chance.choice(SectionPage.objects.child_of(site.home).order_by("path"))
    part.intro = f"Pengantar {next(site.numbers)}."
    part.save()


@act
def a_section_is_opened(site):
    number = next(site.numbers)
    part = SectionPage(title=f"Bagian {number}", slug=f"bagian-{number}", section_kind="berita", show_in_menus=True)
    part.change_reason = "Bagian baru dari uji riwayat acak."
    site.home.add_child(instance=part)


@act
def a_section_is_closed(site):
    site.one_of(SectionPage.objects.child_of(site.home).filter(slug__startswith="bagian-")).delete()


@act
def only_some_may_read(site):
    page = site.any_text() if site.chance.random() < 0.7 else site.home.get_children().last()
    PageViewRestriction.objects.create(page=Page.objects.get(pk=page.pk), restriction_type="login")


@act
def everyone_may_read_again(site):
    found = PageViewRestriction.objects.filter(page__path__startswith=site.home.path)
    if not found:
        raise NothingToDo
    for one in found:
        one.delete()


@act
def a_picture_is_renamed(site):
    photo = get_image_model().objects.get(pk=site.chance.choice(site.photos).pk)
    photo.title = f"Foto {next(site.numbers)}"
    photo.save()


@act
def the_emblem_is_replaced(site):
    """The file of the same row; in what an SOP approved nobody can do that."""
    emblem, file = get_image_model().objects.get(pk=site.emblem.pk), BytesIO()
    Image.new("RGB", (640, 300 + next(site.numbers)), "#123456").save(file, format="JPEG")
    emblem.file = ImageFile(file, name=f"ganti-{next(site.numbers)}.jpg")
    emblem.save()
    emblem.renditions.all().delete()


@act
def a_picture_gets_a_size(site):
    photo = get_image_model().objects.get(pk=site.chance.choice(site.photos).pk)
    photo.get_rendition(site.chance.choice(["width-400|format-webp", "width-800|format-jpeg", "width-400|format-avif"]))


@act
def a_picture_loses_its_sizes(site):
    site.chance.choice(site.photos).renditions.all().delete()


@act
def a_file_is_renamed(site):
    file = get_document_model().objects.get(pk=site.chance.choice(site.files).pk)
    file.title = f"Naskah {next(site.numbers)}"
    file.save()


@act
def a_division_is_renamed(site):
    division = site.chance.choice(site.divisions)
    division.name = f"Divisi {next(site.numbers)}"
    division.save()


@act
def a_document_amends_or_revokes_another(site):
    page = site.some(LegalDocumentPage)
    target = site.some(LegalDocumentPage, live=site.chance.random() < 0.7)
    if page.pk == target.pk:
        raise NothingToDo
    page.relations = [LegalRelation(kind=site.chance.choice(["mengubah", "mencabut", "terkait"]), target=target)]
    publish(page)


@act
def a_document_says_nothing_of_others_any_more(site):
    stating = LegalRelation.objects.filter(page__path__startswith=site.home.path, page__live=True)
    page = site.one_of(stating.order_by("pk")).page
    page.relations = []
    publish(page)


@act
def a_document_others_name_comes_or_goes(site):
    target = site.one_of(LegalRelation.objects.filter(target__path__startswith=site.home.path).order_by("pk")).target
    target.unpublish() if target.live else publish(target)


@act
def another_sop_is_chosen(site):
    kind = site.chance.choice(["berita", "artikel"])
    here, sop = office(site.slug), site.chance.choice(list(Sop.objects.order_by("pk")))
    if existing := SopChoice.objects.filter(office=here, content_kind=kind, section=None).first():
        existing.delete()
    else:
        SopChoice.objects.create(office=here, content_kind=kind, sop=sop)


@act
def a_new_version_of_the_sop_governs(site):
    sop = Sop.objects.get(slug=site.slug)
    document = sop.document.model_copy(update={"name": f"{sop.document.name[:60]} {next(site.numbers)}"})
    version = compiler.store(document)
    today = compiler.today(version)
    compiler.sign(version, signed_number="1", signed_on=today, effective_on=today)


@act
def the_office_moves_to_another_time_zone(site):
    here = office(site.slug)
    here.time_zone = site.chance.choice(["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"])
    here.save()


@act
def the_office_is_renamed(site):
    here = office(site.slug)
    here.name = f"{here.name.split(' ·')[0]} · {next(site.numbers)}"
    here.save()


# Acts that may rightly touch what other offices show.


@act
def a_tag_is_renamed(site):
    tag = site.one_of(Tag.objects.order_by("pk"))
    tag.name = f"{tag.name.split(' ')[0]} {next(site.numbers)}"
    tag.save()


@act
def a_tag_is_deleted(site):
    site.one_of(Tag.objects.exclude(slug="pleno").order_by("pk")).delete()


@act
def the_address_of_the_site_changes(site):
    row = office(site.slug).site
    row.port = 8080 if row.port == 80 else 80
    row.save()


SHARED = ("a_tag_is_renamed", "a_tag_is_deleted", "the_address_of_the_site_changes")


def run_sequence(watch, monkeypatch, seed, number):
    """``number`` acts, each followed by a look; returns what was counted."""
    monkeypatch.setattr(listing, "SLICE", 5)
    chance = random.Random(seed)
    sites = [Site("serang", chance), Site("rembang", chance, full=False)]
    for site in sites:
        watch.change(site.build)
    places = [place for site in sites for place in site.places()]
    watch.look(places, "nothing")
    watch.look(places, "nothing at all")
    assert (watch.needless, watch.needed) == (0, 0), "everything stays while nothing happens"
    assert watch.hits == sum(not address.startswith(NEVER_KEPT) for _, address in places), "everything is kept"
    waiting, postponed = chance.sample(list(ACT), len(ACT)), set()
    while watch.acts < number:
        site = sites[0] if chance.random() < 0.85 else sites[1]
        name = waiting.pop(0) if waiting else chance.choice(list(ACT))
        try:
            watch.change(partial(ACT[name], site))
        except NothingToDo:
            waiting += {name} - postponed  # once more when other things have happened
            postponed.add(name)
            continue
        watch.acts += 1
        scope = EVERYWHERE if name in SHARED else site.slug
        there = list(dict.fromkeys([*places, *(place for site in sites for place in site.places())]))
        looked_at = chance.sample(there, min(AT_ONCE, len(there)))
        watch.look(looked_at, f"act {watch.acts} of seed {seed}: {name} at {site.slug}", scope)
    return watch.report()


@in_memory
@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_happens_no_kept_page_is_old(watch, monkeypatch, record_property, seed):
    record_property("kept pages", run_sequence(watch, monkeypatch, seed, ACTS))


@pytest.mark.redis
@pytest.mark.parametrize("store", ["redis"], indirect=True)
def test_whatever_happens_no_page_kept_in_redis_is_old(watch, monkeypatch, record_property):
    record_property("kept pages", run_sequence(watch, monkeypatch, 4, FEW))


# --- what runs do -----------------------------------------------------------------------------------

EMERGENCY = {"ground": "serta-merta", "remark": "Banjir menutup tiga TPS sejak dini hari."}
CLOSED = 0
"""No page has this number: the gate stays closed, and all goes through the SOP."""


class Run:
    """An item of an office on its way, watched at each step."""

    def __init__(self, watch, slug):
        self._watch, self.slug = watch, slug
        put(NewsPage, office=slug, title="Yang sudah ada")
        self.page = watch.change(lambda: draft(slug), gate=CLOSED)
        self.do("start", lambda: starter(slug).act(self.page.pk, "start"))

    def do(self, what, act):
        self.run = self._watch.change(act, gate=CLOSED)
        here = self.page.get_url_parts()[2]
        places = [(self.slug, address) for address in (*FEW_LISTS, here, f"/bagikan/{self.page.pk}.png")]
        for _ in range(2):
            self._watch.look(places, f"{what} at {self.slug}", self.slug)

    def walk(self, until=None):
        self.run.refresh_from_db()
        while self.run.current_step != until:
            self.do(f"step {self.run.current_step}", lambda: pass_step(self.run))

    def act(self, role, action, **fields):
        self.do(action, lambda: holder(self.slug, role).act(self.page.pk, action, **fields))

    def shown(self):
        """The article as the next visitor reads it."""
        client = Client()
        return client.get(self.page.get_url_parts()[2], headers={"host": f"{self.slug}.localhost"}).content.decode()


@in_memory
def test_a_run_is_seen_at_every_step_until_it_is_taken_down_and_comes_back(watch):
    item = Run(watch, "serang")
    item.walk()
    assert "Diterbitkan menurut" in item.shown()
    item.do("a draft", lambda: holder("serang", "staf").edit(item.page.pk, paragraphs=["Isi kedua."]) and item.run)
    assert "Isi kedua." not in item.shown()
    item.act("staf", "start")
    item.walk()
    assert "Isi kedua." in item.shown()
    item.act("admin-website", "take_down", reason="facts", remark="Angka keliru.")
    assert "Halaman tidak ditemukan" in item.shown()
    item.act("staf", "start")
    item.walk()
    assert "Isi kedua." in item.shown()


@in_memory
def test_an_archived_link_changes_what_it_is_seen_on(watch):
    item = Run(watch, "bangka-barat")
    item.walk(until=9)
    item.act("operator", "archive", link__instagram="https://instagram.com/p/1")
    assert item.run.current_step is None


@in_memory
def test_a_debt_that_is_settled_takes_the_notice_away(watch):
    item = Run(watch, "rembang")
    item.walk(until=3)
    item.act("web-admin", "emergency", **EMERGENCY)
    item.act("web-admin", "publish")
    settlers = {4: ("kasubbag-tekmas", "web-admin"), 5: ("sekretaris",), 6: ("komisioner",)}
    for step, roles in settlers.items():
        for role in roles:
            assert "notice--emergency" in item.shown()
            who = second_holder("rembang", role) if role == "web-admin" else holder("rembang", role)
            item.do(
                f"debt {step}", lambda who=who, step=step: who.act(item.page.pk, "settle", target=step, verdict="ya")
            )
    assert "notice--emergency" not in item.shown()


@in_memory
def test_what_was_scheduled_is_seen_when_its_time_has_come(watch, monkeypatch):
    item = Run(watch, "bangka-barat")
    item.walk(until=8)
    at = timezone.localtime(timezone.now() + timedelta(hours=2))
    item.act("operator", "publish", go_live_at=f"{at:%Y-%m-%dT%H:%M}")
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(hours=3))
    item.do("the sweep", lambda: call_command("publish_scheduled", verbosity=0) or item.run)
    assert "Diterbitkan menurut" in item.shown()


# --- time ------------------------------------------------------------------------------------------

PAUSE = 2.5
"""Seconds until something ends by itself: a kept page knows no less than whole seconds."""


@pytest.fixture
def ending(monkeypatch):
    """Announcements made from now on end in a moment."""
    ends = timezone.now() + timedelta(seconds=PAUSE)
    monkeypatch.setattr(AnnouncementPage, "ends_at", property(lambda page: ends))
    return ends


@in_memory
@pytest.mark.parametrize(
    "address",
    [
        *("/", "/pengumuman/", "/rss/", "/pengumuman/atom/"),
        "/sitemap-pengumuman-2022.xml",
        "/sitemap.xml",
    ],
)
def test_what_ends_by_itself_is_gone_everywhere_at_once(watch, ending, address):
    put(AnnouncementPage, title="Yang berakhir", valid_from=date(2022, 2, 8))
    for _ in range(2):
        watch.look([("serang", address)], "the beginning")
    time.sleep(PAUSE + 0.2)
    watch.look([("serang", address)], "the end")


@in_memory
def test_a_section_that_ends_by_itself_leaves_every_menu(watch):
    part = section("serang", "sosialisasi").specific
    part.expire_at = timezone.now() + timedelta(seconds=PAUSE)
    watch.change(lambda: part.save())
    places = [("serang", address) for address in ("/", "/berita/", "/sop/", "/rss/")]
    for _ in range(2):
        watch.look(places, "the beginning")
    time.sleep(PAUSE + 0.2)
    watch.look(places, "the end")


# --- found by this test ----------------------------------------------------------------------------


@in_memory
def test_a_document_named_by_another_is_named_there_once_it_is_public(watch):
    target = put(LegalDocumentPage, title="Yang diubah", live=False)
    page = put(LegalDocumentPage, title="Yang mengubah", relations=[LegalRelation(kind="mengubah", target=target)])
    places = [("serang", page.get_url_parts()[2]), ("serang", "/produk-hukum/")]
    for act in (lambda: publish(target), lambda: target.unpublish(), lambda: publish(target)):
        watch.look(places, "the last change")
        watch.change(act)
    watch.look(places, "publication")


@in_memory
@pytest.mark.parametrize("address", ["/rss/", "/atom/", "/berita/rss/"])
def test_a_feed_repeats_the_new_introduction(watch, address):
    put(NewsPage)
    site, part = HomePage.objects.get(pk=office("serang").root_page_id), section("serang").specific
    watch.fresh(("serang", address))
    for page in (site, part):
        page.intro = "Pengantar lama."
        watch.change(lambda page=page: page.save())
    watch.look([("serang", address)], "the beginning")
    for page in (site, part):
        page.intro = "Pengantar baru."
        watch.change(lambda page=page: page.save())
    assert "Pengantar baru." in Client().get(address, headers={"host": "serang.localhost"}).content.decode()


@in_memory
def test_a_sitemap_tells_when_a_section_was_changed(watch):
    part = section("serang").specific
    watch.look([("serang", "/sitemap-halaman.xml")], "the beginning")
    watch.change(lambda: publish(part, intro="Pengantar baru."))
    watch.look([("serang", "/sitemap-halaman.xml")], "publication")


@in_memory
def test_the_sizes_the_worker_makes_are_shown_at_once(watch):
    photo = picture()
    page = put(NewsPage, image=photo, image_alt="Aula")
    places = [("serang", page.get_url_parts()[2])]
    watch.look(places, "the beginning")
    watch.change(lambda: make_renditions.func(photo.pk))
    watch.look(places, "the worker")


@in_memory
def test_a_copy_of_the_same_second_is_not_taken_for_the_page(watch, monkeypatch):
    page, client = put(NewsPage, summary="Lama."), Client()
    where = page.get_url_parts()[2]
    moment = timezone.now()
    monkeypatch.setattr(middleware.timezone, "now", lambda: moment)
    first = client.get(where, headers={"host": "serang.localhost"})
    watch.change(lambda: publish(page, summary="Baru."))
    client.get(where, headers={"host": "serang.localhost"})
    assert "Last-Modified" not in first.headers, "a date is told once no other page can bear it"
    dated = {"if-modified-since": http_date(moment.timestamp())}
    assert client.get(where, headers={"host": "serang.localhost", **dated}).status_code == 200


@in_memory
def test_a_new_file_of_the_emblem_is_on_every_page(watch):
    """The home page is remembered between renderings, and its emblem with it."""
    emblem, home = picture(), HomePage.objects.get(pk=office("serang").root_page_id)
    home.logo = emblem
    watch.change(home.save)
    places = [("serang", address) for address in ("/", "/berita/", "/profil/", "/sop/")]
    watch.look(places, "the beginning")
    watch.look(places, "the beginning")
    emblem.file = ImageFile(BytesIO(emblem.file.read()), name="lambang-baru.jpg")
    watch.change(emblem.save)
    watch.look(places, "the new file")
