"""What Prometheus reads: who may, which figures, the same from every process, and rules that ask for what is there."""

import os
import re
import subprocess
import sys
from datetime import timedelta

import pytest
import yaml
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from django.utils.log import configure_logging
from django_tasks_db.models import DBTaskResult
from prometheus_client.parser import text_string_to_metric_families

from home import hosts
from messaging.models import OutboxMessage
from operations import health
from operations.models import ShownCertificate
from tests.conftest import person, started, user
from workflows.models import StepVisit

pytestmark = pytest.mark.django_db
ADDRESS = "/sehat/metrik/"


@pytest.fixture(autouse=True)
def token(settings):
    settings.METRICS_TOKEN = "rahasia-pemantau"


def scrape() -> dict[str, float]:
    """Every sample by name and labels."""
    answer = Client().get(ADDRESS, headers={"Authorization": "Bearer rahasia-pemantau"})
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.content.decode())
    return {" ".join([s.name, *s.labels.values()]): s.value for family in families for s in family.samples}


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer salah", "rahasia", "Bearer rahasia-pemantau ", "Bearer ü"])
def test_whoever_has_not_the_token_reads_nothing(header):
    answer = Client().get(ADDRESS, headers={"Authorization": header})
    assert answer.status_code == 403
    assert b"kpu_" not in answer.content


def test_without_the_setting_there_is_nothing(settings):
    settings.METRICS_TOKEN = ""
    assert Client().get(ADDRESS, headers={"Authorization": "Bearer "}).status_code == 404


def test_the_gauges_tell_what_health_judges_by(django_assert_max_num_queries):
    run = started("serang")
    OutboxMessage.objects.update(sent_at=timezone.now())
    DBTaskResult.objects.all().delete()
    before = scrape()
    assert (before["kpu_queue_age_seconds"], before["kpu_failing_mails"], before["kpu_database_up"]) == (0, 0, 1)
    now = timezone.now()
    common = {"user": user("serang.staf"), "address": "staf@example.id", "reason": "next"}
    OutboxMessage.objects.create(**common, next_attempt_at=now - timedelta(minutes=5))
    OutboxMessage.objects.create(**common, next_attempt_at=now - timedelta(hours=5), attempts=health.FAILED_OFTEN)
    StepVisit.objects.filter(pk=run.open_visit.pk).update(due_at=now - timedelta(hours=1))
    with django_assert_max_num_queries(8):
        after = scrape()
    assert 300 <= after["kpu_queue_age_seconds"] < 330
    assert after["kpu_failing_mails"] == 1
    assert after["kpu_overdue_steps"] == before["kpu_overdue_steps"] + 1
    assert 0 < after["kpu_media_free_ratio"] <= 1


def test_without_the_database_that_is_what_it_says(monkeypatch):
    def refuse(*args, **kwargs):
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", refuse)
    told = scrape()
    assert told["kpu_database_up"] == 0
    assert "kpu_queue_age_seconds" not in told


def test_every_view_is_timed_by_its_name_and_status():
    before = scrape()
    Client(SERVER_NAME="serang.localhost").get("/cari/?q=pemilih")
    Client(SERVER_NAME="serang.localhost").get("/tidak-ada/")
    after = scrape()
    for name in ("kpu_request_seconds_count 2xx search", "kpu_request_seconds_count 4xx wagtail_serve"):
        assert after[name] == before.get(name, 0) + 1


def test_failed_logins_lockouts_and_refused_uploads_are_counted():
    before = scrape()
    for _ in range(5):
        Client().post("/akun/masuk/", {"login": "serang.staf", "password": "salah"})
    file = SimpleUploadedFile("kosong.pdf", b"bukan pdf")
    person("root").client.post("/admin/documents/add/", {"title": "Berkas", "file": file, "collection": 1})
    after = scrape()
    for event, times in {"login failed": 5, "locked out": 1, "upload refused": 1}.items():
        name = f"kpu_security_events_total {event}"
        assert after[name] == before.get(name, 0) + times


def test_kept_pages_and_others_are_counted(settings, tmp_path):
    from home.cache import store

    settings.PAGE_CACHE, settings.PAGE_CACHE_FILE = "memory", str(tmp_path / "kept")
    store.the_store.cache_clear()
    try:
        before = scrape()
        for _ in range(3):
            Client(SERVER_NAME="serang.localhost").get("/robots.txt")
        after = scrape()
    finally:
        store.the_store.cache_clear()
    assert after["kpu_page_cache_total missed"] - before["kpu_page_cache_total missed"] >= 1
    assert after["kpu_page_cache_total found"] - before["kpu_page_cache_total found"] >= 1


PROGRAM = """
import django; django.setup()
import logging
from operations.metrics import exposition
logging.getLogger("security").info("login")
print(exposition().decode())
"""


def test_processes_that_share_a_folder_count_together(tmp_path):
    env = {**os.environ, "METRICS_DIR": str(tmp_path), "WEB_PROCESS": "true"}
    command = [sys.executable, "-c", PROGRAM]
    told = [subprocess.check_output(command, env=env, cwd=site.BASE_DIR, text=True) for _ in range(2)]
    counts = [re.search(r'kpu_security_events_total\{event="login"\} (\S+)', text).group(1) for text in told]
    assert counts == ["1.0", "2.0"]


def test_the_rules_ask_for_metrics_that_are_there():
    Client(SERVER_NAME="serang.localhost").get("/cari/")
    ShownCertificate.objects.create(host="kantor.test", ends_at=timezone.now())
    names = {name.split()[0] for name in scrape()}
    rules = yaml.safe_load((site.BASE_DIR / "deploy" / "prometheus-alerts.yml").read_text())["groups"][0]["rules"]
    asked = {name for rule in rules for name in re.findall(r"\bkpu_\w+", rule["expr"])}
    assert asked - names <= {"kpu_security_events_total"}
    assert len(asked) >= 9
    limits = {rule["expr"] for rule in rules}
    assert f"kpu_queue_age_seconds > {health.PATIENCE.seconds}" in limits
    assert f"kpu_certificate_days < {hosts.RENEWED_BY.days}" in limits


def test_logging_set_up_anew_still_counts():
    """As importing the WSGI application does."""
    configure_logging(site.LOGGING_CONFIG, site.LOGGING)
    before = scrape().get("kpu_security_events_total login failed", 0)
    Client().post("/akun/masuk/", {"login": "serang.staf", "password": "salah"})
    assert scrape()["kpu_security_events_total login failed"] == before + 1
