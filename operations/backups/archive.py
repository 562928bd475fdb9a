"""Writing and reading the encrypted archive as a stream: whatever its size, little of it is in memory."""

import hashlib
import io
import os
import tarfile
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import pyrage
from pyrage.x25519 import Identity, Recipient

from operations.backups.faults import BackupFault

SUMS = "SHA256SUMS"
BROKEN_PIPE = "Broken pipe"
DAMAGED = "«{}» rusak atau terpotong. Pakai cadangan lain, atau salin ulang berkasnya dari tempat penyimpanannya."


class Hashed(io.RawIOBase):
    """A stream that hashes what is read through it."""

    def __init__(self, stream: Any) -> None:
        self.stream, self.hash = stream, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        block = self.stream.read(len(buffer))
        self.hash.update(block)
        buffer[: len(block)] = block
        return len(block)


class Writer:
    """Adds members, and the sums of all at the end."""

    def __init__(self, tar: tarfile.TarFile, sums: IO[bytes]) -> None:
        self.tar, self.sums = tar, sums

    def add(self, name: str, stream: Any, size: int) -> str:
        """Add a member of exactly ``size`` bytes; its SHA-256. Raises ``OSError`` when the stream holds fewer."""
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        hashed = Hashed(stream)
        self.tar.addfile(member, hashed)  # type: ignore[arg-type]
        self.tar.members.clear()  # type: ignore[attr-defined]  # else it keeps a record of each
        self.sums.write(f"{hashed.hash.hexdigest()}  {name}\n".encode())
        return hashed.hash.hexdigest()

    def add_bytes(self, name: str, content: bytes) -> None:
        self.add(name, io.BytesIO(content), len(content))

    def close(self) -> None:
        size = self.sums.tell()
        self.sums.seek(0)
        member = tarfile.TarInfo(SUMS)
        member.size, member.mode = size, 0o600
        self.tar.addfile(member, self.sums)


@contextmanager
def writing(target: IO[bytes], recipients: list[Recipient], sums: IO[bytes]) -> Iterator[Writer]:
    """Write an archive to an open file; ``sums`` is an empty scratch file."""
    source, sink = os.pipe()
    with open(source, "rb") as plain, open(sink, "wb") as stream:

        def encrypt() -> None:
            with plain:
                pyrage.encrypt_io(plain, target, recipients)

        with _beside(encrypt, stream), tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as tar:
            writer = Writer(tar, sums)
            yield writer
            writer.close()


@contextmanager
def _beside(work: Callable[[], None], ours: IO[bytes]) -> Iterator[None]:
    """Do ``work`` in a thread at the other end of a pipe; its failure outweighs what it makes fail at our end."""
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(work)
        try:
            yield
            ours.close()
        except BaseException:
            with suppress(BrokenPipeError):  # what was left to write has no reader any more
                ours.close()
            failure = future.exception()
            if failure is not None and BROKEN_PIPE not in str(failure):
                raise failure
            raise
        future.result()


def members(path: Path, identities: list[Identity]) -> Generator[tuple[str, Hashed], None, None]:
    """Each member's name and content, in order; reading on skips what wasn't read. Close it if you stop early.

    The end is reached only if every sum was right. Raises ``BackupFault`` for a wrong key or a damaged file.
    """
    try:
        with open(path, "rb") as file:
            yield from _members(file, identities, path)
    except pyrage.DecryptError as error:
        if "matching keys" in str(error):
            raise BackupFault(
                f"Kunci ini tidak membuka «{path}», atau kepala berkasnya rusak. Pakai pasangan BACKUP_RECIPIENT-nya."
            ) from error
        raise BackupFault(f"«{path}» bukan berkas cadangan, atau kepalanya rusak. Periksa jalurnya.") from error
    except FileNotFoundError as error:
        raise BackupFault(f"«{path}» tidak ada. Periksa jalurnya.") from error


def _members(file: IO[bytes], identities: list[Identity], path: Path) -> Generator[tuple[str, Hashed], None, None]:
    source, sink = os.pipe()
    with open(source, "rb") as stream, open(sink, "wb") as plain:

        def decrypt() -> None:
            with plain:
                try:
                    pyrage.decrypt_io(file, plain, identities)
                except OSError as error:
                    if BROKEN_PIPE in str(error):
                        raise
                    raise BackupFault(DAMAGED.format(path)) from error

        with _beside(decrypt, stream):
            try:
                yield from _unpacked(stream, path)
            except tarfile.TarError as error:
                raise BackupFault(DAMAGED.format(path)) from error


def _unpacked(stream: IO[bytes], path: Path) -> Generator[tuple[str, Hashed], None, None]:
    """Each member but the sums, which are compared at the end with what was read."""
    lines, told = hashlib.sha256(), ""
    with tarfile.open(fileobj=stream, mode="r|") as tar:
        while (member := tar.next()) is not None:
            content = Hashed(tar.extractfile(member))
            if member.name == SUMS:
                told = digest_of(content)
                continue
            yield member.name, content
            lines.update(f"{digest_of(content)}  {member.name}\n".encode())
            tar.members.clear()  # type: ignore[attr-defined]
    while stream.read(1 << 20):
        pass  # the last block is what says that nothing was cut off
    if told != lines.hexdigest():
        raise BackupFault(DAMAGED.format(path))


def digest_of(content: Hashed) -> str:
    """SHA-256 (hex) of a member, read to its end."""
    while content.read(1 << 20):
        pass
    return content.hash.hexdigest()
