"""Reading uploaded files in a process of its own, bounded in time, memory and output.

Whatever a hostile file makes a library do happens there and ends there. The program loads neither Django
nor the site's settings, so it knows no secret.
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

LARGEST_FILE = 100 * 1024 * 1024
"""Bytes; a larger file is not opened."""
CHUNK = 64 * 1024
OUT_OF_MEMORY = 77
"""What the launcher ends with then."""
LAUNCHER = Path(__file__).parent / "rlimit_launcher.py"


class Unreadable(Exception):
    """Why a file could not be read, in a few Indonesian words; ``too_dear`` where time or memory ran out."""

    def __init__(self, reason: str, *, too_dear: bool = False) -> None:
        super().__init__(reason)
        self.too_dear = too_dear


@dataclass(frozen=True)
class Limits:
    """What a program may use: seconds, bytes of address space (the libraries alone need about 250 million), bytes of
    what it writes."""

    seconds: int
    memory: int
    largest: int


@contextmanager
def local_copy(file: Any) -> Iterator[str]:
    """The path of a temporary copy of an open file, from its beginning. Raises ``Unreadable``."""
    with tempfile.NamedTemporaryFile() as copy:
        file.seek(0)
        while chunk := file.read(CHUNK):
            copy.write(chunk)
            if copy.tell() > LARGEST_FILE:
                raise Unreadable("berkas terlalu besar", too_dear=True)
        copy.flush()
        yield copy.name


@contextmanager
def stored_copy(document: Any) -> Iterator[str]:
    """The path of a temporary copy of a stored document, wherever storage is. Raises ``Unreadable``."""
    try:
        with document.file.open("rb") as stored, local_copy(stored) as path:
            yield path
    except OSError as error:
        raise Unreadable(f"berkas tidak terbuka: {type(error).__name__}") from error


def answer_of(program: Path, *arguments: str, limits: Limits) -> bytes:
    """What a program of ours writes to its standard output. Raises ``Unreadable`` as ``run`` does."""
    with tempfile.TemporaryFile() as answer:
        run(program, *arguments, limits=limits, answer=answer)
        answer.seek(0)
        return answer.read()


def run(program: Path, *arguments: str, limits: Limits, answer: BinaryIO) -> None:
    """Let a program of ours write into a file on disk; the limit on what it writes bounds it, as no pipe's would be.

    Raises ``Unreadable`` when it doesn't end in time or ends with an error.
    """
    # The program has a second of CPU more than time: it is ended here, unless nobody is left to do it.
    given = (limits.seconds + 1, limits.memory, limits.largest, program)
    process = start([str(LAUNCHER), *map(str, given), *arguments], answer)
    try:
        process.wait(timeout=limits.seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise Unreadable(f"tidak selesai dibaca dalam {limits.seconds} detik", too_dear=True) from None
    if process.returncode:
        dear = process.returncode in (OUT_OF_MEMORY, -signal.SIGXCPU, -signal.SIGKILL, -signal.SIGABRT)
        raise Unreadable(f"pembaca berhenti dengan kode {process.returncode}", too_dear=dear)


def start(arguments: list[str], answer: BinaryIO) -> "subprocess.Popen[bytes]":
    """A Python of its own, in a group of its own, that no secret goes along to."""
    return subprocess.Popen(
        [sys.executable, "-I", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"},
        start_new_session=True,
    )
