"""The front page and the sections: what carries live texts stays where it is, and moves with a reason only."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageLogEntry
from wagtail.test.utils.form_data import querydict_from_html

from home.models.sections import READDRESSED
from home.walking import EDITOR_FORM
from news.models import NewsPage
from tests.conftest import office, person, section
from tests.news.pages import put

pytestmark = pytest.mark.django_db
WHO = ("serang.admin-kantor", "root")
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
    form.update({**facts, press: "1"})
    return client.post(address, form.urlencode(), "application/x-www-form-urlencoded")


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
    assert "address_reason" in answer.context["form"].errors
    assert "«berita»" in answer.content.decode()
    assert asked("/berita/tayang/") == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert edited(page, slug="kabar", address_reason=REASON).status_code == 302
    assert asked("/kabar/tayang/") == 200
    assert asked("/berita/tayang/") == 301
    entry = PageLogEntry.objects.get(action=READDRESSED)
    assert (entry.user.username, entry.data) == (
        "serang.admin-kantor",
        {"from": "berita", "to": "kabar", "reason": REASON},
    )
    assert REASON in person("serang.admin-kantor").client.get(f"/admin/pages/{page.pk}/history/").content.decode()
    again = edited(page, slug="warta")
    assert "address_reason" in again.context["form"].errors, "the next change has a reason of its own"
    renamed = section("serang", "kabar").specific
    renamed.slug, renamed.address_reason = "warta", ""
    with pytest.raises(ValidationError):
        renamed.save()


def test_an_empty_section_changes_its_address_freely_and_it_is_noted():
    page = section("serang", "sosialisasi")
    assert edited(page, slug="pendidikan").status_code == 302
    assert PageLogEntry.objects.get(action=READDRESSED).data["to"] == "pendidikan"


def test_a_section_keeps_the_kind_its_live_texts_are_found_by():
    put(NewsPage, slug="tayang")
    answer = edited(section("serang"), section_kind="produk-hukum")
    assert "section_kind" in answer.context["form"].errors
    assert asked("/berita/tayang/") == 200
    assert edited(section("serang"), intro="Kabar kantor.").status_code == 302
