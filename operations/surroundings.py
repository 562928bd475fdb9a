"""What the site needs around it and can't see in its settings: asked each hour, and by ``site-kpu periksa``.

Everything here goes over the network or to another program; nothing is asked while a visitor waits.
"""

import os
import shutil
import smtplib
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import redis
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.mail import get_connection
from django.db import connection
from django.utils import timezone
from wagtail.models import Site

from home import hosts
from home.cache.redis_address import client
from operations.models import ShownCertificate
from operations.part import Part

APART = timedelta(seconds=5)
"""How far this machine's clock may be from the database's."""
MOST_NAMED = 5


class Disturbed(Exception):
    """Something around the site is not as it should be; the text says what, and what to do."""


def complain() -> None:
    """Raises ``Disturbed`` with a line for each part that is not well."""
    if ill := [part.sentence for part in parts() if not part.well]:
        raise Disturbed("\n".join(ill))


def parts() -> list[Part]:
    """Every part around the site."""
    return [part for check in CHECKS for part in check()]


def mail_server() -> Iterator[Part]:
    """Whether the mail server takes us, password and all; nothing is sent."""
    name = "Peladen surel"
    if not settings.EMAIL_BACKEND.endswith(".smtp.EmailBackend"):
        yield Part(name, note="bukan SMTP")
        return
    mailer = get_connection(timeout=hosts.PATIENCE)
    try:
        mailer.open()
        mailer.close()
    except (OSError, smtplib.SMTPException) as error:
        yield Part(name, f"Peladen surel menolak atau tidak menjawab: {error}.", "Periksa EMAIL_URL dan jaringannya.")
        return
    yield Part(name)


def redis_settings() -> Iterator[Part]:
    """Whether Redis is bounded and drops the oldest pages when full."""
    name = "Pengaturan Redis"
    if not settings.REDIS_URL:
        yield Part(name, note="tidak dipakai")
        return
    try:
        with client(settings.REDIS_URL, socket_timeout=hosts.PATIENCE) as server:
            memory = server.info("memory")
    except (redis.RedisError, OSError) as error:
        yield Part(name, f"Redis tidak menjawab: {error}.", "Periksa apakah redis-server berjalan, dan REDIS_URL.")
        return
    if not memory["maxmemory"]:
        yield Part(name, "Redis boleh memakai semua memori mesin.", "Isi maxmemory 256mb di /etc/redis/redis.conf.")
    elif not str(memory["maxmemory_policy"]).startswith("allkeys-"):
        remedy = "Isi maxmemory-policy allkeys-lru di /etc/redis/redis.conf."
        yield Part(name, "Redis yang penuh menolak halaman baru alih-alih membuang yang lama.", remedy)
    else:
        yield Part(name)


def files() -> Iterator[Part]:
    """Whether a file can be written, read and deleted where files are kept."""
    for alias, name in {"default": "Tempat berkas", "public": "Tempat ukuran gambar"}.items():
        storage, content = storages[alias], uuid4().hex.encode()
        try:
            stored = storage.save(f"periksa/{uuid4().hex}.txt", ContentFile(content))
            with storage.open(stored) as file:
                same = file.read() == content
            storage.delete(stored)
        except Exception as error:  # each storage has faults of its own
            yield Part(name, f"Tidak dapat ditulis, dibaca, atau dihapus: {error}.", "Periksa MEDIA_ROOT atau S3_….")
            continue
        yield Part(name) if same else Part(name, "Yang dibaca bukan yang ditulis.", "Periksa tempat penyimpanannya.")


def _hosts() -> list[str]:
    """Names of the offices' sites that are opened by TLS."""
    return sorted(Site.objects.filter(port=hosts.TLS).values_list("hostname", flat=True))


def host_names() -> Iterator[Part]:
    """Whether every office's host is allowed, and known to the world."""
    refused = [host for host in _hosts() if not hosts.is_allowed(host)]
    yield _of_hosts("Nama host yang diizinkan", refused, "dijawab 400", "Tambahkan pada ALLOWED_HOSTS: {}.")
    unknown = [host for host in _hosts() if not hosts.resolves(host)]
    yield _of_hosts("Nama host di DNS", unknown, "tidak dikenal DNS", "Daftarkan pada pengelola domain: {}.")


