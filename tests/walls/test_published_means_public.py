"""What goes live is there for everybody: no text passes its SOP towards an address, a day or a door that hides it."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Page, PageViewRestriction

from home.models import StandardPage
from home.walking import Person, Refusal
from news.models import AnnouncementPage, LegalDocumentPage
from tests.conftest import draft, holder, office, section, starter, user, walk_to, writer_of
from workflows.gate import reach
from workflows.models.addresses import address_fault

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def document(slug: str):
    file = ContentFile(b"Naskah lengkap.", name="naskah.txt")
    return get_document_model().objects.create(title="Naskah", file=file, collection=office(slug).collection)


def announcement(slug: str = "serang", **fields) -> Page:
    given = {"title": "Seleksi tenaga ahli", "summary": "Ringkasan.", "valid_from": TODAY - timedelta(9), **fields}
    return writer_of(slug).write(section(slug, "pengumuman"), AnnouncementPage, paragraphs=["Isi."], **given)


def decree(slug: str = "serang", **fields) -> Page:
    given = {
        "title": "Keputusan tentang jadwal",
        "summary": "Ringkasan.",
        "number": "12",
        "year": TODAY.year,
        "enacted_on": date(TODAY.year, 1, 2),
        "file": document(slug).pk,
        **fields,
    }
    return writer_of(slug).write(section(slug, "produk-hukum"), LegalDocumentPage, paragraphs=["Isi."], **given)


def at_publishing(page: Page, slug: str = "serang"):
    run = starter(slug).act(page.pk, "start")
    return walk_to(run, run.sop.publish_step.number)


def publisher_of(run):
    return holder(run.office.slug, run.sop.publish_step.roles[0])


def test_an_announcement_whose_last_day_is_over_is_refused_at_publishing_and_told_before():
    page = announcement(valid_until=TODAY - timedelta(1))
    who = writer_of("serang")
    edit = who.client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert "Hari terakhirnya" in edit
    run = starter("serang").act(page.pk, "start")
    task = who.client.get(f"/admin/sop/tugas/{page.pk}/").content.decode()
    assert "sudah lewat, jadi halaman tidak akan tampil" in task
    run = walk_to(run, run.sop.publish_step.number)
    with pytest.raises(Refusal, match="sudah lewat"):
        publisher_of(run).act(page.pk, "publish")
    run.refresh_from_db()
    assert run.is_open
    assert run.published_at is None


def test_nothing_is_set_to_go_live_after_it_has_ended():
    run = at_publishing(announcement(valid_until=TODAY + timedelta(2)))
    late = (timezone.localtime() + timedelta(days=5)).strftime("%Y-%m-%d %H:%M")
    with pytest.raises(Refusal, match="lebih awal daripada waktu tayangnya"):
        publisher_of(run).act(run.page_id, "publish", go_live_at=late)


def test_nothing_goes_live_behind_a_closed_section_or_for_some_readers_only():
    page = draft("serang")
    where = section("serang")
    Page.objects.filter(pk=where.pk).update(live=False)
    assert any("tidak tayang" in said for said in reach.obstacles(page.get_latest_revision_as_object()))
    Page.objects.filter(pk=where.pk).update(live=True)
    PageViewRestriction.objects.create(page=where, restriction_type="login")
    run = at_publishing(page)
    with pytest.raises(Refusal, match="dibatasi untuk pembaca tertentu"):
        publisher_of(run).act(page.pk, "publish")


RESERVED = ["sop", "cari", "rss", "atom", "admin", "static", "media", "SOP", "Admin"]


@pytest.mark.parametrize("word", RESERVED)
def test_no_page_gets_an_address_where_something_else_answers(word):
    root = office("serang").root_page
    with pytest.raises(ValidationError, match="keperluan lain"):
        root.add_child(instance=StandardPage(title="Profil", slug=word, live=False))


@pytest.mark.parametrize("word", ["media", "tagar", "putusan", "admin", "p", "static"])
def test_no_section_gets_an_address_below_which_something_else_answers(word):
    where = section("serang").specific
    where.slug, where.change_reason = word, "Alamat baru yang lebih pendek untuk bagian ini."
    with pytest.raises(ValidationError, match="keperluan lain"):
        where.full_clean()


@pytest.mark.parametrize("title", ["RSS", "Atom"])
def test_the_editor_refuses_a_title_that_makes_a_feeds_address(title):
    who = Person(user(writer_of("serang").user.username))
    with pytest.raises(Refusal, match="keperluan lain"):
        who.write(section("serang"), type(draft("serang").specific), title=title, summary="R.", paragraphs=["Isi."])


def test_what_is_advised_instead_is_accepted():
    page, other = draft("serang", title="Rss kpu"), draft("serang").specific
    where = section("serang")
    for word in ("Rss", "RSS-KPU"):
        advice = re.search(r"(?:menjadi|Tulis) «(.+?)»", address_fault(other, where, word))[1]
        assert advice != page.slug
        assert address_fault(other, where, advice) == ""
        other.slug = advice
        other.full_clean()


def test_two_addresses_differ_by_more_than_capitals():
    page = draft("serang", title="Pleno Terbuka").specific
    page.slug = page.slug.upper()
    with pytest.raises(ValidationError, match="huruf besar"):
        page.full_clean()


def test_a_copy_to_a_reserved_address_is_refused_with_a_sentence():
    page = draft("serang")
    who = writer_of("serang")
    posted = {"new_title": "RSS", "new_slug": "rss", "new_parent_page": section("serang").pk}
    response = who.client.post(f"/admin/pages/{page.pk}/copy/", posted)
    assert response.status_code < 500
    assert "keperluan lain" in response.content.decode()
    assert not Page.objects.filter(slug="rss").exists()


@pytest.mark.parametrize("day", [date(1, 1, 1), date(26, 5, 5), date(2062, 5, 5), date(9999, 12, 31)])
@pytest.mark.parametrize("field", ["published_on", "source_date"])
def test_no_date_that_cannot_be_meant_goes_on_its_way(day, field):
    page = draft("serang", **{field: day}, source_kind="nota-dinas")
    with pytest.raises(Refusal, match="Isi tanggal antara"):
        starter("serang").act(page.pk, "start")


def test_a_decree_is_published_once():
    run = at_publishing(decree(title="Keputusan pertama"))
    publisher_of(run).act(run.page_id, "publish")
    twin = decree(title="Keputusan kedua", number=" 012 ")
    assert "sudah tayang" in writer_of("serang").client.get(f"/admin/pages/{twin.pk}/edit/").content.decode()
    second = at_publishing(twin)
    with pytest.raises(Refusal, match="jenis, nomor, dan tahun yang sama sudah tayang"):
        publisher_of(second).act(twin.pk, "publish")


def test_year_and_enactment_that_contradict_are_told_or_refused():
    off_by_one = decree(year=TODAY.year - 1)
    assert any("Tahunnya" in said for said in off_by_one.specific.doubts())
    impossible = decree(year=TODAY.year - 5, title="Lain")
    with pytest.raises(Refusal, match="tidak cocok"):
        starter("serang").act(impossible.pk, "start")


def test_a_decree_enacted_after_it_goes_live_is_refused():
    run = at_publishing(decree(enacted_on=TODAY + timedelta(20), year=(TODAY + timedelta(20)).year))
    with pytest.raises(Refusal, match="belum tiba"):
        publisher_of(run).act(run.page_id, "publish")
