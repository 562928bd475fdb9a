"""The programs that read uploads, forked from a process that has imported their libraries.

Per program one such process, started when first asked. What it forks is the same launcher with the same limits,
environment, group and outputs; only the start of the interpreter and the imports are saved, 0.15 CPU seconds a time.
``python -I tests/forked.py PROGRAM`` is that process; its standard input is the socket it is asked over.
"""

import ast
import json
import os
import runpy
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 1 << 16
"""Bytes of a request: the launcher's arguments."""
_servers: dict[str, tuple["subprocess.Popen[bytes]", socket.socket]] = {}


class Forked:
    """What ``subprocess.Popen`` is to ``files.isolation``."""

    def __init__(self, arguments: list[str], answer: BinaryIO) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            socket.send_fds(
                _server(_program(arguments)), [json.dumps(arguments).encode()], [answer.fileno(), theirs.fileno()]
            )
        self._told, self.returncode = ours, None
        self.pid = int(ours.recv(64))

    def wait(self, timeout: float | None = None) -> int:
        self._told.settimeout(timeout)
        try:
            self.returncode = int(self._told.recv(64))
        except (TimeoutError, BlockingIOError):  # the second where there is no time at all
            raise subprocess.TimeoutExpired("forked", timeout or 0) from None
        self._told.close()
        return self.returncode


def instead_of(start: Callable[[list[str], BinaryIO], Any]) -> Callable[[list[str], BinaryIO], Any]:
    """``isolation.start``, forking; a test's own program, or one that is to find others there, is left to the given."""
    path = os.environ.get("PATH")

    def fork(arguments: list[str], answer: BinaryIO) -> Any:
        ours = Path(_program(arguments)).is_relative_to(ROOT) and os.environ.get("PATH") == path
        return Forked(arguments, answer) if ours else start(arguments, answer)

    return fork


def _program(arguments: list[str]) -> str:
    """After the launcher and its three limits."""
    return arguments[4]


def _server(program: str) -> socket.socket:
    if program not in _servers:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-I", __file__, program],
                stdin=theirs,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"},
            )
        _servers[program] = process, ours
    return _servers[program][1]


def stop() -> None:
    """End them and wait, so that what they cost is counted as the suite's."""
    while _servers:
        _, (process, asked) = _servers.popitem()
        asked.close()
        process.wait()


# --- in the process that forks ------------------------------------------------------------------------


def serve(program: str) -> None:
    _import_what(program)
    asked = socket.socket(fileno=os.dup(0))
    while True:
        request, given = _request(asked)
        if not request:
            break
        if os.fork() == 0:
            asked.close()
            _attend(json.loads(request), *given)
        for descriptor in given:
            os.close(descriptor)
        _reap(os.WNOHANG)
    _reap(0)


def _request(asked: socket.socket) -> tuple[bytes, list[int]]:
    data, given, _, _ = socket.recv_fds(asked, LONGEST, 2)
    return data, given


def _reap(how: int) -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, how)[0]:
            pass


def _import_what(program: str) -> None:
    """Import what the program imports, as it would itself."""
    sys.path.insert(0, str(ROOT))
    statements = ast.parse(Path(program).read_text()).body
    imports = [one for one in statements if isinstance(one, ast.Import | ast.ImportFrom)]
    exec(compile(ast.Module(imports, []), program, "exec"), {})
    sys.path.pop(0)


def _attend(arguments: list[str], answer: int, reply: int) -> None:
    """Fork the program, say its number, and when it ends how."""
    told = socket.socket(fileno=reply)
    if (pid := os.fork()) == 0:
        told.close()
        os.setpgid(0, 0)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(answer, 1)
        os._exit(_run(arguments))
    with suppress(OSError):  # whichever of the two comes first
        os.setpgid(pid, pid)
    with suppress(BrokenPipeError):  # nobody waits any more
        told.send(str(pid).encode())
        told.send(str(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])).encode())
    os._exit(0)


def _run(arguments: list[str]) -> int:
    """Run the launcher as ``python launcher arguments`` would; the exit code."""
    sys.argv = arguments
    try:
        runpy.run_path(arguments[0], run_name="__main__")
        sys.stdout.flush()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        return 1
    return 0


if __name__ == "__main__":
    serve(sys.argv[1])
