"""A bare Debian, booted with its own systemd and network, in which a guide's commands are run as they stand.

Debian's ``debootstrap``, ``systemd-nspawn`` and ``tinyproxy`` do it; the box reaches the world through the proxy only.
It needs root. ``missing`` says what isn't there.
"""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.equipment import ROOT

SUITE = "bookworm"
BARE = ROOT / "var" / "box" / SUITE
HOST, GUEST = "10.117.0.1", "10.117.0.2"
PROXY = f"http://{HOST}:8899"
NAME = "kotak-kpu"
TOOLS = {"debootstrap": "debootstrap", "systemd-nspawn": "systemd-container", "tinyproxy": "tinyproxy"}
BOOTED = 60
"""Seconds a box may take to boot."""
CERTIFICATES = Path("etc/ssl/certs/ca-certificates.crt")


def missing() -> str:
    """What a box needs and isn't here, in a sentence; "" where all is."""
    if os.geteuid() != 0:
        return "a booted Debian needs root"
    lacking = [package for tool, package in TOOLS.items() if not shutil.which(tool)]
    if lacking and subprocess.run(["apt-get", "install", "-y", *lacking], capture_output=True, check=False).returncode:
        return f"not found: apt-get install {' '.join(lacking)}"
    return ""


@dataclass
class Box:
    """A running one: its tree on this machine, and the process that is its first."""

    tree: Path
    leader: int

    def run(self, command: str, **env: str) -> subprocess.CompletedProcess[str]:
        """A command in the box as root, as at its prompt; both outputs in ``stdout``."""
        told = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root"}
        told |= {"http_proxy": PROXY, "https_proxy": PROXY, "no_proxy": "localhost,127.0.0.1,.test"}
        told |= {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        inside = ["nsenter", "--target", str(self.leader), "--all", "sh", "-c", f"cd /root; {command}"]
        pipe = subprocess.PIPE
        return subprocess.run(
            inside, env=told | env, cwd="/", text=True, stdout=pipe, stderr=subprocess.STDOUT, check=False
        )


def _bare() -> Path:
    """A bare tree, made once."""
    if not (BARE / "etc" / "debian_version").exists():
        BARE.parent.mkdir(parents=True, exist_ok=True)
        include = "--include=systemd,systemd-sysv,dbus,ca-certificates,iproute2"
        subprocess.run(["debootstrap", "--variant=minbase", include, SUITE, BARE], check=True, capture_output=True)
    return BARE


def _settled(tree: Path) -> None:
    """What a machine has before anybody follows a guide: package sources, a way out, a host name."""
    for name in ("sources.list", "sources.list.d"):
        given, there = Path("/etc/apt", name), tree / "etc" / "apt" / name
        if given.is_dir():
            shutil.copytree(given, there, dirs_exist_ok=True)
        elif given.exists():
            shutil.copy(given, there)
    (tree / "etc/apt/apt.conf.d/80proxy").write_text(f'Acquire::http::Proxy "{PROXY}";\n')
    shutil.copy(Path("/", CERTIFICATES), tree / CERTIFICATES)
    for hosts in (tree / "etc" / "hosts",):
        hosts.write_text(f"127.0.0.1 localhost kantor-satu.test kantor-dua.test surel.test\n{HOST} jalan-keluar\n")
    (tree / "etc" / "hostname").write_text("kotak\n")


@contextmanager
def _way_out(folder: Path) -> Iterator[None]:
    settings = folder / "tinyproxy.conf"
    settings.write_text(f"Port 8899\nListen {HOST}\nTimeout 600\nAllow {GUEST}\nMaxClients 50\nConnectPort 443\n")
    process = subprocess.Popen(["tinyproxy", "-d", "-c", settings], stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


@contextmanager
def running(folder: Path) -> Iterator[Box]:
    """A fresh box, booted; it and its tree go with the block."""
    tree = folder / "tree"
    subprocess.run(["cp", "-a", "--reflink=auto", _bare(), tree], check=True)
    _settled(tree)
    options = ["--register=no", "--keep-unit", "--network-veth", f"--machine={NAME}", "--link-journal=no"]
    wheels = os.environ.get("PIP_FIND_LINKS", "")
    options += [f"--bind-ro={wheels}"] if os.path.isdir(wheels) else []
    console = open(folder / "console.log", "w")  # noqa: SIM115  # as long as the box
    command = ["systemd-nspawn", "-b", "-D", tree, *options]
    process = subprocess.Popen(command, stdout=console, stdin=subprocess.PIPE)
    try:
        leader = _leader(process.pid)
        for command in (
            f"ip addr add {HOST}/24 dev ve-{NAME}",
            f"ip link set ve-{NAME} up",
            f"nsenter -t {leader} -n ip addr add {GUEST}/24 dev host0",
            f"nsenter -t {leader} -n ip link set host0 up",
        ):
            subprocess.run(command.split(), check=True)
        box = Box(tree, leader)
        deadline = time.monotonic() + BOOTED
        while "running" not in (said := box.run("systemctl is-system-running").stdout) and "degraded" not in said:
            if time.monotonic() > deadline:
                raise RuntimeError(f"the box does not boot: {said}; see {folder / 'console.log'}")
            time.sleep(0.5)
        with _way_out(folder):
            yield box
    finally:
        process.terminate()
        try:
            process.wait(BOOTED)
        except subprocess.TimeoutExpired:
            process.kill()
        console.close()
        shutil.rmtree(tree, ignore_errors=True)


def _leader(nspawn: int) -> int:
    """The process that is the first within: a descendant of nspawn whose number there is 1."""
    deadline = time.monotonic() + BOOTED
    while time.monotonic() < deadline:
        for child in _children(nspawn):
            for process in (child, *_children(child)):
                status = Path(f"/proc/{process}/status").read_text()
                if re.search(r"^NSpid:.*\s1$", status, re.MULTILINE) and status.startswith("Name:\tsystemd\n"):
                    return process
        time.sleep(0.2)
    raise RuntimeError("the box has no first process")


def _children(process: int) -> list[int]:
    return list(map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split()))
