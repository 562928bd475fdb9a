"""Keys on the admin's screens: what is one's own is answered as ever, and nothing is said of another office's."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from news.models import NewsPage, NewsTag
from tests.conftest import office, person, section
from tests.walls.foreign import document, page, picture

pytestmark = pytest.mark.django_db
SECRET = "Cenderawasih"


@pytest.fixture
def theirs():
    return page(NewsPage, "rembang", SECRET)


@pytest.fixture
def ours():
    return page(NewsPage, "serang", "Naskah kami")


def _client(name: str = "serang.admin-kantor"):
    return person(name).client


def _text(answer) -> str:
    return answer.content.decode()


def test_no_page_is_moved_or_copied_to_where_one_does_not_see(theirs, ours):
    client = _client()
    for address, given in (
        (reverse("wagtailadmin_pages:move_confirm", args=[ours.pk, theirs.pk]), {}),
        (reverse("wagtailadmin_pages:move", args=[ours.pk]), {"new_parent_page": theirs.pk}),
        (reverse("wagtailadmin_pages:copy", args=[ours.pk]), {"new_title": "", "new_parent_page": theirs.pk}),
        (f"/admin/bulk/wagtailcore/page/move/?id={ours.pk}", {"chooser": theirs.pk}),
    ):
        for answer in (client.get(address), client.post(address, given, follow=True)):
            assert SECRET not in _text(answer), address
    ours.refresh_from_db()
    assert ours.get_parent().pk == section("serang").pk


def test_ones_own_page_is_moved_and_copied_as_ever(ours):
    place = section("serang")
    for address in (
        reverse("wagtailadmin_pages:move_confirm", args=[ours.pk, place.pk]),
        reverse("wagtailadmin_pages:copy", args=[ours.pk]),
        f"/admin/bulk/wagtailcore/page/delete/?id={ours.pk}",
    ):
        answer = _client().get(address)
        assert (answer.status_code, ours.title in _text(answer)) == (200, True), address


@pytest.mark.parametrize(
    ("kind", "make"), [("wagtailimages/image", picture), ("wagtaildocs/document", document)], ids=["image", "document"]
)
def test_of_many_keys_a_bulk_action_takes_ones_own(kind, make):
    mine, foreign = make("serang", "Milik kami"), make("rembang", SECRET)
    both = urlencode([("id", mine.pk), ("id", foreign.pk)])
    answer = _client().get(f"/admin/bulk/{kind}/add_tags/?{both}")
    assert ("Milik kami" in _text(answer), SECRET in _text(answer)) == (True, False)
    assert _client().get(f"/admin/bulk/{kind}/add_tags/?id={foreign.pk}").status_code == 404
    assert _client().get(f"/admin/bulk/{kind}/add_tags/?id=x").status_code == 404


def test_a_chooser_goes_below_ones_own_pages_and_what_is_live(theirs, ours):
    for key, status in (
        (office("rembang").root_page_id, 200),
        (section("rembang").pk, 200),
        (ours.pk, 200),
        (theirs.pk, 404),
    ):
        answer = _client().get(f"/admin/choose-page/{key}/")
        assert (answer.status_code, SECRET in _text(answer)) == (status, False)
    chosen = _client().get("/admin/choose-page/chosen-multiple/", {"id": [ours.pk, theirs.pk, "x"]})
    assert (ours.title in _text(chosen), SECRET in _text(chosen)) == (True, False)


def test_a_live_page_of_another_office_is_listed_under_the_title_the_public_reads():
    shown = page(NewsPage, "rembang", "Sudah tayang", live=True, slug="sudah-tayang")
    shown.title = SECRET
    shown.save_revision()
    typed = {"external-link-chooser-url": shown.full_url, "external-link-chooser-link_text": "ini"}
    for answer in (
        _client().get(f"/admin/choose-page/{section('rembang').pk}/"),
        _client().get("/admin/choose-page/search/", {"q": "tayang"}),
        _client().get("/admin/choose-page/chosen-multiple/", {"id": shown.pk}),
        _client().post("/admin/choose-external-link/", typed),
    ):
        assert (answer.status_code, SECRET in _text(answer)) == (200, False)


def test_that_another_office_is_at_work_on_a_live_page_is_not_told():
    shown = page(NewsPage, "rembang", "Sudah tayang", live=True, slug="sudah-tayang")
    shown.save_revision()
    for address in (f"/admin/choose-page/{section('rembang').pk}/", "/admin/choose-page/search/?q=tayang"):
        for who, told in (("serang.admin-kantor", False), ("rembang.admin-kantor", True), ("root", True)):
            answer = _client(who).get(address)
            assert ("tayang + konsep" in _text(answer), answer.status_code) == (told, 200), (address, who)


def test_tags_are_suggested_from_what_one_may_choose():
    for where, word in (("serang", "pemilih kami"), ("rembang", f"pemilih {SECRET}")):
        picture(where).tags.add(f"{word} gambar")
        written = page(NewsPage, where, "Naskah")
        written.tags.add(f"{word} naskah")
        written.save()
    assert NewsTag.objects.filter(tag__name__contains=SECRET).exists()
    for address in ("/admin/tag-autocomplete/", "/admin/tag-autocomplete/taggit/tag/"):
        found = _client().get(address, {"term": "pemilih"}).json()
        assert found == ["pemilih kami gambar", "pemilih kami naskah"]


def test_the_report_over_all_offices_is_headquarters():
    address, menu = "/admin/reports/page-types-usage/", "page-types-usage"
    assert _client("pusat.admin").get(address).status_code == 200
    assert _client().get(address).status_code == 302
    home = reverse("wagtailadmin_home")
    assert (menu in _text(_client("pusat.admin").get(home)), menu in _text(_client().get(home))) == (True, False)


@pytest.mark.parametrize("kind", ["images", "documents"])
def test_nobody_is_given_the_list_of_all_files(kind):
    for name in ("serang.staf", "root"):
        assert _client(name).get(f"/admin/api/main/{kind}/").status_code == 404


def test_the_menu_of_the_page_tree_is_answered(ours):
    asked = {"child_of": section("serang").pk, "for_explorer": "1", "fields": "parent", "utm_source": "x"}
    answer = _client().get("/admin/api/main/pages/", asked, headers={"accept": "application/json"})
    assert (answer.status_code, [item["id"] for item in answer.json()["items"]]) == (200, [ours.pk])
