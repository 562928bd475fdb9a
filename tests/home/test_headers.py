"""What every answer tells the browser: policies, cookies, transport; and what becomes of reported breaches."""

import json
import logging

import pytest
from django.conf import settings
from django.test import Client

from tests.conftest import person

pytestmark = pytest.mark.django_db
HOST = "serang.localhost"
PUBLIC = (
    "/",
    "/berita/",
    "/cari/?q=pemilih",
    "/rss/",
    "/sitemap.xml",
    "/robots.txt",
    "/feed/document.json",
    "/sop/",
    "/tidak-ada/",
    "/putusan/bukan-tautan/",
    "/api/sop/openapi.json",
    "/static/css/tidak-ada.css",
)
ADMIN = ("/admin/", "/admin/sop/tugas-saya/", "/admin/pages/", "/admin/tidak-ada/")


@pytest.mark.parametrize("address", PUBLIC)
def test_the_public_gets_the_strict_policy(address):
    answer = Client(SERVER_NAME=HOST).get(address)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "unsafe" not in policy
    assert "camera=()" in answer["Permissions-Policy"]
    assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("address", ADMIN)
def test_the_admin_gets_its_own(address):
    policy = person("serang.staf").client.get(address)["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "object-src 'none'" in policy
    assert "http:" not in policy
    assert "*" not in policy


def test_over_tls_the_browser_is_told_to_stay_there(settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    assert "max-age=31536000" in Client(SERVER_NAME=HOST).get("/", secure=True)["Strict-Transport-Security"]


def report(body: bytes | str, **kwargs) -> int:
    return Client().post(settings.CSP_REPORTS, body, content_type="application/csp-report", **kwargs).status_code


def test_a_breach_is_written_down_without_what_a_stranger_adds(caplog):
    told = {"document-uri": "https://contoh.kpu.go.id/", "blocked-uri": "https://jahat.example/x.js" + "x" * 999}
    with caplog.at_level(logging.WARNING, logger="security"):
        assert report(json.dumps({"csp-report": {**told, "lain": "tambahan"}})) == 204
    (record,) = caplog.records
    assert record.message == "csp breach"
    assert len(getattr(record, "blocked-uri")) == 300
    assert not hasattr(record, "lain")


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"\xff", b'{"csp-report": 1}', b"[" * 5000])
def test_what_is_no_report_is_refused(body):
    assert report(body) == 400


def test_too_much_is_refused_and_reading_is_not_offered():
    assert report(b"x" * 9000) == 413
    assert Client().get(settings.CSP_REPORTS).status_code == 405
