"""What admins do in forms: bring and sign SOPs, open offices, appoint people, read the register."""

from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from offices.models import Membership, Office, OfficeRole
from sops.models import Sop, SopVersion
from sops.toml_file import to_toml
from tests.conftest import draft, holder, office, person, started, walk_to
from workflows.models import SopChoice

pytestmark = pytest.mark.django_db
SIGNATURE = {"signed_number": "7 Tahun 2026", "signed_on": "2026-01-05", "effective_on": "2026-01-05"}


def toml(**changes: str) -> str:
    document = Sop.objects.get(slug="serang").document
    return to_toml(document.model_copy(update=changes))


def upload(who, text: str, name: str = "sop.toml"):
    file = SimpleUploadedFile(name, text.encode(), content_type="application/toml")
    return who.client.post(reverse("sop:library"), {"file": file})


def test_headquarters_brings_a_new_sop_and_it_governs_only_once_signed():
    hq = person("pusat.admin")
    response = upload(hq, toml(slug="kota-baru", number="7 Tahun 2026", office="KPU Kota Baru"))
    assert response.status_code == 302
    version = SopVersion.objects.get(sop__slug="kota-baru")
    assert version.status == SopVersion.Status.DRAFT
    assert version.workflow is None
    SopChoice.objects.create(office=office("serang"), content_kind="artikel", sop=version.sop)
    page = draft("serang", kind="artikel").specific
    assert page.governing_version() is None
    signed = hq.client.post(reverse("sop:version", args=[version.pk]), SIGNATURE)
    assert signed.status_code == 302
    version.refresh_from_db()
    assert version.status == SopVersion.Status.GOVERNING
    assert version.signed_on == date(2026, 1, 5)
    assert type(page).objects.get(pk=page.pk).governing_version() == version
    assert version.workflow.tasks.count() == len(version.document.steps)


def test_a_signature_of_tomorrow_or_a_second_one_is_refused():
    hq = person("pusat.admin")
    upload(hq, toml(slug="kota-baru", office="KPU Kota Baru"))
    address = reverse("sop:version", args=[SopVersion.objects.get(sop__slug="kota-baru").pk])
    late = hq.client.post(address, SIGNATURE | {"signed_on": "2099-01-05"})
    assert late.status_code == 422
    assert "belum tiba" in late.content.decode()
    assert hq.client.post(address, SIGNATURE).status_code == 302
    assert hq.client.post(address, SIGNATURE).status_code == 422


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (lambda: toml().replace('kind = "publish"', 'kind = "terbit"'), "langkah 4 · kind"),
        (lambda: toml(office="KPU Kota Lain"), "beri slug lain"),
        (lambda: "bukan = [toml", "TOML"),
    ],
)
def test_a_wrong_sop_file_is_refused_with_what_is_wrong(text, sentence):
    before = SopVersion.objects.count()
    response = upload(person("pusat.admin"), text())
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert SopVersion.objects.count() == before


def test_a_file_that_is_no_text_is_refused():
    file = SimpleUploadedFile("sop.toml", b"\xff\xfe\x00kacau")
    response = person("pusat.admin").client.post(reverse("sop:library"), {"file": file})
    assert response.status_code == 422
    assert "UTF-8" in response.content.decode()


def test_an_sop_leaves_as_the_file_it_came_from():
    version = Sop.objects.get(slug="rembang").governing
    text = person("pusat.admin").client.get(reverse("sop:version", args=[version.pk]) + "?unduh=1").content.decode()
    assert upload(person("pusat.admin"), text).status_code == 302
    assert SopVersion.objects.filter(sop__slug="rembang").count() == 1


@pytest.mark.parametrize(
    ("name", "kept_out"), [("sop:library", ["serang.staf"]), ("open_office", ["serang.staf", "serang.admin-kantor"])]
)
def test_only_who_runs_an_office_sees_the_library_and_only_headquarters_opens_offices(name, kept_out):
    for username in kept_out:
        assert person(username).client.get(reverse(name)).status_code == 302
    assert person("pusat.admin").client.get(reverse(name)).status_code == 200


def test_an_office_is_opened_by_a_form_and_its_people_can_work():
    facts = {
        "name": "Komisi Independen Pemilihan Kota Sabang",
        "slug": "kota-sabang",
        "region_code": "11.72",
        "level": "kota",
        "time_zone": "Asia/Jakarta",
        "hostname": "kota-sabang.localhost",
        "sop": "serang",
        "divisions": "Divisi Hukum\n\nDivisi Teknis",
    }
    response = person("pusat.admin").client.post(reverse("open_office"), facts)
    assert response.status_code == 302
    opened = Office.objects.get(slug="kota-sabang")
    assert opened.site.hostname == "kota-sabang.localhost"
    assert [division.name for division in opened.divisions.all()] == ["Divisi Hukum", "Divisi Teknis"]
    slugs = {"staf", "kasubag", "kordiv", "admin-website", "admin-kantor"}
    assert set(opened.roles.values_list("slug", flat=True)) == slugs
    again = person("pusat.admin").client.post(reverse("open_office"), facts | {"hostname": ""})
    assert again.status_code == 422


