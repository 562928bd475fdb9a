"""Names of what is drawn for the public: each can be guessed by nobody and tells what was in the file."""

import hashlib
from pathlib import PurePosixPath
from secrets import token_hex
from typing import Any

from django.core.files.storage import Storage
from storages.backends.s3 import S3Storage

from site_kpu.whole_files import WholeFiles

RANDOM, DIGEST = 6, 24
"""Bytes of the random part; hexadecimal digits of the SHA-256 behind it."""


class _Drawn(Storage):
    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        place = PurePosixPath(name or content.name)
        digest = digest_of(content)
        content.seek(0)
        named = place.with_name(f"{place.stem}-{token_hex(RANDOM)}-{digest}{place.suffix}")
        return super().save(str(named), content, max_length)

    def put_back(self, name: str, content: Any) -> str:
        """Store a file under the name it got when it was drawn, as a restored backup does."""
        return super().save(name, content)

    def is_as_named(self, name: str) -> bool:
        """Whether a file holds what it held when it got its name. Raises ``OSError`` where it is gone."""
        with self.open(name) as content:
            return PurePosixPath(name).stem.endswith(f"-{digest_of(content)}")


class DrawnFiles(_Drawn, WholeFiles):
    """On this machine."""


class DrawnInS3(_Drawn, S3Storage):
    """With a service that speaks S3."""


def digest_of(content: Any) -> str:
    """The part of its SHA-256 that a file's name bears."""
    found = hashlib.sha256()
    content.seek(0)
    while chunk := content.read(65_536):
        found.update(chunk)
    return found.hexdigest()[:DIGEST]
