"""What is drawn from uploads: its name can be guessed by nobody and tells what was in the file."""

import hashlib
from pathlib import PurePosixPath
from secrets import token_hex
from typing import Any

from django.core.files.storage import Storage, storages
from django.utils.deconstruct import deconstructible
from storages.backends.s3 import S3Storage

from files.whole_files import WholeFiles

RANDOM, DIGEST = 6, 24
"""Bytes of the random part; hexadecimal digits of the SHA-256 behind it."""
SHOWN, UNSHOWN = "images/", "ukuran/"
"""Folders of the sizes of pictures: of those that a live page shows, among the public files, and of all others."""


class _Drawn(Storage):
    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        return super().save(drawn_name(name or content.name, content), content, max_length)

    def put_back(self, name: str, content: Any) -> str:
        """Store a file under the name it got when it was drawn, as a restored backup does."""
        return super().save(name, content)

    def is_as_named(self, name: str) -> bool:
        """Whether a file holds what it held when it got its name. Raises ``OSError`` where it is gone."""
        return is_as_named(self, name)


class DrawnFiles(_Drawn, WholeFiles):
    """On this machine."""


class DrawnInS3(_Drawn, S3Storage):
    """With a service that speaks S3."""


@deconstructible
class SizesOfPictures(Storage):
    """Sizes of pictures: closed files, like what they are drawn from, until a live page shows their picture."""

    @staticmethod
    def holding(name: str) -> Storage:
        """The storage that has, or would have, the file of that name."""
        return storages["public" if name.startswith(SHOWN) else "default"]

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        named = drawn_name(name or content.name, content).removeprefix(SHOWN)
        return storages["default"].save(f"{UNSHOWN}{named}", content, max_length)

    def show(self, name: str) -> str:
        """Copy a closed file to the public ones; its name there. Raises ``OSError`` where it is gone."""
        base, _random, _digest = PurePosixPath(name).stem.rsplit("-", 2)
        with self.open(name) as content:
            return storages["public"].save(f"{SHOWN}{base}{PurePosixPath(name).suffix}", content)

    def is_as_named(self, name: str) -> bool:
        return is_as_named(self, name)

    def path(self, name: str) -> str:
        return self.holding(name).path(name)

    def url(self, name: str | None) -> str:
        return self.holding(name or "").url(name)

    def size(self, name: str) -> int:
        return self.holding(name).size(name)

    def exists(self, name: str) -> bool:
        return self.holding(name).exists(name)

    def delete(self, name: str) -> None:
        self.holding(name).delete(name)

    def _open(self, name: str, mode: str = "rb") -> Any:
        return self.holding(name).open(name, mode)


def drawn_name(name: str, content: Any) -> str:
    """A name with a random part, and a digest of what is in the file."""
    place, digest = PurePosixPath(name), digest_of(content)
    content.seek(0)
    return str(place.with_name(f"{place.stem}-{token_hex(RANDOM)}-{digest}{place.suffix}"))


def is_as_named(storage: Storage, name: str) -> bool:
    with storage.open(name) as content:
        return PurePosixPath(name).stem.endswith(f"-{digest_of(content)}")


def digest_of(content: Any) -> str:
    """The part of its SHA-256 that a file's name bears."""
    found = hashlib.sha256()
    content.seek(0)
    while chunk := content.read(65_536):
        found.update(chunk)
    return found.hexdigest()[:DIGEST]
