"""Whether an installation's settings are complete and strong: each fault in one line, with its remedy.

Plain Python, for it is asked while the settings are still being read.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from home.cache import redis_address
from home.cache.release import static_list

SHORTEST_KEY = 50
"""Characters, and ``FEWEST_LETTERS`` different ones: what Django's own check asks of a SECRET_KEY."""
FEWEST_LETTERS = 5
HERE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Fault:
    """What is wrong with a setting and what to do; ``stops``: the site can't start with it."""

    setting: str
    text: str
    remedy: str
    stops: bool = False

    def __str__(self) -> str:
        return f"{self.setting}: {self.text} {self.remedy}"


def faults(settings: Mapping[str, Any]) -> list[Fault]:
    """Every fault of these settings, those that keep the site from starting first."""
    return sorted((fault for check in CHECKS for fault in check(settings)), key=lambda fault: not fault.stops)


def refuse_to_start(settings: Mapping[str, Any]) -> None:
    """Ends the program, naming every fault, when a setting is missing without which the site can't run."""
    found = faults(settings)
    if any(fault.stops for fault in found):
        sys.exit("Pengaturan belum lengkap, situs tidak dijalankan:\n" + "\n".join(f"- {fault}" for fault in found))


def _secret_key(settings: Mapping[str, Any]) -> Iterator[Fault]:
    key = settings.get("SECRET_KEY") or ""
    make = "Buat dengan: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
    if not key:
        yield Fault("SECRET_KEY", "belum diisi.", make, stops=True)
    elif len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_LETTERS or key.startswith(("demo-only", "django-insecure")):
        yield Fault("SECRET_KEY", f"terlalu lemah: perlu paling sedikit {SHORTEST_KEY} karakter acak.", make)


def _hosts(settings: Mapping[str, Any]) -> Iterator[Fault]:
    hosts = settings.get("ALLOWED_HOSTS") or []
    remedy = "Isi nama host setiap kantor, dipisah koma, misalnya kab-contoh.kpu.go.id."
    if not hosts:
        yield Fault("ALLOWED_HOSTS", "belum diisi.", remedy, stops=True)
    elif "*" in hosts:
        yield Fault("ALLOWED_HOSTS", "menerima semua nama host (*).", remedy)


def _database(settings: Mapping[str, Any]) -> Iterator[Fault]:
    remedy = "Isi alamat PostgreSQL: postgres://pengguna:sandi@host:5432/nama."
    if not os.environ.get("DATABASE_URL"):
        yield Fault("DATABASE_URL", "belum diisi.", remedy, stops=True)
    elif not settings["DATABASES"]["default"]["ENGINE"].endswith("postgresql"):
        yield Fault("DATABASE_URL", "bukan PostgreSQL; SQLite hanya untuk mencoba.", remedy)


def _redis(settings: Mapping[str, Any]) -> Iterator[Fault]:
    if not settings.get("REDIS_URL"):
        text = "belum diisi; simpanan halaman dan pembatasan tidak sampai ke proses di mesin lain."
        yield Fault("REDIS_URL", text, "Isi alamat Redis, misalnya redis://127.0.0.1:6379/0.")
    elif not redis_address.is_one(settings["REDIS_URL"]):
        remedy = "Isi redis://host:6379/0, atau redis+sentinel://pengawas-1:26379,pengawas-2:26379/nama/0."
        yield Fault("REDIS_URL", "alamatnya tidak dapat dibaca.", remedy, stops=True)


def _mail(settings: Mapping[str, Any]) -> Iterator[Fault]:
    if not str(settings.get("EMAIL_BACKEND", "")).endswith(".smtp.EmailBackend"):
        remedy = "Isi alamat peladen surel: smtp+tls://pengguna:sandi@host:587."
        yield Fault("EMAIL_URL", "belum diisi atau bukan SMTP; surel tidak terkirim.", remedy)
    sender = str(settings.get("DEFAULT_FROM_EMAIL", ""))
    if sender.rstrip("> ").rpartition("@")[2] in ("", *HERE) or "@" not in sender:
        text = "bukan alamat yang dapat dibalas."
        yield Fault("DEFAULT_FROM_EMAIL", text, "Isi pengirim surel, misalnya: Situs KPU <situs@kab-contoh.kpu.go.id>.")


def _address(settings: Mapping[str, Any]) -> Iterator[Fault]:
    given = urlsplit(str(settings.get("WAGTAILADMIN_BASE_URL", "")))
    if given.hostname in (None, *HERE) or given.scheme != "https":
        text = "bukan alamat https yang dapat dibuka orang; tautan dalam surel tidak terbuka."
        yield Fault("WAGTAILADMIN_BASE_URL", text, "Isi alamat ruang kerja, misalnya https://kab-contoh.kpu.go.id.")


def _files(settings: Mapping[str, Any]) -> Iterator[Fault]:
    place = settings.get("MEDIA_ROOT")
    if os.environ.get("S3_BUCKET"):
        yield from _s3()
    elif place and not os.access(place, os.W_OK | os.X_OK):
        remedy = f"Buat foldernya dan beri hak tulis kepada pengguna yang menjalankan situs: {place}."
        yield Fault("MEDIA_ROOT", "tidak ada atau tidak dapat ditulisi; unggahan akan gagal.", remedy)
    place = settings.get("STATIC_ROOT")
    if place and not os.path.exists(os.path.join(place, static_list())):
        remedy = "Jalankan manage.py collectstatic --noinput."
        yield Fault("STATIC_ROOT", "belum berisi berkas tampilan rilis ini.", remedy)


def _s3() -> Iterator[Fault]:
    for name, meaning in {
        "S3_PUBLIC_BUCKET": "nama wadah kedua, yang isinya boleh dibaca umum",
        "S3_PUBLIC_URL": "alamat umum wadah itu, misalnya https://berkas.contoh.go.id",
    }.items():
        if not os.environ.get(name):
            yield Fault(name, "belum diisi, padahal S3_BUCKET diisi.", f"Isi {meaning}.", stops=True)
    for name in ("S3_ACCESS_KEY", "S3_SECRET_KEY"):
        if not os.environ.get(name):
            yield Fault(name, "belum diisi, padahal S3_BUCKET diisi.", "Isi kunci dari penyedia penyimpanan.")


def _transport(settings: Mapping[str, Any]) -> Iterator[Fault]:
    if settings.get("DEBUG"):
        yield Fault("DEBUG", "menyala; galat memperlihatkan isi pengaturan.", "Hapus DEBUG dari pengaturan.")
    if not settings.get("SECURE_SSL_REDIRECT"):
        text = "mati; halaman dapat dibuka tanpa TLS."
        yield Fault("SECURE_SSL_REDIRECT", text, "Hapus dari pengaturan, atau isi true.")
    if not settings.get("SECURE_HSTS_SECONDS"):
        text = "nol; peramban tidak diminta tetap memakai TLS."
        yield Fault("SECURE_HSTS_SECONDS", text, "Hapus dari pengaturan, atau isi 31536000.")


CHECKS = (_secret_key, _hosts, _database, _redis, _mail, _address, _files, _transport)
