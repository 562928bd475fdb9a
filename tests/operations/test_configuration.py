"""What is missing or weak in an installation's settings is told all at once, one line each, with the remedy."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as here
from django.core.checks import run_checks

from home.cache.release import static_list
from operations import configuration, health

ENOUGH = {"SECRET_KEY": "uji-" + "k3y" * 20, "ALLOWED_HOSTS": "contoh.kpu.go.id", "DATABASE_URL": "postgres://a@b/c"}


@pytest.fixture
def sound(tmp_path, monkeypatch) -> dict:
    """Settings without a fault."""
    (tmp_path / static_list()).write_text("{}")
    monkeypatch.setenv("DATABASE_URL", ENOUGH["DATABASE_URL"])
    return {
        "SECRET_KEY": ENOUGH["SECRET_KEY"],
        "ALLOWED_HOSTS": ["contoh.kpu.go.id"],
        "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}},
        "REDIS_URL": "redis://127.0.0.1:6379/0",
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "DEFAULT_FROM_EMAIL": "Situs KPU <situs@contoh.kpu.go.id>",
        "WAGTAILADMIN_BASE_URL": "https://contoh.kpu.go.id",
        "MEDIA_ROOT": str(tmp_path),
        "STATIC_ROOT": str(tmp_path),
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 1,
        "DEBUG": False,
    }


def test_sound_settings_have_no_fault(sound):
    assert configuration.faults(sound) == []


@pytest.mark.parametrize(
    ("setting", "value", "stops"),
    [
        ("SECRET_KEY", "", True),
        ("SECRET_KEY", "pendek", False),
        ("SECRET_KEY", "a" * 60, False),
        ("SECRET_KEY", "demo-only-not-for-production" * 3, False),
        ("ALLOWED_HOSTS", [], True),
        ("ALLOWED_HOSTS", ["*"], False),
        ("REDIS_URL", "", False),
        ("DEFAULT_FROM_EMAIL", "SOP KPU <no-reply@localhost>", False),
        ("DEFAULT_FROM_EMAIL", "tanpa-alamat", False),
        ("WAGTAILADMIN_BASE_URL", "http://127.0.0.1:8000", False),
        ("WAGTAILADMIN_BASE_URL", "http://contoh.kpu.go.id", False),
        ("MEDIA_ROOT", "/tidak/ada", False),
        ("STATIC_ROOT", "/proc", False),
        ("DEBUG", True, False),
        ("SECURE_SSL_REDIRECT", False, False),
        ("SECURE_HSTS_SECONDS", 0, False),
    ],
)
def test_a_fault_names_its_setting_and_the_remedy_in_one_line(sound, setting, value, stops):
    (fault,) = configuration.faults({**sound, setting: value})
    assert (fault.setting, fault.stops) == (setting, stops)
    assert fault.remedy
    assert "\n" not in str(fault)


def test_mail_that_goes_nowhere_is_a_fault(sound):
    (fault,) = configuration.faults({**sound, "EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"})
    assert fault.setting == "EMAIL_URL"


def test_sqlite_is_weak_and_no_database_stops(sound, monkeypatch):
    sqlite = {**sound, "DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3"}}}
    (fault,) = configuration.faults(sqlite)
    assert (fault.setting, fault.stops) == ("DATABASE_URL", False)
    monkeypatch.delenv("DATABASE_URL")
    (fault,) = configuration.faults(sqlite)
    assert (fault.setting, fault.stops) == ("DATABASE_URL", True)


def manage(*command: str, **env: str) -> subprocess.CompletedProcess:
    env |= {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "site_kpu.settings.production"}
    command = (sys.executable, "manage.py", *command)
    return subprocess.run(command, cwd=here.BASE_DIR, env=env, capture_output=True, text=True, check=False)


def test_nothing_starts_without_what_it_needs_and_all_of_it_is_named():
    refused = manage("check")
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    told = refused.stderr.strip().splitlines()
    assert told[0] == "Pengaturan belum lengkap, situs tidak dijalankan:"
    assert [line.split(":")[0] for line in told[1:4]] == ["- SECRET_KEY", "- ALLOWED_HOSTS", "- DATABASE_URL"]
    assert "- EMAIL_URL" in refused.stderr  # what is only weak is told with it


def test_the_web_server_process_ends_with_the_same_sentence():
    command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "-b", "127.0.0.1:0", "site_kpu.wsgi"]
    env = {"PATH": os.environ["PATH"], **{name: ENOUGH[name] for name in ("SECRET_KEY", "DATABASE_URL")}}
    done = subprocess.run(command, cwd=here.BASE_DIR, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode != 0
    assert "ALLOWED_HOSTS: belum diisi." in done.stderr


def test_the_deployment_check_tells_what_is_weak(settings):
    settings.ALLOWED_HOSTS = ["*"]
    told = [message.msg for message in run_checks(tags=["security"], include_deployment_checks=True)]
    assert any(text.startswith("ALLOWED_HOSTS: menerima semua nama host (*).") for text in told)


@pytest.mark.django_db
def test_and_what_does_not_run(monkeypatch):
    ill = health.Part("Pekerja antrean", "Pesan tertahan.", "Jalankan manage.py run_outbox.")
    monkeypatch.setattr("operations.checks.parts", lambda: [ill])
    told = run_checks(tags=["database"], databases=["default"], include_deployment_checks=True)
    assert "Pekerja antrean: Pesan tertahan. Jalankan manage.py run_outbox." in [message.msg for message in told]
