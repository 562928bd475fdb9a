"""Asking too often: which views are limited, for whom, and what a spoofed header, many addresses or no cache change."""

import pytest
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import get_resolver

from tests.conftest import person
from tests.needs import REDIS

pytestmark = pytest.mark.django_db
HOST = "serang.localhost"
SEARCH = "/cari/?q=pemilih"
OFTEN = {
    "search": ("GET", SEARCH),
    "decision": ("GET", "/putusan/bukan-tautan/"),
    "information_register_export": ("GET", "/daftar-informasi-publik.csv"),
    "csp_report": ("POST", "/laporan-csp/"),
    "ready": ("GET", "/sehat/siap/"),
    "POST account_login": ("POST", "/akun/masuk/"),
    "POST openid_connect_login": ("POST", "/akun/oidc/lembaga/login/"),
    "POST wagtailadmin_password_reset": ("POST", "/admin/password_reset/"),
    "POST wagtaildocs_authenticate_with_password": ("POST", "/documents/authenticate_with_password/1/"),
}
"""Every limit, with a request that counts for it."""


@pytest.fixture(autouse=True)
def counting(settings):
    settings.RATE_LIMITS = dict.fromkeys(OFTEN, "3/m")


@pytest.fixture
def behind_a_proxy(settings):
    settings.TRUSTED_PROXIES = 1


def ask(method: str = "GET", address: str = SEARCH, **meta) -> int:
    return Client(SERVER_NAME=HOST, raise_request_exception=False).generic(method, address, **meta).status_code


def asked(times: int, **meta) -> list[int]:
    return [ask(**meta) for _ in range(times)]


def test_every_limit_of_the_settings_is_tried_here_and_names_a_view():
    from site_kpu.settings import base

    assert set(base.RATE_LIMITS) == set(OFTEN)
    names = {key for key in get_resolver().reverse_dict if isinstance(key, str)}
    assert {name.removeprefix("POST ") for name in OFTEN} - names == set()


@pytest.mark.parametrize("limit", OFTEN)
def test_whoever_asks_too_often_waits(limit):
    method, address = OFTEN[limit]
    assert 429 not in [ask(method, address) for _ in range(3)]
    answer = Client(SERVER_NAME=HOST).generic(method, address)
    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert f"Tunggu {answer['Retry-After']} detik" in answer.content.decode()
    assert ask(method, address, REMOTE_ADDR="10.0.0.2") != 429


def test_reading_the_login_page_is_not_counted():
    assert asked(5, address="/akun/masuk/") == [200] * 5


def test_pages_that_are_kept_are_never_limited():
    asked(5)
    addresses = ["/", "/berita/", "/rss/", "/sitemap.xml", "/robots.txt", "/sop/", "/daftar-informasi-publik/"]
    assert [ask(address=address) for address in addresses * 5] == [200] * 35


def test_people_who_are_logged_in_are_counted_each_for_himself():
    asked(4)
    for name in ("serang.staf", "serang.kasubag"):
        client = person(name).client
        asking = {"headers": {"host": "serang.localhost"}}
        assert [client.get(SEARCH, **asking).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_after_a_while_one_may_ask_again(monkeypatch):
    assert asked(4)[-1] == 429
    from site_kpu import visitors

    later = visitors._PerVisitor.timer() + 61
    monkeypatch.setattr(visitors._PerVisitor, "timer", staticmethod(lambda: later))
    assert ask() == 200


def test_without_a_proxy_the_header_neither_helps_nor_hurts():
    assert [ask(HTTP_X_FORWARDED_FOR=f"10.0.0.{number}") for number in range(4)][-1] == 429
    assert ask(REMOTE_ADDR="10.1.0.1", HTTP_X_FORWARDED_FOR="127.0.0.1") == 200


@pytest.mark.usefixtures("behind_a_proxy")
def test_behind_a_proxy_only_what_it_added_counts():
    assert [ask(HTTP_X_FORWARDED_FOR=f"10.0.0.{number}, 192.0.2.7") for number in range(4)][-1] == 429
    assert ask(HTTP_X_FORWARDED_FOR="192.0.2.7, 192.0.2.8") == 200


@pytest.mark.usefixtures("behind_a_proxy")
def test_the_security_log_names_the_visitor_and_not_the_proxy(caplog):
    for _ in range(4):
        ask(HTTP_X_FORWARDED_FOR="127.0.0.1, 192.0.2.7")
    (record,) = [record for record in caplog.records if record.name == "security"]
    assert (record.message, record.limit, record.address) == ("too many", "search", "192.0.2.7")


@pytest.mark.usefixtures("behind_a_proxy")
@pytest.mark.parametrize("header", ["", " ", ",", "bukan-alamat", "1," * 3000, "\xff", "192.0.2.7,", "' OR 1=1"])
def test_a_header_that_is_no_address_changes_nothing(header):
    assert [ask(HTTP_X_FORWARDED_FOR=header) for _ in range(4)] == [200, 200, 200, 429]


def test_the_addresses_of_one_ipv6_customer_count_as_one():
    assert [ask(REMOTE_ADDR=f"2001:db8::{number}") for number in range(1, 5)][-1] == 429
    assert ask(REMOTE_ADDR="2001:db8:0:1::1") == 200


def test_without_the_cache_nothing_is_counted_and_nothing_fails(settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django_redis.cache.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
            "OPTIONS": {"IGNORE_EXCEPTIONS": True, "SOCKET_CONNECT_TIMEOUT": 1},
        }
    }
    assert asked(5) == [200] * 5
    assert person("serang.staf").client.get("/api/sop/tasks/").status_code == 200


@pytest.mark.redis
def test_counted_in_redis_it_holds_for_every_process(settings):
    settings.CACHES = {"default": {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": REDIS}}
    cache.clear()
    try:
        assert asked(4) == [200, 200, 200, 429]
    finally:
        cache.clear()


def test_an_empty_limit_is_none(settings):
    settings.RATE_LIMITS = {"search": ""}
    assert asked(5) == [200] * 5


@pytest.mark.parametrize("rate", ["banyak", "3", "x/m", "3/tahun"])
def test_a_limit_that_cannot_be_read_is_told_at_the_start(settings, rate):
    settings.RATE_LIMITS = {"search": rate}
    with pytest.raises(ImproperlyConfigured, match="tidak terbaca"):
        Client(SERVER_NAME=HOST).get("/")


def test_a_locked_account_still_reads_why(settings):
    settings.RATE_LIMITS = {}
    client = Client()
    for _ in range(5):
        answer = client.post("/akun/masuk/", {"login": "serang.staf", "password": "salah"})
    assert "Akun ini ditutup sementara" in answer.content.decode()
