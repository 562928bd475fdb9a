"""Nobody chooses an SOP that nobody can carry out without being told: before saving, and until it is solved."""

import re
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from home.offices import OfficeFacts, open_office
from offices.models import Division, Membership, OfficeRole
from sops.models import Sop
from tests.clockwork import set_now
from tests.conftest import appoint, draft, office, person, section, started
from workflows.models import SopChoice

pytestmark = pytest.mark.django_db
NEW = "/admin/sop/berlaku/new/"


def default() -> SopChoice:
    return SopChoice.objects.get(office__slug="serang", section=None, content_kind="")


def address(choice: SopChoice, act: str = "edit") -> str:
    return f"/admin/sop/berlaku/{act}/{choice.pk}/"


def press(where: str, sop: str, **changed: Any) -> Any:
    """The form as Serang's admin sends it."""
    form = {"office": office("serang").pk, "section": "", "content_kind": "", "sop": Sop.objects.get(slug=sop).pk}
    return person("serang.admin-kantor").client.post(where, form | changed)


def token(response: Any) -> str:
    """What the box beside the warning sends."""
    (box,) = re.findall(r"<input[^>]*name=\"confirmed\"[^>]*>", response.content.decode())
    assert 'type="checkbox"' in box
    return re.search(r'value="(\w+)"', box)[1]


def appoint_all(sop: str) -> None:
    """Somebody for every role of an SOP at Serang."""
    for role in Sop.objects.get(slug=sop).governing.document.roles:
        appoint(f"serang.r-{role.slug}", OfficeRole.objects.get(office__slug="serang", slug=role.slug))


def test_what_nobody_can_carry_out_is_saved_only_once_that_was_read():
    started("serang")
    before = default()
    asked = press(address(before), "rembang")
    html = asked.content.decode()
    assert asked.status_code == 422
    assert default().sop == before.sop
    named = html.split("belum ada pemegang")[1].split("menurut")[0]
    assert [role.name for role in Sop.objects.get(slug="rembang").document.roles if role.name not in named] == []
    assert "1 naskah yang sedang berjalan selesai menurut SOP saat ia diajukan" in html
    assert press(address(before), "banten", confirmed=token(asked)).status_code == 422, "that is another warning"
    assert press(address(before), "rembang", confirmed="on").status_code == 422
    assert press(address(before), "rembang", confirmed=token(asked)).status_code == 302
    assert default().sop.slug == "rembang"


def test_a_section_or_a_kind_is_warned_of_alike_and_only_of_items_it_covers():
    started("serang", kind="berita")
    narrow = press(NEW, "rembang", content_kind="artikel").content.decode()
    assert "belum ada pemegang" in narrow
    assert "naskah yang sedang berjalan" not in narrow
    for covering in ({"content_kind": "berita"}, {"section": section("serang").pk}):
        assert "1 naskah yang sedang berjalan" in press(NEW, "rembang", **covering).content.decode()
    assert "naskah yang sedang berjalan" not in (
        press(NEW, "rembang", section=section("serang", "pengumuman").pk).content.decode()
    )


def test_what_can_be_carried_out_is_chosen_without_a_question():
    assert press(NEW, "serang", content_kind="artikel").status_code == 302


def test_the_sop_for_the_whole_site_is_replaced_never_removed():
    before = default()
    admin = person("serang.admin-kantor").client
    answer = admin.post(address(before, "delete"), follow=True)
    assert "tidak dihapus, melainkan diganti" in answer.content.decode()
    assert default() == before
    assert address(before, "delete") not in admin.get("/admin/sop/berlaku/").content.decode()
    assert address(before, "delete") not in admin.get(address(before)).content.decode()
    press(address(before), "serang", content_kind="artikel", section=section("serang").pk)
    assert default() == before, "nor is it made one for a part of the site"


def test_removing_a_narrower_choice_says_what_governs_then_and_who_is_missing():
    press(NEW, "serang", content_kind="artikel")
    narrow = SopChoice.objects.get(office__slug="serang", content_kind="artikel")
    Membership.objects.filter(role__office__slug="serang", role__slug="kordiv").update(valid_until="2026-01-31")
    admin = person("serang.admin-kantor").client
    html = admin.get(address(narrow, "delete")).content.decode()
    assert f"mengikuti {default().sop}" in html
    assert "belum ada pemegang peran Kordiv" in html
    assert admin.post(address(narrow, "delete")).status_code == 302
    assert not SopChoice.objects.filter(pk=narrow.pk).exists()


