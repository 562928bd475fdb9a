"""What stands in deploy/ fits the site: settings, commands, limits and folders are the ones it has."""

import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

from workflows import file_access

DEPLOY = settings.BASE_DIR / "deploy"
UNITS = sorted(file for file in (DEPLOY / "systemd").iterdir() if file.is_file())
NGINX = (DEPLOY / "nginx" / "site-kpu.conf").read_text(encoding="utf-8")
NOT_FOR_AN_OFFICE = {"DEBUG", "ENV_FILE", "WEB_PROCESS"}


def settings_read() -> set[str]:
    """Every name that the settings of an installation take from the environment."""
    folder = settings.BASE_DIR / "site_kpu" / "settings"
    files = [folder / f"{name}.py" for name in ("environment", "base", "people", "production", "storage")]
    return set(re.findall(r'\benv(?:\.\w+)?\(\s*"([A-Z0-9_]+)"', "".join(file.read_text() for file in files)))


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
    assert asked >= {"run_outbox", "publish_scheduled", "sync_memberships", "apply_retention", "migrate"}
    assert asked <= set(get_commands())


@pytest.mark.deploy
def test_systemd_takes_the_units_and_finds_them_closed(tmp_path):
    for file in (DEPLOY / "systemd").rglob("*"):
        if file.is_file():
            place = tmp_path / file.relative_to(DEPLOY / "systemd")
            place.parent.mkdir(exist_ok=True)
            # Its only wish that a place without the installation can't grant: programs that are there.
            place.write_text(re.sub(r"(?<=[=-])/srv/site-kpu/app/\.venv/bin/\w+", "/bin/true", file.read_text()))
    env = {"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": "/usr/bin:/bin"}
    names = [str(tmp_path / unit.name) for unit in UNITS]
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *names], env=env, capture_output=True, text=True
    )
    assert [line for line in verified.stderr.splitlines() if "site-kpu" in line] == []
    services = [name for name in names if name.endswith(".service")]
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", *services]
    judged = subprocess.run(command, env=env, capture_output=True, text=True)
    assert judged.returncode == 0, judged.stdout[-400:]


def test_no_page_of_the_web_server_is_english():
    for page in Path(DEPLOY / "nginx" / "galat").glob("*.html"):
        assert 'lang="id"' in page.read_text(encoding="utf-8")
        assert f"/galat/{page.name}" in NGINX
