"""Whom a backup is encrypted for: age's key pairs. The server knows the public half only.

There may be several, separated by commas: while a key is replaced, backups are readable by the old one and the new.
"""

import os
from pathlib import Path

from django.conf import settings
from pyrage import IdentityError, RecipientError
from pyrage.x25519 import Identity, Recipient

from operations.backups.faults import BackupFault

MAKE_ONE = "Buat sepasang kunci dengan manage.py make_backup_key BERKAS, lalu isi BACKUP_RECIPIENT."


def recipients() -> list[Recipient]:
    """The public keys of the settings. Raises ``BackupFault`` when there is none."""
    if not settings.BACKUP_RECIPIENT:
        raise BackupFault(f"BACKUP_RECIPIENT belum diisi. {MAKE_ONE}")
    try:
        return [Recipient.from_str(key.strip()) for key in settings.BACKUP_RECIPIENT.split(",")]
    except RecipientError as error:
        raise BackupFault(f"BACKUP_RECIPIENT bukan kunci publik age (age1…). {MAKE_ONE}") from error


def make(path: Path) -> str:
    """Write a new secret key as age-keygen does, mode 0600; returns the public half. Raises ``BackupFault``."""
    identity = Identity.generate()
    public = str(identity.to_public())
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"# public key: {public}\n{identity}\n")
    except FileExistsError as error:
        raise BackupFault(f"«{path}» sudah ada. Sebut nama lain; kunci lama masih membuka cadangan lama.") from error
    except OSError as error:
        raise BackupFault(f"«{path}» tidak dapat ditulis: {error.strerror}. Sebut tempat lain.") from error
    return public


def read(path: Path) -> list[Identity]:
    """The secret keys in a file of age-keygen, or of several put together. Raises ``BackupFault``."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BackupFault(f"Berkas kunci «{path}» tidak dapat dibaca. Periksa jalur dan izinnya.") from error
    secrets = [line.strip() for line in lines if line.startswith("AGE-SECRET-KEY-")]
    try:
        if secrets:
            return [Identity.from_str(secret) for secret in secrets]
    except IdentityError:
        pass  # said below
    raise BackupFault(f"«{path}» tidak memuat kunci rahasia age. Pakai berkas dari make_backup_key.")
