"""``make test-box``: the guide followed to the letter on a bare Debian, then what a site meets in its years.

Each line says what was done, whether it came out, and in how many seconds. Ends with 1 where anything did not. Names of
parts (``written``, ``upgraded`` …) choose some.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.box import box, guide
from tests.deploy.programs import rename_a_file
from tests.equipment import ROOT

RELEASES = "/srv/site-kpu/rilis"
MAIL = "cd /root; nohup python3 -u -m smtpd -n -c DebuggingServer 127.0.0.1:2525 >surat.log 2>&1 &"
FAULTS: list[str] = []


def done(what: str, begun: float, fault: str = "") -> None:
    print(f"{'FAILED' if fault else 'ok':6} {time.monotonic() - begun:6.1f} s  {what}", flush=True)
    if fault:
        FAULTS.append(what)
        print(fault[-3000:], flush=True)


def step(here: box.Box, what: str, command: str, wanted: Callable[[str], bool] = lambda said: True) -> str:
    """Run a command; it fails by its code or by what it says."""
    begun = time.monotonic()
    ran = here.run(command)
    done(what, begun, "" if ran.returncode == 0 and wanted(ran.stdout) else ran.stdout or f"code {ran.returncode}")
    return ran.stdout


def unpack(here: box.Box, name: str) -> Path:
    """What is committed, as a release in the box."""
    tree = here.tree / RELEASES.lstrip("/") / name
    tree.mkdir(parents=True)
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, check=True, capture_output=True).stdout
    subprocess.run(["tar", "x", "-C", tree], input=archive, check=True)
    return tree


def install(here: box.Box) -> None:
    """As the guide says."""
    here.run(f"apt-get update -qq; apt-get install -y python3; {MAIL}")
    unpack(here, "1.0")
    for command, why in guide.commands():
        said = step(here, f"{command.strip().splitlines()[0][:90]}{f'  [{why}]' if why else ''}", command)
        if "make_backup_key" in command:
            line = next((line for line in said.splitlines() if line.startswith(guide.RECIPIENT)), "")
            here.run(f"sed -i 's|^#\\?BACKUP_RECIPIENT=.*|{line}|' /etc/site-kpu/env")


def looked_at(here: box.Box) -> None:
    """What stands: pages over TLS, no failed unit, the hour's jobs with backup and rehearsal, all parts well."""
    page = f"curl -fsS https://{guide.OFFICE}"
    step(here, "the front page over TLS", f"{page}/", lambda said: "KPU Kabupaten Contoh" in said)
    step(here, "the door of the desk", f"{page}/akun/masuk/", lambda said: "Masuk" in said)
    step(here, "a probe by address", "curl -fsS --unix-socket /run/site-kpu/app.sock http://10.0.0.7/sehat/siap/")
    token = "curl -fsS --unix-socket /run/site-kpu/desk.sock -H 'Authorization: Bearer tanda-uji'"
    step(
        here,
        "metrics of both services, with the certificate's days",
        f"{token} http://x/sehat/metrik/",
        lambda said: "kpu_request_seconds" in said and f'kpu_certificate_days{{host="{guide.OFFICE}"}}' in said,
    )
    step(here, "the hour's jobs", "systemctl start site-kpu-jobs.service || journalctl -u site-kpu-jobs | tail -30")
    step(here, "an increment", "systemctl start site-kpu-backup.service")
    step(here, "no failed unit", "systemctl --failed --plain --no-legend", lambda said: "site-kpu-app" not in said)
    step(here, "every part but the clock", guide.STEAD["site-kpu periksa"][0])


def written(here: box.Box) -> None:
    """The first article, by people who log in with password and code."""
    (here.tree / "srv/site-kpu/author.py").write_text((ROOT / "tests/box/author.py").read_text())
    run = "site-kpu shell -v 0 -c \"exec(open('/srv/site-kpu/author.py').read(), {})\""
    said = step(here, "the first article, each act behind a second factor", run, lambda said: "tayang https" in said)
    address = said.rpartition("tayang ")[2].strip() or "https://nowhere.test"
    step(here, "it is public", f"curl -fsS {address}", lambda said: "Isi naskah pertama." in said)


