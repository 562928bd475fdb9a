"""How the site's processes run; ``gunicorn -c deploy/gunicorn.conf.py site_kpu.wsgi``. See deploy/README.md."""

import os

bind = os.environ.get("BIND", "unix:/run/site-kpu/app.sock")  # under systemd its socket is taken instead
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
# Loaded once before the workers fork: they share its memory, and a missing setting ends the start with its sentence.
preload_app = True
timeout = 60
graceful_timeout = 30
keepalive = 75  # longer than nginx keeps its side, so that no request meets a closing connection
worker_tmp_dir = "/dev/shm"
