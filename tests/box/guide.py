"""The guide for whoever installs, taken at its word: its commands, in its order, with what only a person can put in."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.equipment import ROOT

GUIDE = ROOT / "docs" / "panduan" / "pemasangan.md"
OPERATION = ROOT / "docs" / "panduan" / "operasi.md"
BACKUPS = "/srv/site-kpu/cadangan"
OFFICE = "kantor-satu.test"
RECIPIENT = "BACKUP_RECIPIENT="
SETTINGS = {
    "ALLOWED_HOSTS": f"{OFFICE},kantor-dua.test",
    "EMAIL_URL": "smtp://127.0.0.1:2525",
    "DEFAULT_FROM_EMAIL": f"Situs KPU <situs@{OFFICE}>",
    "WAGTAILADMIN_BASE_URL": f"https://{OFFICE}",
    "ALERT_MAIL": f"ti@{OFFICE}",
    "METRICS_TOKEN": "tanda-uji",
    "METRICS_DIR": "/run/site-kpu-metrik",
}
"""What a person types into the settings."""
CERTIFICATE = f"""
mkdir -p /etc/letsencrypt/live/{OFFICE} /root/lembaga; cd /root/lembaga
test -f ca.pem || openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=lembaga -keyout ca.key -out ca.pem
openssl req -newkey rsa:2048 -nodes -subj /CN={OFFICE} -keyout privkey.pem -out ask.pem
printf 'subjectAltName=DNS:{OFFICE},DNS:kantor-dua.test' > names
openssl x509 -req -in ask.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 90 -extfile names -out fullchain.pem
cp privkey.pem fullchain.pem /etc/letsencrypt/live/{OFFICE}/
cat ca.pem >> /etc/ssl/certs/ca-certificates.crt
"""
"""What certbot does, by an authority of the box's own."""
STEAD = {
    "timedatectl set-ntp true": ("true", "a container has the clock of its machine"),
    "ufw": ("true", "the firewall is the machine's kernel's"),
    "git clone": ("true", "the release is what is committed here, unpacked at its place"),
    "nano /etc/site-kpu/env": (
        "; ".join(
            f"grep -q '^#\\?{name}=' /etc/site-kpu/env && sed -i 's|^#\\?{name}=.*|{name}={value}|' /etc/site-kpu/env"
            for name, value in SETTINGS.items()
        ),
        "typed by a person",
    ),
    "site-kpu periksa": (
        "site-kpu periksa > said 2>&1; cat said; test $(grep '^! ' said | grep -cv Jam) = 0",
        "a container has the clock of its machine",
    ),
    "certbot certonly": (CERTIFICATE, "no authority reaches the box"),
    "site-kpu createsuperuser": (
        "DJANGO_SUPERUSER_USERNAME=pusat DJANGO_SUPERUSER_EMAIL=pusat@kantor-satu.test "
        "DJANGO_SUPERUSER_PASSWORD=rahasia-uji-9431 site-kpu createsuperuser --noinput",
        "asked at the prompt",
    ),
}
"""Beginning of a command → what is run in its stead, and why."""


def commands(guide: Path = GUIDE, heading: str = "") -> Iterator[tuple[str, str]]:
    """Each command below a heading ("": of the whole guide) as a person would type it, and why another stands in its
    stead ("" for most)."""
    text = guide.read_text(encoding="utf-8")
    if heading:
        text = re.split(rf"^## {heading}$", text, flags=re.MULTILINE)[1].split("\n## ")[0]
    for block in re.findall(r"^```\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        for line in block.strip().splitlines():
            told = line.replace("kab-contoh.kpu.go.id", OFFICE)
            told = told.replace(f"{BACKUPS}/CADANGAN", f"$(ls -t {BACKUPS}/*.tar.age | head -1)")
            yield next((stead for begin, stead in STEAD.items() if told.startswith(begin)), (told, ""))
