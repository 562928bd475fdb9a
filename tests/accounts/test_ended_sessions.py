"""A session that ended destroys nothing: what was typed comes back, to its owner, and is said not to be recorded."""

import re
import time
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.templatetags.account_tags import session_limits
from tests.conftest import draft, user
from workflows.models import SopRun

pytestmark = pytest.mark.django_db
PASSWORD = "Kata-sandi-panjang-1"


@pytest.fixture
def staff():
    """Serang's staff, logged in with a password, in a browser that checks tokens."""
    mine = user("serang.staf")
    mine.set_password(PASSWORD)
    mine.save()
    client = Client(enforce_csrf_checks=True)
    log_in(client)
    return client


def log_in(client, name="serang.staf"):
    html = client.get("/akun/masuk/").content.decode()
    data = {"login": name, "password": PASSWORD, "csrfmiddlewaretoken": token_of(html)}
    assert client.post("/akun/masuk/", data).status_code == 302


def token_of(html):
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)[1]


def grow_idle(client):
    session = client.session
    session["_seen"] = int(time.time()) - 3600
    session.save()


def late(client, address, **fields):
    """A form opened in time and sent when the session was over."""
    token = token_of(client.get(address).content.decode())
    grow_idle(client)
    return client.post(address, {"csrfmiddlewaretoken": token, **fields})


def hidden(html):
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    return {name: unescape(value) for name, value in found}


def send_on(client, answer):
    return client.post("/akun/kirim-lagi/", {"isian": hidden(answer.content.decode())["isian"]})


def test_a_text_comes_back_and_is_saved_after_login(staff):
    page = draft("serang")
    typed = {"title": 'Judul "baru"', "summary": "Baris satu.\nBaris dua.", "slug": page.slug, "body-count": "0"}
    answer = late(staff, f"/admin/pages/{page.pk}/edit/", **typed)
    html = answer.content.decode()
    assert answer.status_code == 403
    assert "belum tersimpan" in html
    assert "Baris dua." in html
    assert "Anda belum masuk" in send_on(staff, answer).content.decode()
    log_in(staff)
    again = send_on(staff, answer)
    fields = hidden(again.content.decode())
    assert {name: fields[name] for name in typed} == typed
    assert 'action="/admin/pages/' in again.content.decode()
    assert staff.post(f"/admin/pages/{page.pk}/edit/", fields).status_code != 403  # the token is a fresh one


def test_a_decision_that_came_too_late_is_said_not_to_be_recorded(staff):
    page = draft("serang")
    address = f"/admin/sop/tugas/{page.pk}/"
    token = token_of(staff.get(address).content.decode())
    grow_idle(staff)
    data = {"csrfmiddlewaretoken": token, "remark": "Mohon segera.", "password": "rahasia", "code": "123456"}
    html = staff.post(f"{address}start/", data).content.decode()
    assert "belum tercatat" in html
    assert "Mohon segera." in html
    assert "Kata sandi dan kode tidak ikut terbawa" in html
    assert not SopRun.objects.filter(page_id=page.pk).exists()
    sealed = hidden(html)["isian"]
    log_in(staff)
    again = staff.post("/akun/kirim-lagi/", {"isian": sealed}).content.decode()
    assert "rahasia" not in again
    assert "123456" not in again


def test_files_are_named_to_be_chosen_again(staff):
    page = draft("serang")
    answer = late(
        staff, f"/admin/pages/{page.pk}/edit/", title="Judul", source=SimpleUploadedFile("surat.pdf", b"%PDF")
    )
    assert "Pilih lagi: source (surat.pdf)" in answer.content.decode()


def test_it_comes_back_to_its_owner_only(staff):
    page = draft("serang")
    answer = late(staff, f"/admin/pages/{page.pk}/edit/", title="Judul", summary="Rahasia saya.")
    other = user("serang.admin-website")
    other.set_password(PASSWORD)
    other.save()
    log_in(staff, "serang.admin-website")
    html = send_on(staff, answer).content.decode()
    assert "milik orang lain" in html
    assert "Rahasia saya." not in html


def test_another_sites_form_is_not_handed_to_anybody_for_signing(staff):
    grow_idle(staff)
    answer = staff.post("/admin/sop/tugas/1/start/", {"remark": "Dari situs lain."})
    assert "Dari situs lain." not in answer.content.decode()


def test_nobodys_form_and_a_forged_seal_come_to_nothing(client):
    assert client.post("/admin/sop/tugas/1/start/", {"remark": "x"}).status_code == 302
    assert client.post("/akun/kirim-lagi/", {"isian": "dibuat-sendiri"}).url == "/admin/"


