"""Logging in with the institution's OpenID Connect provider: a provider process of its own on loopback."""

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
import requests
from django.contrib.auth import get_user_model
from django.test import Client

from tests.conftest import user

pytestmark = pytest.mark.django_db
NAME = "serang.kasubag"
LOGIN = "/akun/oidc/lembaga/login/"
PEOPLE = {
    "kasubag": {"email": f"{NAME}@example.id", "email_verified": True},
    "tak-terperiksa": {"email": "serang.staf@example.id", "email_verified": False},
    "orang-luar": {"email": "orang.luar@example.id", "email_verified": True},
}


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of a provider that knows ``PEOPLE``."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    people = [f"--user-claims={json.dumps({'sub': name, **claims})}" for name, claims in PEOPLE.items()]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", f"--port={port}", *people]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    for _ in range(100):
        try:
            requests.get(f"{address}/.well-known/openid-configuration", timeout=1)
            break
        except requests.ConnectionError:
            time.sleep(0.1)
    yield address
    process.terminate()
    process.wait()


def offered(settings, address: str) -> None:
    configured = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
    app = {
        "provider_id": "lembaga",
        "name": "SSO KPU",
        "client_id": "situs",
        "secret": "rahasia",
        "settings": {"server_url": address},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {**configured, "APPS": [app]}}


@pytest.fixture
def sso(provider, settings) -> str:
    offered(settings, provider)
    return provider


def arrive(client: Client, person: str):
    """Log in as a person of the provider; what we answer in the end."""
    to_provider = client.post(LOGIN)
    assert to_provider.status_code == 302
    with requests.Session() as browser:
        form = browser.get(to_provider.url, timeout=5)
        field = re.search(r'name="(\w+)"', form.text)[1]
        back = browser.post(urljoin(to_provider.url, form.url), {field: person}, allow_redirects=False, timeout=5)
    address = urlsplit(back.headers["Location"])
    return client.get(f"{address.path}?{address.query}", follow=True)


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_login_page_offers_it(sso):
    assert "Masuk dengan SSO KPU" in Client().get("/akun/masuk/").content.decode()


def test_without_a_provider_nothing_is_offered():
    assert "Masuk dengan" not in Client().get("/akun/masuk/").content.decode()
    assert Client().post(LOGIN).status_code == 404


def test_a_mailbox_that_has_an_account_here_opens_it(sso):
    client = Client()
    arrive(client, "kasubag")
    assert client.session["_auth_user_id"] == str(user(NAME).pk)
    assert client.get("/admin/").status_code == 200
    again = Client()
    arrive(again, "kasubag")
    assert is_in(again)


def test_it_is_one_factor_like_a_password(sso, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    client = Client()
    arrive(client, "kasubag")
    assert client.get("/admin/").url == "/akun/dua-langkah/"


@pytest.mark.parametrize("person", ["orang-luar", "tak-terperiksa"])
def test_nobody_else_gets_in_and_no_account_is_made(sso, person):
    client, before = Client(), get_user_model().objects.count()
    answer = arrive(client, person)
    assert not is_in(client)
    assert "Akun belum terdaftar" in answer.content.decode()
    assert get_user_model().objects.count() == before


def test_a_closed_account_stays_closed(sso):
    mine = user(NAME)
    mine.is_active = False
    mine.save()
    client = Client()
    answer = arrive(client, "kasubag")
    assert not is_in(client)
    assert answer.status_code == 200


def test_a_provider_that_is_gone_is_said_so(settings):
    offered(settings, "http://127.0.0.1:9")
    answer = Client().post(LOGIN)
    assert answer.status_code < 500
    assert "Penyedia akun lembaga tidak menjawab" in answer.content.decode()


@pytest.mark.parametrize("query", ["", "?code=x&state=y", "?error=access_denied", "?code=%00"])
def test_an_answer_nobody_asked_for(sso, query):
    client = Client()
    answer = client.get(f"/akun/oidc/lembaga/login/callback/{query}", follow=True)
    assert answer.status_code < 500
    assert not is_in(client)
