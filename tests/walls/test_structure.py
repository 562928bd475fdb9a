"""The front page and the sections: what carries live texts stays where it is, and moves with a reason only."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import transaction
from django.db.models.signals import pre_save
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageLogEntry
from wagtail.test.utils.form_data import querydict_from_html

from home.models import SectionPage
from home.models.explained import CHANGED
from home.walking import EDITOR_FORM
from news.models import NewsPage
from tests.conftest import office, person, section
from tests.news.pages import put

pytestmark = pytest.mark.django_db
ADMIN = "serang.admin-kantor"
WHO = (ADMIN, "root")
REASON = "Nama bagian disamakan dengan surat edaran."


def home():
    return office("serang").root_page.specific


def asked(address: str) -> int:
    return Client().get(address, headers={"host": "serang.localhost"}).status_code


def edited(page: Page, who: str = "serang.admin-kantor", /, press: str = "action-publish", **facts):
    client, address = person(who).client, f"/admin/pages/{page.pk}/edit/"
    form = querydict_from_html(client.get(address).content.decode(), form_id=EDITOR_FORM)
    for prefix in ("services", "accounts", "links"):
        form.setdefault(f"{prefix}-count", "0")
    if page.show_in_menus:  # which the stock reader of forms leaves out
        form["show_in_menus"] = "on"
    form.update({**facts, press: "1"})
    return client.post(address, form.urlencode(), "application/x-www-form-urlencoded")


def told_of(page: Page) -> PageLogEntry | None:
    """What the history says last of a change by a person."""
    found = PageLogEntry.objects.filter(action=CHANGED, page_id=page.pk, user__isnull=False)
    return found.order_by("-timestamp").first()


def stays(page: Page) -> None:
    assert Page.objects.get(pk=page.pk).live
    assert asked("/") == asked("/berita/") == 200


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("what", [home, lambda: section("serang")], ids=["front page", "section"])
def test_what_carries_live_texts_is_taken_off_by_no_screen(what, who):
    put(NewsPage)
    page, client = what(), person(who).client
    for post in (
        lambda: client.post(f"/admin/pages/{page.pk}/unpublish/"),
        lambda: client.post(f"/admin/bulk/wagtailcore/page/unpublish/?id={page.pk}", {"include_descendants": "on"}),
        lambda: client.post(f"/admin/pages/{page.pk}/delete/", {"confirm_site_name": "x"}),
        lambda: edited(page, who, press="action-unpublish"),
        lambda: edited(page, who, expire_at=f"{timezone.now():%Y-%m-%d %H:%M}"),
        lambda: edited(page, who, press="action-submit"),
    ):
        with transaction.atomic():
            assert post().status_code < 500
        call_command("publish_scheduled")
        stays(page)
    offered = client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert "action-submit" not in offered
    assert "/unpublish/" not in offered
    assert 'name="expire_at"' not in offered


def test_nor_by_a_line_of_code():
    put(NewsPage)
    for page in (home(), section("serang").specific):
        with pytest.raises(PermissionDenied, match="melalui SOP"), transaction.atomic():
            page.unpublish()
        page.expire_at = timezone.now()
        page.refresh_from_db(fields=["live"])
        page.save()
        assert Page.objects.get(pk=page.pk).expire_at is None


def test_an_empty_section_may_go():
    page = section("serang", "sosialisasi")
    assert person("serang.admin-kantor").client.post(f"/admin/pages/{page.pk}/unpublish/").status_code == 302
    assert not Page.objects.get(pk=page.pk).live


def test_an_address_with_live_texts_changes_with_a_reason_only_and_the_history_tells_it(
    django_capture_on_commit_callbacks,
):
    put(NewsPage, slug="tayang")
    page = section("serang")
    answer = edited(page, slug="kabar")
    assert "change_reason" in answer.context["form"].errors
    assert "akan berubah pada: Slug." in answer.content.decode()
    assert asked("/berita/tayang/") == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert edited(page, slug="kabar", change_reason=REASON).status_code == 302
    assert asked("/kabar/tayang/") == 200
    assert asked("/berita/tayang/") == 301
    entry = told_of(page)
    assert (entry.user.username, entry.data) == (
        "serang.admin-kantor",
        {"fields": {"Slug": ["berita", "kabar"]}, "reason": REASON},
    )
    assert REASON in person("serang.admin-kantor").client.get(f"/admin/pages/{page.pk}/history/").content.decode()
    again = edited(page, slug="warta")
    assert "change_reason" in again.context["form"].errors, "the next change has a reason of its own"
    renamed = section("serang", "kabar").specific
    renamed.slug, renamed.change_reason = "warta", ""
    with pytest.raises(PermissionDenied, match="Alasan perubahan"), transaction.atomic():
        renamed.save()


@pytest.mark.parametrize("what", [home, lambda: section("serang")], ids=["front page", "section"])
def test_words_of_a_live_page_change_with_a_reason_only_and_auditors_read_which(what):
    page, who = what(), person("serang.admin-kantor")
    before = page.specific.intro
    answer = edited(page, intro="Kabar kantor.")
    assert list(answer.context["form"].errors) == ["change_reason"]
    assert edited(page, press="x-save", intro="Kabar kantor.").status_code == 302, "a draft always saves"
    bulk = f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}"
    assert who.client.post(bulk, {"next": "/admin/"}).status_code < 500
    assert what().specific.intro == before, "nor is the draft published elsewhere"
    assert told_of(page) is None
    assert edited(page, intro="Kabar kantor.", change_reason=REASON).status_code == 302
    entry = told_of(page)
    assert (entry.data["fields"], entry.data["reason"]) == ({"Pengantar": [before, "Kabar kantor."]}, REASON)
    said = f"Pengantar: «{before}» menjadi «Kabar kantor.». Alasan: {REASON}"
    assert said in person("pusat.admin").client.get("/admin/reports/site-history/").content.decode()
    assert edited(page).status_code == 302, "what changes nothing asks for nothing"


def test_a_section_keeps_the_kind_its_live_texts_are_found_by():
    put(NewsPage, slug="tayang")
    answer = edited(section("serang"), section_kind="produk-hukum")
    assert "section_kind" in answer.context["form"].errors
    assert asked("/berita/tayang/") == 200
    assert edited(section("serang"), intro="Kabar kantor.", change_reason=REASON).status_code == 302


# --- what becomes live --------------------------------------------------------------------------------


def added(press: str = "action-publish", **facts):
    client, address = person(ADMIN).client, f"/admin/pages/add/home/sectionpage/{home().pk}/"
    form = querydict_from_html(client.get(address).content.decode(), form_id=EDITOR_FORM)
    form.update({"title": "Galeri", "section_kind": "berita", "show_in_menus": "on", **facts, press: "1"})
    return client.post(address, form.urlencode(), "application/x-www-form-urlencoded")


@pytest.mark.parametrize("reason", ["", "Perlu.", " " * 30])
def test_a_section_is_opened_with_a_reason_only(reason):
    answer = added(change_reason=reason)
    assert list(answer.context["form"].errors) == ["change_reason"]
    assert "Halaman ini akan tayang." in answer.content.decode()
    assert not Page.objects.filter(title="Galeri").exists()
    assert asked("/galeri/") == 404


def test_its_opening_stands_in_the_history_with_the_reason():
    assert added(change_reason=REASON).status_code == 302
    assert asked("/galeri/") == 200
    entry = told_of(Page.objects.get(title="Galeri"))
    assert (entry.user.username, entry.data["reason"]) == (ADMIN, REASON)
    assert entry.data["fields"]["Judul"] == ["", "Galeri"]


def test_a_draft_of_a_section_needs_none_until_it_goes_live():
    assert added(press="x-save").status_code == 302
    page = Page.objects.get(title="Galeri")
    assert not page.live
    bulk = f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}"
    assert person(ADMIN).client.post(bulk, {"next": "/admin/"}).status_code < 500
    assert list(edited(page).context["form"].errors) == ["change_reason"]
    assert asked("/galeri/") == 404
    assert edited(page, change_reason=REASON).status_code == 302
    assert asked("/galeri/") == 200


def test_one_that_was_taken_off_comes_back_with_a_reason_only():
    page = section("serang", "sosialisasi")
    person(ADMIN).client.post(f"/admin/pages/{page.pk}/unpublish/")
    assert list(edited(page).context["form"].errors) == ["change_reason"]
    assert asked("/sosialisasi/") == 404


def test_a_reason_counts_once():
    """What the row keeps of an earlier change explains no later one."""
    page = section("serang").specific
    page.intro, page.change_reason = "Kabar kantor.", REASON
    page.save()
    page.intro = "Kabar lain."
    with pytest.raises(PermissionDenied, match="Alasan perubahan"), transaction.atomic():
        page.save()
    page = section("serang").specific
    page.intro = "Kabar lain."
    with pytest.raises(PermissionDenied, match="Alasan perubahan"), transaction.atomic():
        page.save()


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("below", [{}, {"copy_subpages": "on"}], ids=["alone", "with all below"])
def test_a_copy_of_a_section_is_a_draft_and_a_refused_one_leaves_nothing(who, below):
    put(NewsPage)
    page, client, before = section("serang"), person(who).client, Page.objects.count()
    address = f"/admin/pages/{page.pk}/copy/"
    given = {"new_title": "Salinan", "new_slug": "salinan", "new_parent_page": home().pk, **below}
    assert b'name="publish_copies"' not in client.get(address).content
    answer = client.post(address, {**given, "publish_copies": "on"})
    assert "Salinan tidak langsung tayang" in answer.content.decode()
    assert Page.objects.count() == before
    assert client.post(address, given).status_code == 302
    assert not Page.objects.filter(slug="salinan", live=True).exists()
    assert asked("/salinan/") == 404


def test_a_copy_that_is_refused_half_way_leaves_nothing(monkeypatch):
    put(NewsPage)
    page, before = section("serang"), Page.objects.count()

    def refuse(sender, instance, **kwargs):
        if isinstance(instance, NewsPage):
            raise PermissionDenied

    pre_save.connect(refuse)
    try:
        given = {"new_title": "Salinan", "new_slug": "salinan", "new_parent_page": home().pk, "copy_subpages": "on"}
        person(ADMIN).client.post(f"/admin/pages/{page.pk}/copy/", given)
    finally:
        pre_save.disconnect(refuse)
    assert Page.objects.count() == before


def test_nobody_copies_another_offices_section():
    page, before = section("banten"), Page.objects.count()
    given = {"new_title": "Salinan", "new_slug": "salinan", "new_parent_page": home().pk}
    assert person(ADMIN).client.post(f"/admin/pages/{page.pk}/copy/", given).status_code in (302, 403, 404)
    assert Page.objects.count() == before


def test_code_makes_no_live_copy_or_page_of_the_structure():
    page = section("serang").specific
    for make in (
        lambda: page.copy(update_attrs={"slug": "salinan"}, keep_live=True),
        lambda: home().add_child(instance=SectionPage(title="Galeri", slug="galeri", section_kind="berita")),
    ):
        with pytest.raises(PermissionDenied, match="akan tayang"), transaction.atomic():
            make()