def upgraded(here: box.Box) -> None:
    """To the next release and back, while people read."""
    rename_a_file(unpack(here, "1.1"))
    (here.tree / "root" / "visitor.py").write_text((ROOT / "tests/box/visitor.py").read_text())
    here.run("cd /root; rm -f selesai; nohup python3 visitor.py selesai > pembaca.json 2>pembaca.log &")
    step(here, "upgrade", f"site-kpu upgrade {RELEASES}/1.1", lambda said: "Berjalan dengan" in said)
    time.sleep(5)
    step(here, "and back", "site-kpu kembali", lambda said: f"{RELEASES}/1.0" in said)
    time.sleep(5)
    here.run("touch /root/selesai; sleep 8")
    begun = time.monotonic()
    told = json.loads((here.tree / "root" / "pembaca.json").read_text() or "{}")
    done(f"readers meanwhile: {told}", begun, "" if told.get("number") == 0 and told["asked"] > 50 else str(told))
    broken = unpack(here, "1.2")
    (broken / "site_kpu" / "urls.py").write_text("raise RuntimeError('rusak')\n")
    refused = here.run(f"site-kpu upgrade {RELEASES}/1.2")
    begun = time.monotonic()
    done("a broken release is not taken", begun, "" if refused.returncode else refused.stdout)
    step(here, "and the site answers", f"curl -fsS -o /dev/null https://{guide.OFFICE}/")


def renewed(here: box.Box) -> None:
    """A certificate and the key, replaced."""
    serial = f"openssl s_client -connect 127.0.0.1:443 -servername {guide.OFFICE} </dev/null 2>/dev/null"
    serial += " | openssl x509 -noout -serial"
    before = here.run(serial).stdout
    step(here, "certificate renewed", f"{guide.CERTIFICATE}/etc/letsencrypt/renewal-hooks/deploy/site-kpu; sleep 2")
    step(here, "and shown", serial, lambda said: said.strip() not in ("", before.strip()))
    rotate = (
        "old=$(sed -n 's/^SECRET_KEY=//p' /etc/site-kpu/env); "
        'sed -i -e "s|^SECRET_KEY=.*|SECRET_KEY=$(openssl rand -hex 40)|" '
        '-e "s|^#SECRET_KEY_FALLBACKS=.*|SECRET_KEY_FALLBACKS=$old|" /etc/site-kpu/env; '
        "systemctl restart site-kpu-app site-kpu-desk site-kpu-worker && site-kpu renew_secrets"
    )
    step(here, "the secret key replaced", rotate)


def restored(here: box.Box) -> None:
    """The newest backup, into a place emptied of everything, as the guide says; a command's folder does not outlive
    it here, so each begins in one that everybody may enter."""
    for command, _ in guide.commands(guide.OPERATION, "Memulihkan"):
        step(here, command, f"cd /; {command}")
    page = f"curl -fsS https://{guide.OFFICE}/"
    step(here, "the front page is back", page, lambda said: "KPU Kabupaten Contoh" in said)


def silent(here: box.Box) -> None:
    """A worker that is dead is mailed by the second hourly job that finds it so; time is made to pass for both."""

    def aged(table: str, column: str) -> str:
        later = f"UPDATE {table} SET {column} = {column} - interval '2 hours'"
        return f"cd /; echo \"{later}\" | su postgres -c 'psql -d site_kpu'"

    look = "systemctl start site-kpu-jobs.service"
    here.run("systemctl stop site-kpu-worker")
    for command in (aged("operations_periodicjob", "succeeded_at"), look, aged("operations_toldfault", "since"), look):
        here.run(command)
    step(here, "a dead worker is mailed", "sleep 2; cat /root/surat.log", lambda said: "Denyut pekerja" in said)


PARTS = (install, written, looked_at, upgraded, renewed, restored, silent)


def main() -> int:
    if lacking := box.missing():
        print(f"not run: {lacking}")
        return 0
    place = ROOT / "var" / "box"
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place) as folder, box.running(Path(folder)) as here:
        begun = time.monotonic()
        for part in PARTS:
            if not sys.argv[1:] or part is install or part.__name__ in sys.argv[1:]:
                part(here)
        done(f"in all: {len(FAULTS)} failed", begun)
    return bool(FAULTS)


if __name__ == "__main__":
    sys.exit(main())