def test_a_session_whose_row_is_gone_counts_as_ended_too(staff):
    page = draft("serang")
    token = token_of(staff.get(f"/admin/pages/{page.pk}/edit/").content.decode())
    staff.session.flush()
    data = {"csrfmiddlewaretoken": token, "summary": "Masih di sini."}
    assert "Masih di sini." in staff.post(f"/admin/pages/{page.pk}/edit/", data).content.decode()


def test_a_script_is_told_in_its_own_words(staff):
    page = draft("serang")
    token = token_of(staff.get(f"/admin/pages/{page.pk}/edit/").content.decode())
    grow_idle(staff)
    answer = staff.post(
        f"/admin/pages/{page.pk}/edit/", {"csrfmiddlewaretoken": token}, headers={"Accept": "application/json"}
    )
    assert (answer.status_code, answer.json()["error_code"]) == (401, "session_ended")


def test_without_the_second_factor_a_form_is_kept_too(staff, settings):
    page = draft("serang")
    token = token_of(staff.get(f"/admin/pages/{page.pk}/edit/").content.decode())
    settings.SECOND_FACTOR_REQUIRED = True
    data = {"csrfmiddlewaretoken": token, "summary": "Sebelum langkah kedua."}
    assert "Sebelum langkah kedua." in staff.post(f"/admin/pages/{page.pk}/edit/", data).content.decode()


def test_the_login_page_says_why_one_is_there(staff, client):
    grow_idle(staff)
    answer = staff.get("/admin/", follow=True)
    assert "Sesi Anda berakhir: sesudah 15 menit tanpa kegiatan, atau 12 jam sejak masuk." in answer.content.decode()
    assert "Sesi Anda berakhir" not in client.get("/admin/", follow=True).content.decode()


@pytest.mark.parametrize(
    ("idle", "said"),
    [
        (900, "sesudah 15 menit tanpa kegiatan, atau 12 jam sejak masuk."),
        (7200, "sesudah 2 jam tanpa kegiatan, atau 12 jam sejak masuk."),
        (43200, "12 jam sejak masuk."),
    ],
)
def test_limits_are_told_as_people_count_them(settings, idle, said):
    settings.SESSION_IDLE_SECONDS = idle
    assert session_limits() == said


def test_after_logging_out_nothing_ended_by_itself(staff):
    token = token_of(staff.get("/admin/account/").content.decode())
    staff.post("/akun/keluar/", {"csrfmiddlewaretoken": token})
    assert "Sesi Anda berakhir" not in staff.get("/admin/", follow=True).content.decode()


def test_an_open_page_asks_without_staying_alive_and_a_sign_of_life_counts(staff):
    session = staff.session
    session["_seen"] = seen = int(time.time()) - 800
    session.save()
    said = staff.get("/akun/sesi/").json()
    assert said["extendable"]
    assert 90 < said["ends_in"] <= 100
    assert staff.session["_seen"] == seen
    assert staff.get("/akun/sesi/?aktif=1").json()["ends_in"] > 800
    assert Client().get("/akun/sesi/").json() == {"user": None}


HERE = "http://testserver"


def test_without_any_cookie_the_fields_stay_on_the_answer_and_are_sent_after_login(staff):
    page = draft("serang")
    address = f"/admin/pages/{page.pk}/edit/"
    token = token_of(staff.get(address).content.decode())
    staff.cookies.clear()
    typed = {"title": 'Judul "baru"', "summary": "Baris satu.\nBaris dua.", "slug": page.slug, "password": "rahasia"}
    answer = staff.post(address, {"csrfmiddlewaretoken": token, **typed}, headers={"Origin": HERE})
    fields = hidden(answer.content.decode())
    assert answer.status_code == 403
    assert answer["Cache-Control"] == "no-store"
    assert [fields[name] for name in ("title", "summary")] == [typed["title"], typed["summary"]]
    assert "rahasia" not in answer.content.decode()
    log_in(staff)  # in another tab: the token of this page is an old one
    again = staff.post(address, fields, headers={"Origin": HERE})
    assert "Anda masuk sebagai" in again.content.decode()
    assert staff.post(address, hidden(again.content.decode()), headers={"Origin": HERE}).status_code != 403


@pytest.mark.parametrize("origin", [None, "null", "https://lain.example", "http://testserver.lain.example"])
def test_without_any_cookie_nothing_from_elsewhere_is_shown(staff, origin):
    staff.cookies.clear()
    headers = {"Origin": origin} if origin else {}
    answer = staff.post("/admin/sop/tugas/1/start/", {"remark": "Dari situs lain."}, headers=headers)
    assert answer.status_code == 403
    assert "Dari situs lain." not in answer.content.decode()


def test_without_the_cookie_of_the_token_alone_a_script_is_told_too(staff):
    del staff.cookies["csrftoken"]
    answer = staff.post("/admin/pages/1/edit/", {}, headers={"Origin": HERE, "Accept": "application/json"})
    assert (answer.status_code, answer.json()["error_code"]) == (401, "session_ended")
