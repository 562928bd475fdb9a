"""What stands in deploy/ fits the site: settings, commands, limits and folders are the ones it has."""

import os
import re
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import get_commands

from home.cache import release
from site_kpu import static_files
from workflows.gate import file_access

DEPLOY = settings.BASE_DIR / "deploy"
UNITS = sorted(file for file in (DEPLOY / "systemd").iterdir() if file.is_file())
NGINX = (DEPLOY / "nginx" / "site-kpu.conf").read_text(encoding="utf-8")
NOT_FOR_AN_OFFICE = {"DEBUG", "ENV_FILE", "WEB_PROCESS"}


def settings_read() -> set[str]:
    """Every name that the settings of an installation take from the environment."""
    folder = settings.BASE_DIR / "site_kpu" / "settings"
    files = [file for file in folder.glob("*.py") if file.stem not in ("dev", "test")]
    return set(
        re.findall(r'\b(?:address|env(?:\.\w+)?)\(\s*"([A-Z0-9_]+)"', "".join(file.read_text() for file in files))
    )


def test_the_example_names_every_setting_and_no_other():
    processes = set(re.findall(r'environ\.get\("(\w+)"', (DEPLOY / "gunicorn.conf.py").read_text())) - {"BIND"}
    lines = (DEPLOY / "env.example").read_text(encoding="utf-8").splitlines()
    named = {line.lstrip("#").partition("=")[0] for line in lines if re.match(r"#?[A-Z0-9_]+=", line)}
    assert named == settings_read() - NOT_FOR_AN_OFFICE | {"S3_PUBLIC_BUCKET", "S3_PUBLIC_URL"} | processes


def test_the_guide_for_whoever_installs_names_the_units_and_files():
    guide = (settings.BASE_DIR / "docs" / "panduan" / "pemasangan.md").read_text(encoding="utf-8")
    enabled = [unit.name for unit in UNITS if "[Install]" in unit.read_text(encoding="utf-8")]
    assert [name for name in (*enabled, "deploy/env.example", "deploy/nginx/site-kpu.conf") if name not in guide] == []


def test_nginx_takes_what_the_site_takes_and_a_form_around_it():
    mebibytes = int(re.search(r"client_max_body_size (\d+)m;", NGINX)[1])
    assert settings.WAGTAILDOCS_MAX_UPLOAD_SIZE < mebibytes * 1024 * 1024 <= settings.WAGTAILDOCS_MAX_UPLOAD_SIZE * 1.1


def test_nginx_serves_the_public_folders_and_keeps_the_others_internal():
    folders = re.search(r"location ~ \^/media/\(\(\?:([\w|]+)\)", NGINX)[1].split("|")
    assert tuple(f"{folder}/" for folder in folders) == file_access.PUBLIC
    assert NGINX.count("alias /srv/site-kpu/media/") == 2
    assert re.search(r"location /berkas-terlindung/ \{\s+internal;", NGINX)


def test_units_run_commands_that_exist():
    text = "".join(unit.read_text(encoding="utf-8") for unit in UNITS) + (DEPLOY / "compose.yaml").read_text()
    asked = set(re.findall(r"manage\.py,? (\w+)", text))
    assert asked >= {"run_outbox", "run_due_jobs", "backup", "migrate"}
    assert asked <= set(get_commands())


def test_no_page_of_the_web_server_is_english():
    for page in Path(DEPLOY / "nginx" / "galat").glob("*.html"):
        assert 'lang="id"' in page.read_text(encoding="utf-8")
        assert f"/galat/{page.name}" in NGINX


def test_each_release_has_its_own_list_of_static_files_in_one_place(tmp_path, settings, monkeypatch):
    settings.STATIC_ROOT = str(tmp_path)
    monkeypatch.setattr(static_files, "static_list", lambda: "staticfiles-lama.json")
    (tmp_path / "staticfiles-lama.json").write_text('{"version": "1.1", "paths": {"a.css": "a.lama.css"}}')
    (tmp_path / "staticfiles-baru.json").write_text('{"version": "1.1", "paths": {"b.css": "b.baru.css"}}')
    old = static_files.StaticFilesOfReleases()
    monkeypatch.setattr(static_files, "static_list", lambda: "staticfiles-baru.json")
    new = static_files.StaticFilesOfReleases()
    assert (old.stored_name("a.css"), new.stored_name("b.css")) == ("a.lama.css", "b.baru.css")


def test_the_release_is_what_is_installed_and_not_when(tmp_path, monkeypatch):
    for folder in ("satu", "dua"):
        (tmp_path / folder / "home").mkdir(parents=True)
        (tmp_path / folder / "home" / "a.py").write_text("isi")
        (tmp_path / folder / "requirements.txt").write_text("")
    names = []
    for folder, text in (("satu", "isi"), ("dua", "isi"), ("dua", "lain")):
        monkeypatch.setattr(release, "ROOT", tmp_path / folder)
        (tmp_path / folder / "home" / "a.py").write_text(text)
        names.append(release.release.__wrapped__())
    assert names[0] == names[1] != names[2]


def test_on_a_machine_with_an_installation_nobody_works_by_accident_with_the_settings_of_development(tmp_path):
    program = (settings.BASE_DIR / "manage.py").read_text().replace("/etc/site-kpu/env", str(tmp_path / "env"))
    (tmp_path / "manage.py").write_text(program)
    (tmp_path / "env").touch()
    env = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, tmp_path / "manage.py", "migrate"]
    refused = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert refused.stderr.strip().endswith("Pakai: site-kpu migrate")
