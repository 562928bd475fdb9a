"""Health tells the truth: to probes, and in words and with a remedy to headquarters."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from messaging.models import OutboxMessage
from messaging.outbox import send_due
from operations import health
from tests.conftest import person, started, user
from workflows.models import SopRun

pytestmark = [pytest.mark.django_db, pytest.mark.both]
READY, ALIVE = "/sehat/siap/", "/sehat/hidup/"


@pytest.fixture(autouse=True)
def nothing_waits():
    DBTaskResult.objects.all().delete()
    OutboxMessage.objects.update(sent_at=timezone.now())


@pytest.fixture
def broken_database(monkeypatch):
    def refuse(*args, **kwargs):
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", refuse)


def faults() -> dict[str, str]:
    return {part.name: part.fault for part in health.parts() if not part.well}


def message(**facts) -> OutboxMessage:
    return OutboxMessage.objects.create(user=user("serang.staf"), address="staf@example.id", reason="next", **facts)


def test_all_is_well():
    assert faults() == {}
    answer = Client().get(READY)
    assert (answer.status_code, set(answer.json().values())) == (200, {"baik", "tidak dipasang"})
    assert "no-store" in answer["Cache-Control"]


def test_without_the_database_it_lives_but_is_not_ready(broken_database):
    assert Client().get(ALIVE).status_code == 200
    answer = Client().get(READY)
    assert (answer.status_code, answer.json()["Basis data"]) == (503, "terganggu")


def test_without_the_database_people_read_what_to_do(broken_database):
    client = Client(raise_request_exception=False)
    for address in ("/admin/", "/akun/masuk/", "/berita/"):
        client.cookies["sessionid"] = "a" * 32  # whoever was logged in
        answer = client.get(address, headers={"host": "serang.localhost"})
        assert answer.status_code == 503, address
        assert "Basis data tidak menjawab" in answer.content.decode()
        assert "Tunggu satu menit" in answer.content.decode()


def test_living_asks_no_question_of_the_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert Client().get(ALIVE).content == b"hidup\n"


def test_an_unapplied_migration_is_vital(monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(MigrationRecorder, "applied_migrations", lambda recorder: {})
        assert Client().get(READY).status_code == 503
        assert "migrate" in next(part.remedy for part in health.parts() if not part.well)
    assert Client().get(READY).status_code == 200
    monkeypatch.setattr(health, "MigrationExecutor", None)
    assert Client().get(READY).status_code == 200, "the code's migrations are read again though nothing has changed"


def test_a_stopped_worker_shows_within_two_minutes():
    message(next_attempt_at=timezone.now() - timedelta(seconds=119))
    assert faults() == {}
    OutboxMessage.objects.update(sent_at=None, next_attempt_at=timezone.now() - timedelta(seconds=121))
    OutboxMessage.objects.exclude(address="staf@example.id").update(sent_at=timezone.now())
    assert list(faults()) == ["Pekerja antrean"]
    assert Client().get(READY).status_code == 200  # the site serves without


def test_a_task_nobody_takes_shows_too():
    send_due.enqueue()
    assert faults() == {}
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=3))
    assert list(faults()) == ["Pekerja antrean"]


def test_messages_that_fail_again_and_again_are_told_apart_from_waiting_ones():
    message(attempts=3, next_attempt_at=timezone.now() + timedelta(minutes=4))
    assert list(faults()) == ["Surel"]


def test_a_missed_go_live_is_told():
    run = started("serang")
    OutboxMessage.objects.update(sent_at=timezone.now())
    DBTaskResult.objects.all().delete()
    SopRun.objects.filter(pk=run.pk).update(status="scheduled", go_live_at=timezone.now() - timedelta(minutes=11))
    assert list(faults()) == ["Jadwal tayang"]


def test_a_full_disk_is_told(monkeypatch):
    monkeypatch.setattr(health.shutil, "disk_usage", lambda place: type("Usage", (), {"total": 100, "free": 3}))
    assert faults()["Berkas"] == "Ruang cakram tinggal 3 persen."


def test_the_page_says_what_to_do_to_headquarters_only():
    message(attempts=5)
    page = person("root").client.get("/admin/kesehatan/").content.decode()
    assert "Periksa EMAIL_URL" in page
    assert "Kesehatan Sistem" in person("pusat.admin").client.get("/admin/").content.decode()
    for name in ("serang.admin-kantor", "serang.kasubag"):
        assert person(name).client.get("/admin/kesehatan/").status_code in (302, 403)
        assert "Kesehatan Sistem" not in person(name).client.get("/admin/").content.decode()


def test_probes_by_address_are_answered(settings):
    settings.ALLOWED_HOSTS = [".kpu.go.id"]
    for address in (READY, ALIVE):
        assert Client().get(address, headers={"host": "10.0.0.7:8000"}).status_code == 200
    assert Client().get("/admin/", headers={"host": "10.0.0.7:8000"}).status_code == 400