def test_an_office_admin_appoints_a_new_person_who_can_then_act():
    admin = person("serang.admin-kantor")
    role = OfficeRole.objects.get(office__slug="serang", slug="staf")
    form = {
        "new_username": "serang.baru",
        "new_name": "Orang Baru",
        "new_email": "baru@example.id",
        "role": role.pk,
        "decree_number": "9/SK/2026",
        "valid_from": "01/01/2026",
    }
    assert admin.client.post("/admin/sop/orang/new/", form).status_code == 302
    newcomer = get_user_model().objects.get(username="serang.baru")
    assert Membership.objects.current().filter(user=newcomer, role=role).exists()
    assert role.group in newcomer.groups.all()
    who = person("serang.baru")
    assert who.act(draft("serang", who).pk, "start").current_step == 2


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"new_username": ""}, "Pilih orang yang ada"),
        ({"new_username": "serang.staf"}, "sama atau mirip"),
        ({"valid_until": "01/01/2020"}, "lebih awal"),
    ],
)
def test_a_wrong_appointment_is_refused_beside_its_field(change, sentence):
    role = OfficeRole.objects.get(office__slug="serang", slug="staf")
    form = {
        "new_username": "serang.baru",
        "new_name": "Orang Baru",
        "new_email": "baru@example.id",
        "role": role.pk,
        "decree_number": "9/SK/2026",
        "valid_from": "01/01/2026",
    }
    response = person("serang.admin-kantor").client.post("/admin/sop/orang/new/", form | change)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not get_user_model().objects.filter(username="serang.baru").exists()


def test_the_register_is_searched_filtered_and_exported():
    first, second = started("serang", title="Pleno Terbuka"), walk_to(started("serang", title="Sosialisasi"), None)
    client = holder("serang", "kasubag").client
    whole = client.get("/admin/register/").content.decode()
    assert first.page_title in whole
    assert second.page_title in whole
    found = client.get("/admin/register/", {"q": "Pleno"}).content.decode()
    assert first.page_title in found
    assert second.page_title not in found
    finished = client.get("/admin/register/", {"keadaan": "finished"}).content.decode()
    assert second.page_title in finished
    assert first.page_title not in finished
    export = client.get("/admin/register/", {"export": "csv"})
    text = b"".join(export.streaming_content).decode() if export.streaming else export.content.decode()
    assert second.live_url in text
    assert client.get("/admin/register/", {"kantor": "9" * 30, "sop": "x"}).status_code < 500


def test_the_task_page_names_the_sop_before_submitting():
    page = draft("rembang")
    shown = holder("rembang", "pengampu-konsep").client.get(reverse("sop:task", args=[page.pk])).content.decode()
    assert "SOP Rembang No. 11 Tahun 2023 · 9 langkah · ±175 menit kerja" in shown


def test_a_page_taken_down_says_by_whom_and_why():
    run = walk_to(started("serang"), None)
    publisher = holder("serang", "admin-website")
    publisher.act(run.page_id, "take_down", reason="facts", remark="Jumlah pemilih keliru.")
    shown = holder("serang", "staf").client.get(reverse("sop:task", args=[run.page_id])).content.decode()
    assert "Fakta atau data keliru" in shown
    assert "Jumlah pemilih keliru." in shown
    assert "Serang Admin-Website" in shown


def test_a_refused_act_that_is_no_longer_offered_shows_the_reason_and_no_form():
    run = started("serang")
    staf = holder("serang", "staf")
    response = staf.client.post(reverse("sop:act", args=[run.page_id, "approve"]), {"seen": "x"})
    assert response.status_code in (403, 409)
    text = response.content.decode()
    assert "Belum tersimpan." in text
    assert 'id="act-approve"' not in text


def test_the_text_can_be_read_inside_the_task_page_by_its_office_only():
    run = started("serang")
    address = reverse("sop:text", args=[run.page_id])
    response = holder("serang", "kordiv").client.get(address)
    assert response.status_code == 200
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert run.page_title in response.content.decode()
    assert address in holder("serang", "kordiv").client.get(reverse("sop:task", args=[run.page_id])).content.decode()
    assert person("banten.kabag").client.get(address).status_code in (302, 403)


def test_an_act_that_does_not_exist_is_refused_without_an_error():
    run = walk_to(started("serang"), None)
    address, client = reverse("sop:task", args=[run.page_id]), holder("serang", "admin-website").client
    for act in ("edit/", "terbang/", "settle/", "settle/99/", "fulfil/99/", "fulfil/" + "9" * 30 + "/"):
        response = client.post(address + act, {"run": run.pk, "verdict": "ya"})
        assert response.status_code in (403, 404, 409, 422), act


EMPTY = {
    "workinghours": "Berlaku jam kerja menurut Perpres 21/2023",
    "calendarday": "Libur nasional dan cuti bersama sudah diperhitungkan",
    "delegation": "Tidak ada Plt./Plh. yang dicatat",
    "officechannel": "Kabar kantor ini sampai lewat surel saja",
}


@pytest.mark.parametrize(("name", "said"), EMPTY.items())
def test_an_empty_list_says_what_holds_without_a_row(name, said):
    html = person("serang.admin-kantor").client.get(reverse(f"{name}:index")).content.decode()
    assert said in html
    assert "Mengapa tidak" not in html
