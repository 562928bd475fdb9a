"""Logging in: lockout after wrong passwords, what the security log says, and sessions that end."""

import logging
import time
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.conftest import person, user

pytestmark = pytest.mark.django_db
PASSWORD = "kata-sandi-panjang-1"
NAME = "serang.kasubag"


@pytest.fixture(autouse=True)
def passwords():
    for name in (NAME, "serang.staf"):
        person = user(name)
        person.set_password(PASSWORD)
        person.save()


def log_in(password: str = PASSWORD, *, name: str = NAME, address: str = "127.0.0.1"):
    client = Client(REMOTE_ADDR=address)
    return client.post("/akun/masuk/", {"login": name, "password": password, "next": "/admin/"})


@pytest.fixture
def clock(monkeypatch):
    """The sessions' clock, to be moved on by seconds."""
    moved = [time.time()]
    monkeypatch.setattr("accounts.sessions.time.time", lambda: moved[0])

    def on(seconds: int) -> None:
        moved[0] += seconds

    return on


def is_in(client: Client, address: str = "/admin/") -> bool:
    return client.get(address).status_code == 200


def test_a_session_without_a_request_ends_after_a_quarter_of_an_hour(clock):
    client = person(NAME).client
    clock(899)
    assert is_in(client)
    clock(899)
    assert is_in(client)
    clock(901)
    assert not is_in(client)


def test_a_session_ends_after_twelve_hours_however_busy(clock):
    client = person(NAME).client
    for _ in range(50):
        clock(864)
        assert is_in(client, "/akun/kata-sandi/")
    clock(1)
    assert not is_in(client)


def test_an_open_editor_alone_keeps_nobody_in(clock):
    client = person(NAME).client
    for _ in range(16):
        clock(60)
        client.post("/admin/editing-sessions/ping/wagtailcore/page/1/1/")
    assert not is_in(client)


def test_a_session_does_not_survive_its_account(clock):
    client, mine = person(NAME).client, user(NAME)
    assert is_in(client)
    mine.is_active = False
    mine.save(update_fields=["is_active"])
    assert not is_in(client)
    mine.is_active = True
    mine.save()
    assert not is_in(client)
    assert is_in(person(NAME).client)


@pytest.mark.parametrize("address", ["/", "/admin/", "/akun/masuk/", "/putusan/bukan-tautan/"])
def test_a_session_key_that_cannot_be_stored_is_no_session(address):
    answer = Client(SERVER_NAME="serang.localhost").get(address, headers={"cookie": 'sessionid="\\000aaaaaaaa"'})
    assert answer.status_code < 500


def test_not_every_request_writes_the_session(clock):
    client = person(NAME).client
    client.get("/admin/")
    with CaptureQueriesContext(connection) as captured:
        client.get("/admin/")
    assert not [query for query in captured.captured_queries if "UPDATE" in query["sql"]]


def ours(caplog) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.name == "security"]


def test_five_wrong_passwords_close_the_account_and_no_other():
    for number in range(4):
        assert log_in(f"salah-{number}").status_code == 200
    assert log_in("salah-5").status_code == 429
    refused = log_in()
    assert refused.status_code == 429
    assert "Tunggu 15 menit" in refused.content.decode()
    assert log_in(name="serang.staf").status_code == 302


def test_wrong_passwords_where_it_is_asked_again_count_too():
    client = person(NAME).client
    answers = [client.post("/akun/kata-sandi/", {"password": f"salah-{number}"}).status_code for number in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert log_in().status_code == 429


def test_many_addresses_help_nobody():
    for number in range(5):
        log_in(f"salah-{number}", address=f"10.0.0.{number}")
    assert log_in(address="10.0.1.1").status_code == 429


def test_a_quarter_of_an_hour_later_it_opens_again():
    for number in range(5):
        log_in(f"salah-{number}")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert log_in().status_code == 302


def test_the_right_password_ends_the_counting():
    for number in range(4):
        log_in(f"salah-{number}")
    assert log_in().status_code == 302
    for number in range(4):
        log_in(f"salah-{number}")
    assert log_in().status_code == 302


def test_the_security_log_names_who_and_whence_and_no_password(caplog):
    with caplog.at_level(logging.INFO, logger="security"):
        log_in("salah-rahasia", address="10.9.8.7")
        log_in()
    said = [(record.message, record.username, record.address) for record in ours(caplog)]
    assert said == [("login failed", NAME, "10.9.8.7"), ("login", NAME, "127.0.0.1")]
    assert "rahasia" not in caplog.text


def test_the_log_of_a_lockout(caplog):
    with caplog.at_level(logging.WARNING, logger="security"):
        for number in range(5):
            log_in(f"salah-{number}")
    assert [record.message for record in ours(caplog)].count("locked out") == 1
