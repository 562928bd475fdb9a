"""The systemd units as systemd itself judges them."""

import re
import subprocess

import pytest

from tests.operations.test_deploy_files import DEPLOY, UNITS


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
