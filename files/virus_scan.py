"""Asks clamd, where one is configured, whether an upload is clean: its INSTREAM command, as clamd(8) tells it."""

import socket
import struct
from collections.abc import Iterable
from typing import Any

from django.conf import settings

PATIENCE = 30.0
"""Seconds clamd may take for one answer; 50 MB take it two or three."""

INFECTED = (
    "Pemindai virus menemukan {} di berkas ini. "
    "Bersihkan komputer Anda dengan antivirus, lalu unggah berkas yang bersih."
)
UNREACHABLE = (
    "Berkas belum dapat diperiksa karena pemindai virus tidak menjawab. Coba lagi beberapa menit lagi; "
    "bila tetap begini, beri tahu petugas TI."
)


def fault(file: Any) -> str:
    """Why a file is refused; "" when it is clean, or nobody is asked. Without an answer ``CLAMD_REQUIRED`` decides."""
    if not settings.CLAMD:
        return ""
    file.seek(0)
    try:
        answer = _ask(b"zINSTREAM\0", file.chunks())
    except OSError:
        answer = ""
    finally:
        file.seek(0)
    if answer.endswith(" FOUND"):
        return INFECTED.format(answer.removeprefix("stream: ").removesuffix(" FOUND"))
    return UNREACHABLE if settings.CLAMD_REQUIRED and answer != "stream: OK" else ""


def answers() -> bool:
    """Whether clamd is there."""
    try:
        return _ask(b"zPING\0") == "PONG"
    except OSError:
        return False


def _ask(command: bytes, chunks: Iterable[bytes] | None = None) -> str:
    """One command and its answer; chunks go each with its length, an empty one ends them. Raises ``OSError``."""
    with _connected() as line:
        line.settimeout(PATIENCE)
        line.sendall(command)
        if chunks is not None:
            for chunk in chunks:
                line.sendall(struct.pack("!L", len(chunk)) + chunk)
            line.sendall(struct.pack("!L", 0))
        answer = b""
        while not answer.endswith(b"\0") and (more := line.recv(4096)):
            answer += more
    return answer.rstrip(b"\0").decode(errors="replace")


def _connected() -> socket.socket:
    if settings.CLAMD.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(3)
        line.connect(settings.CLAMD)
        return line
    host, _, port = settings.CLAMD.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=3)