def test_the_admins_dashboard_names_what_is_missing_until_it_is_there():
    def dashboard() -> str:
        return person("serang.admin-kantor").client.get(reverse("wagtailadmin_home")).content.decode()

    assert "belum ada pemegang" not in dashboard()
    press(address(default()), "rembang", confirmed=token(press(address(default()), "rembang")))
    assert "Pengampu Konsep" in dashboard().split("belum ada pemegang")[1].split("menurut")[0]
    appoint_all("rembang")
    assert "belum ada pemegang" not in dashboard()
    default().delete()
    assert "belum memilih SOP untuk seluruh situs" in dashboard()
    assert "belum memilih SOP" not in (
        person("banten.admin-kantor").client.get(reverse("wagtailadmin_home")).content.decode()
    )


def test_who_signs_a_version_sees_the_offices_where_nobody_can_carry_it_out():
    version = Sop.objects.get(slug="serang").governing
    Membership.objects.filter(role__office__slug="serang", role__slug="kordiv").update(valid_until="2026-01-31")
    type(version).objects.filter(pk=version.pk).update(status="superseded")
    html = person("pusat.admin").client.get(reverse("sop:version", args=[version.pk])).content.decode()
    assert re.search(r"Di 1 kantor yang memakai SOP ini ada peran tanpa pemegang.*Kordiv", html, re.DOTALL)


def test_opening_an_office_again_leaves_its_choice_alone():
    place, before = office("serang"), default().sop
    facts = OfficeFacts(place.name, "serang", place.region_code, place.level, place.time_zone, place.hostname)
    open_office(OfficeFacts(**{**facts.__dict__, "sop": "rembang"}))
    assert default().sop == before


def test_a_choice_may_begin_on_a_later_day_of_the_office(monkeypatch):
    set_now(monkeypatch, "2026-12-01 09.00")
    asked = press(address(default()), "rembang", starts_on="2026-12-03")
    assert "Lembar SOP yang dipilih" in asked.content.decode()
    press(address(default()), "rembang", starts_on="2026-12-03", confirmed=token(asked))
    assert (default().sop.slug, default().coming.slug) == ("serang", "rembang")
    admin = person("serang.admin-kantor").client
    assert "mulai 3 Desember 2026" in admin.get("/admin/sop/berlaku/").content.decode()
    assert started("serang").sop_version.sop.slug == "serang"
    set_now(monkeypatch, "2026-12-03 00.01")
    call_command("publish_scheduled")
    assert (default().sop.slug, default().coming) == ("rembang", None)
    assert press(address(default()), "serang", starts_on="2026-12-02").status_code == 422, "that day has passed"


def test_a_division_may_have_its_own_and_the_tree_says_what_comes_from_where():
    division, foreign = Division.objects.filter(office__slug="serang")[0], office("banten").divisions.create(name="X")
    assert press(NEW, "serang", division=foreign.pk).status_code == 422
    assert press(NEW, "serang", division=division.pk).status_code == 302
    assert press(NEW, "serang", division=division.pk).status_code == 422, "one SOP for one scope"
    page = draft("serang").specific
    other = Sop.objects.get(slug="banten")
    SopChoice.objects.filter(division=division).update(sop=other)
    assert page.governing_version().sop.slug == "serang"
    page.division = division
    assert page.governing_version().sop == other
    html = person("serang.admin-kantor").client.get("/admin/sop/berlaku/").content.decode()
    assert "dari kantor" in html
    assert "dipilih di sini" in html
    assert "KPU Provinsi Banten" not in html.split("sop-tree")[0]


def test_an_sop_written_for_some_kinds_says_so_when_it_is_chosen_for_more():
    said = "SOP ini ditulis untuk Peraturan, Keputusan, Surat edaran, Juknis/Juklak"
    assert f"{said}; dengan pilihan ini semua jenis isi lain" in press(NEW, "bangka-barat").content.decode()
    assert f"{said}; dengan pilihan ini jenis isi itu" in (
        press(NEW, "bangka-barat", content_kind="artikel").content.decode()
    )
    assert said not in press(NEW, "bangka-barat", content_kind="peraturan").content.decode()


def test_ending_an_appointment_says_what_then_stands_still():
    admin = person("serang.admin-kantor").client
    only = Membership.objects.get(role__office__slug="serang", role__slug="kordiv")
    html = admin.get(reverse("membership:delete", args=[only.pk])).content.decode()
    assert "Tidak ada lagi pemegang peran Kordiv" in html
    version = Sop.objects.get(slug="serang").governing
    page = person("pusat.admin").client.get(reverse("sop:version", args=[version.pk])).content.decode()
    assert "bergantung pada satu orang" in page
    writer = Membership.objects.get(role__office__slug="serang", role__slug="staf").user
    appoint(writer.username, OfficeRole.objects.get(office__slug="serang", slug="kordiv"))
    html = admin.get(reverse("membership:delete", args=[only.pk])).content.decode()
    assert "berhenti di langkah 2" in html
    assert "Yang paling sedikit mencukupi: tunjuk seorang lagi sebagai Kordiv Terkait." in html
