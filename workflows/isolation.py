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
from pathlib import Path
from typing import Any

LARGEST_FILE = 100 * 1024 * 1024
"""Bytes; a larger file is not opened."""


class Unreadable(Exception):
    """Why a file could not be read, in a few Indonesian words."""


@contextmanager
def local_copy(document: Any) -> Iterator[str]:
    """The path of a temporary copy of a stored document, wherever storage is. Raises ``Unreadable``."""
    try:
        with tempfile.NamedTemporaryFile(suffix=f".{document.file_extension.lower()}") as copy:
            with document.file.open("rb") as stored:
                size = 0
                for chunk in stored.chunks():
                    size += len(chunk)
                    if size > LARGEST_FILE:
                        raise Unreadable("berkas terlalu besar")
                    copy.write(chunk)
            copy.flush()
            yield copy.name
    except OSError as error:
        raise Unreadable(f"berkas tidak terbuka: {type(error).__name__}") from error


def answer_of(program: Path, *arguments: str, seconds: int) -> bytes:
    """What a program of ours writes to its standard output; it sets its own limits of memory and output.

    Raises ``Unreadable`` when it doesn't end in time or ends with an error.
    """
    command = [sys.executable, "-I", str(program), *arguments]
    environment = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"}  # no secret goes along
    # The answer goes to a file, not a pipe: the program's limit on what it writes then bounds what is read here.
    with tempfile.TemporaryFile() as answer:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise Unreadable(f"tidak selesai dibaca dalam {seconds} detik") from None
        if process.returncode:
            raise Unreadable(f"pembaca berhenti dengan kode {process.returncode}")
        answer.seek(0)
        return answer.read()