def _of_hosts(name: str, wrong: list[str], what: str, remedy: str) -> Part:
    if not wrong:
        return Part(name)
    named = ", ".join(wrong[:MOST_NAMED])
    return Part(name, f"{len(wrong)} nama host kantor {what}: {named}.", remedy.format(named))


def certificates() -> Iterator[Part]:
    """Whether the front server shows each office's host a certificate that browsers take, for long enough; until
    when, is remembered. Of one that is no longer shown the last end stays known."""
    names, ill = _hosts(), []
    for host in names:
        try:
            end = hosts.certificate_end(host)
        except hosts.Unshown as error:
            ill.append(str(error))
            continue
        ShownCertificate.objects.update_or_create(host=host, defaults={"ends_at": end})
        if fault := hosts.ends_soon(host, end):
            ill.append(fault)
    ShownCertificate.objects.exclude(host__in=names).delete()
    if ill:
        remedy = "Perbarui: certbot renew; untuk nama host baru: certbot --expand, lihat docs/panduan/pemasangan.md."
        yield Part("Sertifikat", " ".join(ill[:MOST_NAMED]), remedy)
    else:
        yield Part("Sertifikat", note=days_left())


def days_left() -> str:
    """Of the certificate that ends first, as it was last seen; "" where none was."""
    first = ShownCertificate.objects.order_by("ends_at").first()
    return f"sertifikat {first.host} berakhir {first.left.days} hari lagi" if first else ""


def clock() -> Iterator[Part]:
    """Whether this machine's clock is kept by a time server, and goes with the database's."""
    remedy = "Nyalakan penyelaras waktu: timedatectl set-ntp true."
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            apart = abs(cursor.fetchone()[0] - timezone.now())
        if apart > APART:
            yield Part("Jam", f"Jam mesin ini dan jam basis data berbeda {apart.total_seconds():.0f} detik.", remedy)
            return
    yield Part("Jam", "Jam mesin tidak diselaraskan dengan peladen waktu.", remedy) if _adrift() else Part("Jam")


def _adrift() -> bool:
    """Whether the system says that nobody keeps its clock; False where it can't be asked."""
    if (program := shutil.which("timedatectl")) is None:
        return False
    command = [program, "show", "--property=NTPSynchronized", "--value"]
    said = subprocess.run(command, capture_output=True, text=True, check=False, timeout=hosts.PATIENCE)
    return said.stdout.strip() == "no"


def examples() -> Iterator[Part]:
    """Whether settings still have the values of the example."""
    name = "Nilai contoh"
    example = Path(settings.BASE_DIR, "deploy", "env.example").read_text(encoding="utf-8")
    left = [line.partition("=")[0] for line in example.splitlines() if _still_there(line)]
    if left:
        yield Part(name, f"Masih berisi contoh: {', '.join(left)}.", "Isi dengan nilai kantor di /etc/site-kpu/env.")
    else:
        yield Part(name)


def _still_there(line: str) -> bool:
    """Whether a line of the example that speaks of nobody's host or password is in force here."""
    setting, _, value = line.partition("=")
    return setting.isupper() and ("contoh" in value or "PASSWORD" in value) and os.environ.get(setting) == value


def free_room() -> Iterator[Part]:
    """Whether the disk of the backups has room for two more of the newest."""
    folder = Path(settings.BACKUP_FOLDER)
    if not folder.is_dir():
        yield Part("Ruang cadangan", f"Folder cadangan «{folder}» tidak ada.", "Buat foldernya, milik pengguna situs.")
        return
    newest = max((path.stat().st_size for path in folder.glob("situs-*")), default=0)
    if shutil.disk_usage(folder).free < 2 * newest:
        yield Part("Ruang cadangan", "Ruang untuk dua cadangan lagi tidak ada.", f"Perbesar atau kosongkan «{folder}».")
    else:
        yield Part("Ruang cadangan")


CHECKS: tuple[Callable[[], Iterator[Part]], ...] = (
    mail_server,
    redis_settings,
    files,
    host_names,
    certificates,
    clock,
    examples,
    free_room,
)
