"""What a third attacker found of accounts: owners kept out by strangers, keys that outlive a factor, endless logins."""

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from accounts import known_browsers, second_factor
from accounts.api_keys import ApiKey
from messaging.models import OutboxMessage
from tests.conftest import person, user

pytestmark = pytest.mark.django_db
NAME, PASSWORD = "serang.kasubag", "Kata-sandi-panjang-1"
LOGIN = "/akun/masuk/"


@pytest.fixture
def password():
    mine = user(NAME)
    mine.set_password(PASSWORD)
    mine.save()


def tries(client: Client, password: str) -> int:
    return client.post(LOGIN, {"login": NAME, "password": password}).status_code


def app() -> Authenticator:
    return TOTP.activate(user(NAME), "A" * 32).instance


# --- strangers who guess ------------------------------------------------------------------------------------------


def test_strangers_keep_no_owner_out_of_a_browser_they_use(password):
    owner, stranger = Client(), Client()
    assert tries(owner, PASSWORD) == 302
    owner.post("/akun/keluar/")
    assert [tries(stranger, f"salah-{number}") for number in range(5)][-1] == 429
    assert tries(stranger, PASSWORD) == 429
    assert tries(owner, PASSWORD) == 302


def test_a_browser_that_is_known_has_five_tries_too(password):
    owner = Client()
    assert tries(owner, PASSWORD) == 302
    owner.post("/akun/keluar/")
    assert [tries(owner, f"salah-{number}") for number in range(5)][-1] == 429
    assert tries(owner, PASSWORD) == 429


def test_a_browser_is_known_for_who_logged_in_from_it_only(password):
    other = user("serang.staf")
    other.set_password(PASSWORD)
    other.save()
    theirs = Client()
    assert theirs.post(LOGIN, {"login": "serang.staf", "password": PASSWORD}).status_code == 302
    theirs.post("/akun/keluar/")
    for number in range(5):
        tries(Client(), f"salah-{number}")
    assert tries(theirs, PASSWORD) == 429


def test_neither_a_session_nor_half_a_login_makes_a_browser_known(password, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    app()
    half = Client()
    assert tries(half, PASSWORD) == 302
    assert known_browsers.COOKIE not in half.cookies
    assert known_browsers.COOKIE not in person(NAME).client.get("/admin/").cookies


# --- keys of the API ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [app, lambda: second_factor.forget(user(NAME))])
def test_keys_end_with_the_second_factor_they_were_made_beside(change):
    ApiKey.objects.make(user(NAME), "lama")
    change()
    assert not ApiKey.objects.filter(user=user(NAME), revoked_at=None).exists()


def test_a_new_key_is_told_to_its_owner_and_asks_for_fresh_proof(password):
    client = Client()
    tries(client, PASSWORD)
    assert client.post("/admin/sop/kunci-api/", {"name": "Agenda"}).context["made"]
    assert OutboxMessage.objects.filter(user=user(NAME), subject__contains="Agenda").exists()
    session = client.session
    for record in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        record["at"] -= 3600
    session.save()
    answer = client.post("/admin/sop/kunci-api/", {"name": "Kedua"})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/akun/kata-sandi/")
    assert not ApiKey.objects.filter(name="Kedua").exists()


# --- the second factor --------------------------------------------------------------------------------------------


def test_who_waits_for_a_code_begins_anew_when_the_factor_is_taken_away(password):
    app()
    client = Client()
    tries(client, PASSWORD)
    second_factor.forget(user(NAME))
    assert client.get("/akun/dua-langkah/authenticate/")["Location"] == LOGIN
    assert client.get(LOGIN).status_code == 200
    assert tries(client, PASSWORD) == 302


@pytest.mark.parametrize("answer", ["", "x", "[]", "null", "7", '{"id": 1}', '{"id":"a","rawId":"a"}', "[" * 9_999])
@pytest.mark.parametrize("page", ["webauthn/add/", "authenticate/", "reauthenticate/"])
def test_no_answer_of_a_security_key_is_a_fault_of_ours(password, answer, page):
    client = Client()
    if page == "authenticate/":
        app()
    tries(client, PASSWORD)
    address = f"/akun/dua-langkah/{page}"
    client.get(address)
    assert client.post(address, {"name": "k", "credential": answer}).status_code < 500
