"""How the site's processes run; ``gunicorn -c deploy/gunicorn.conf.py site_kpu.wsgi``. See deploy/README.md."""

import ctypes
import os
import sys
from contextlib import suppress
from pathlib import Path

os.environ["WEB_PROCESS"] = "true"  # what the database spends on one statement is bounded here (settings/base.py)
bind = os.environ.get("BIND", "unix:/run/site-kpu/app.sock")  # under systemd its socket is taken instead
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "8"))
# A page of the admin computes for tenths of a second, a kept page for half a thousandth. With Python's own interval of
# 5 ms the latter would wait as long for its turn at every look at Redis and the network.
sys.setswitchinterval(0.0005)
# Two heaps for all threads: with one each, what a large page of the admin once needed would stay eight times over.
with suppress(AttributeError, OSError):  # glibc's alone
    ctypes.CDLL(None).mallopt(-8, 2)  # M_ARENA_MAX
# Loaded once before the workers fork: they share its memory, and a missing setting ends the start with its sentence.
preload_app = True
timeout = 60
graceful_timeout = 30
keepalive = 75  # longer than nginx keeps its side, so that no request meets a closing connection
worker_tmp_dir = "/dev/shm"
control_socket_disable = True  # systemd is who restarts and stops
if folder := os.environ.get("METRICS_DIR"):
    # Counts of processes that are gone are of no release that answers; those of the other service stay.
    os.makedirs(folder, exist_ok=True)
    for counted in Path(folder).glob("*_*.db"):
        with suppress(OSError, ValueError):
            if not Path("/proc", str(int(counted.stem.rpartition("_")[2]))).exists():
                counted.unlink()
