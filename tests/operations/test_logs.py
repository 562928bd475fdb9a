"""What a production process writes: lines of JSON, each with the id of its request."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client

PROGRAM = """
import django; django.setup()
from django.test import Client
from django.db import connection
Client(SERVER_NAME="contoh.kpu.go.id", raise_request_exception=False).post(
    "/laporan-csp/", '{"csp-report": {"blocked-uri": "https://jahat.example/ü"}}',
    content_type="application/csp-report", headers={"X-Request-ID": "dari-nginx-0001"}, secure=True)
answer = Client(SERVER_NAME="contoh.kpu.go.id", raise_request_exception=False).get("/cari/?q=a", secure=True)
print("status", answer.status_code, answer["X-Request-ID"])
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> tuple[list[dict], str]:
    """The log lines and the printed line of a process with production settings and an empty database."""
    place = tmp_path_factory.mktemp("logs")
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "site_kpu.settings.production",
        "SECRET_KEY": "test-only-" * 6,
        "ALLOWED_HOSTS": "contoh.kpu.go.id",
        "DATABASE_URL": f"sqlite:///{place / 'empty.sqlite3'}",
        "STATIC_ROOT": str(place),
        "PAGE_CACHE": "off",
    }
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")], done.stdout


def test_a_security_event_is_a_line_of_json_with_the_proxys_id(written):
    (event,) = [line for line in written[0] if line["logger"] == "security"]
    assert (event["message"], event["request_id"], event["level"]) == ("csp breach", "dari-nginx-0001", "WARNING")
    assert event["blocked-uri"].endswith("ü")


def test_a_fault_is_one_line_with_its_trace_and_the_id_the_visitor_got(written):
    lines, printed = written
    _, status, request_id = printed.split()
    (fault,) = [line for line in lines if line["logger"] == "django.request" and line["level"] == "ERROR"]
    assert status == "503"
    assert fault["request_id"] == request_id
    assert "OperationalError" in fault["exc_info"]


@pytest.mark.parametrize("given", ["", "kurang", "x" * 65, "dengan spasi", "a\nb-baris"])
@pytest.mark.django_db
def test_an_unsound_id_is_replaced(given):
    answer = Client(SERVER_NAME="serang.localhost").get("/robots.txt", headers={"X-Request-ID": given})
    assert len(answer["X-Request-ID"]) == 32
