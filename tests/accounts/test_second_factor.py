"""The second factor: required below every way to log in, set up and shown over the pages a person uses."""

import re
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.conftest import user

pytestmark = pytest.mark.django_db
PASSWORD = "kata-sandi-panjang-1"
NAME = "serang.kasubag"
SET_UP = "/akun/dua-langkah/totp/activate/"


@pytest.fixture(autouse=True)
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    mine = user(NAME)
    mine.set_password(PASSWORD)
    mine.save()


def log_in(client: Client, address: str = "/akun/masuk/", wanted: str = ""):
    return client.post(address, {"login": NAME, "username": NAME, "password": PASSWORD, "next": wanted})


@pytest.fixture(autouse=True)
def half_minutes(monkeypatch):
    """The clock of the codes, which only ``code`` moves."""
    clock = SimpleNamespace(now=1_800_000_000)
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time", SimpleNamespace(time=lambda: clock.now))
    monkeypatch.setattr(code, "clock", clock, raising=False)


def code(secret: str) -> str:
    """What the app on the phone shows half a minute later: no code counts twice."""
    code.clock.now += 30
    return format_hotp_value(hotp_value(secret, code.clock.now // 30))


@pytest.fixture
def phone(monkeypatch):
    """An account with an authenticator app: its secret, and the session in which it was set up."""
    client = Client()
    log_in(client)
    secret = re.search(r'id="authenticator_secret">(\w+)<', client.get(SET_UP).content.decode())[1]
    with monkeypatch.context() as at_once:  # the test's own transaction never commits
        at_once.setattr("django.db.transaction.on_commit", lambda act: act())
        answer = client.post(SET_UP, {"code": code(secret)})
    assert answer.url == "/akun/dua-langkah/recovery-codes/"
    return secret, client


def admin_addresses() -> list[str]:
    """Every address of the admin, whatever it takes filled with a 1."""
    found: list[str] = []

    def walk(patterns, before: str) -> None:
        for pattern in patterns:
            here = before + re.sub(r"<[^>]*>|\(\?P<[^)]*\)", "1", str(pattern.pattern)).strip("^$").replace("\\", "")
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, here)
            elif isinstance(pattern, URLPattern):
                found.append(f"/{here}")

    walk(get_resolver().url_patterns, "")
    return sorted({address for address in found if address.startswith("/admin/")})


def test_a_password_alone_opens_nothing():
    client = Client()
    assert log_in(client).status_code == 302
    addresses = admin_addresses()
    assert len(addresses) > 200
    for address in (*addresses, "/putusan/tautan/", "/documents/1/a.pdf", "/api/sop/runs"):
        if address == "/admin/login/":
            continue
        assert client.get(address).headers.get("Location") == "/akun/dua-langkah/", address
    assert client.post("/admin/pages/2/edit/", {"title": "Diubah"}).status_code == 403  # kept, not done


def test_what_was_asked_for_opens_after_both(phone):
    secret, _ = phone
    client, wanted = Client(), "/putusan/sebuah-tautan/"
    assert log_in(client, wanted=wanted).url == "/akun/dua-langkah/authenticate/"
    assert client.post("/akun/dua-langkah/authenticate/", {"code": code(secret)}).url == wanted


@pytest.mark.parametrize("address", ["/admin/login/", "/_util/login/"])
def test_wagtails_own_login_pages_lead_to_the_one(address):
    client = Client()
    assert client.get(f"{address}?next=/admin/reports/").url == "/akun/masuk/?next=/admin/reports/"
    log_in(client, address)
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("address", ["/akun/penyedia/signup/", "/akun/signup/", "/akun/dua-langkah/webauthn/signup/"])
def test_nobody_opens_an_account(address):
    before = get_user_model().objects.count()
    Client().post(address, {"username": "baru", "password1": PASSWORD, "password2": PASSWORD, "email": "a@b.id"})
    assert get_user_model().objects.count() == before


def test_the_way_there_says_why_and_what_one_came_for_is_kept():
    client = Client()
    log_in(client)
    client.get("/admin/sop/tugas-saya/?lewat=1")
    assert "Ruang kerja terbuka setelah langkah kedua aktif" in client.get("/akun/dua-langkah/").content.decode()
    assert client.session["_wanted"] == "/admin/sop/tugas-saya/?lewat=1"


def test_who_set_it_up_is_in(phone):
    _, client = phone
    page = client.get("/akun/dua-langkah/recovery-codes/").content.decode()
    assert re.search(r'href="/admin/">Lanjut ke ruang kerja', page)
    assert client.get("/admin/").status_code == 200


def test_the_next_login_asks_for_a_code(phone):
    secret, _ = phone
    client = Client()
    assert log_in(client).url == "/akun/dua-langkah/authenticate/"
    assert "/akun/masuk/" in client.get("/admin/").url
    assert client.post("/akun/dua-langkah/authenticate/", {"code": code(secret)}).url == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_a_session_from_elsewhere_must_show_it_too(phone):
    client = Client()
    client.force_login(user(NAME), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get("/admin/reports/")
    assert answer.url == "/akun/dua-langkah/reauthenticate/?next=%2Fadmin%2Freports%2F"
    assert client.post(answer.url, {"code": code(phone[0])}).url == "/admin/reports/"
    assert client.get("/admin/").status_code == 200


def test_a_code_counts_once(phone):
    secret, _ = phone
    shown = code(secret)
    for expected in (302, 200):
        client = Client()
        log_in(client)
        assert client.post("/akun/dua-langkah/authenticate/", {"code": shown}).status_code == expected


def test_wrong_codes_close_the_account_like_wrong_passwords(phone, caplog):
    secret, _ = phone
    client = Client()
    log_in(client)
    statuses = [client.post("/akun/dua-langkah/authenticate/", {"code": f"00000{n}"}).status_code for n in range(5)]
    assert statuses == [200, 200, 200, 200, 429]
    answer = client.post("/akun/dua-langkah/authenticate/", {"code": code(secret)})
    assert "ditutup sementara" in answer.content.decode()
    assert "/akun/masuk/" in client.get("/admin/").url
    assert log_in(Client()).status_code == 429


def test_a_recovery_code_opens_once(phone):
    _, inside = phone
    spare = re.search(r"<textarea[^>]*>\s*(\w+)", inside.get("/akun/dua-langkah/recovery-codes/").content.decode())[1]
    for expected in (302, 200):
        client = Client()
        log_in(client)
        assert client.post("/akun/dua-langkah/authenticate/", {"code": spare}).status_code == expected


def test_the_last_factor_stays(phone):
    _, client = phone
    client.post("/akun/dua-langkah/totp/deactivate/")
    assert Authenticator.objects.filter(user__username=NAME, type="totp").exists()


def test_secrets_are_stored_encrypted(phone, settings):
    secret, _ = phone
    stored = Authenticator.objects.get(user__username=NAME, type="totp")
    assert secret not in str(stored.data)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a-new-key"
    assert stored.wrap().validate_code(code(secret))
    settings.SECRET_KEY_FALLBACKS = []
    assert not stored.wrap().validate_code(code(secret))
    assert not stored.wrap().validate_code(code(""))


def test_pages_of_the_account_are_in_indonesian_and_kept_by_nobody(phone):
    _, client = phone
    for address in (
        "",
        "totp/deactivate/",
        "recovery-codes/",
        "recovery-codes/generate/",
        "webauthn/",
        "webauthn/add/",
    ):
        answer = client.get(f"/akun/dua-langkah/{address}")
        assert answer.status_code == 200, address
        assert "no-store" in answer["Cache-Control"] or "private" in answer["Cache-Control"], address


def test_without_the_rule_a_password_is_enough(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    client = Client()
    log_in(client)
    assert client.get("/admin/").status_code == 200
