"""What the host of an office needs beside its row: to be allowed, known to the world, and shown a certificate."""

import re
import socket
import ssl
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http.request import validate_host
from django.utils import timezone

PATIENCE = 10
"""Seconds for one answer."""
RENEWED_BY = timedelta(days=14)
"""A certificate that ends sooner was not renewed in time."""
TLS = 443
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
NAME = re.compile(rf"(?=.{{1,200}}$){LABEL}(?:\.{LABEL})*", re.ASCII)
"""A host name (RFC 1123), lower case, without scheme, port or path."""


class Unshown(Exception):
    """The front server shows no certificate for a host that browsers take; the text says why, in a sentence."""


def missing(host: str) -> list[str]:
    """What still keeps people from opening an office's host, a sentence each with its remedy; none without TLS."""
    if settings.OFFICE_PORT != TLS:
        return []
    found = []
    if not is_allowed(host):
        found.append(f"«{host}» belum diizinkan. Minta petugas TI menambahkannya pada ALLOWED_HOSTS.")
    if not resolves(host):
        found.append(f"«{host}» belum dikenal DNS. Daftarkan pada pengelola domain, ke alamat mesin situs.")
    elif fault := certificate_fault(host):
        found.append(f"{fault} Minta petugas TI menambahkan nama itu pada sertifikat (certbot --expand).")
    return found


def is_allowed(host: str) -> bool:
    return validate_host(host, settings.ALLOWED_HOSTS)


def resolves(host: str) -> bool:
    try:
        return bool(socket.getaddrinfo(host, TLS))
    except OSError:
        return False


def certificate_end(host: str) -> datetime:
    """When the certificate ends that the front server shows for a host. Raises ``Unshown``."""
    server, _, port = settings.READERS_ENTRANCE.partition(":")
    try:
        with (
            socket.create_connection((server or host, int(port or TLS)), PATIENCE) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=host) as secure,
        ):
            shown = secure.getpeercert() or {}
    except ssl.SSLCertVerificationError as error:
        raise Unshown(f"{host}: sertifikat tidak berlaku ({error.verify_message}).") from error
    except OSError as error:
        raise Unshown(f"{host}: tidak dapat dihubungi lewat TLS ({error}).") from error
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC)


def certificate_fault(host: str) -> str:
    """What is wrong with the certificate that the front server shows for a host, in a sentence; "" where it is well."""
    try:
        return ends_soon(host, certificate_end(host))
    except Unshown as fault:
        return str(fault)


def ends_soon(host: str, end: datetime) -> str:
    """That a certificate was not renewed in time, in a sentence; "" where it was."""
    left = end - timezone.now()
    return f"{host}: sertifikat berakhir {left.days} hari lagi." if left < RENEWED_BY else ""
