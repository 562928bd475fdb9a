"""A real installation on this machine while tests run: database, Redis, two gunicorns and nginx before them."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import requests
from psycopg import sql

from tests.deploy.programs import ROOT, App, free_port, manage, program, redis_server

NGINX = ROOT / "deploy" / "nginx"
HOST = "serang.localhost"


@dataclass(frozen=True)
class Installation:
    """Where it answers (nginx before both processes, before A alone, before B alone), and what it was given."""

    place: Path
    env: dict[str, str]
    world: dict
    both: int
    a: int
    b: int
    apps: dict[str, App]


@contextmanager
def database(server: str) -> Iterator[str]:
    """A new database on that server, dropped afterwards; yields its address."""
    name = f"site_kpu_deploy_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def certificate(place: Path) -> None:
    """A self-signed certificate for this machine, where the web server's settings look for it."""
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-days", "2", "-subj", "/CN=uji", "-addext", f"subjectAltName=DNS:{HOST},IP:127.0.0.1"]
    command += ["-keyout", str(place / "privkey.pem"), "-out", str(place / "fullchain.pem")]
    subprocess.run(command, check=True, capture_output=True)


def nginx_settings(place: Path, *, https: int, http: int, upstreams: list[int]) -> Path:
    """deploy/nginx/site-kpu.conf with this machine's places and ports in the stead of an installation's."""
    text = (NGINX / "site-kpu.conf").read_text(encoding="utf-8")
    servers = "\n".join(f"    server 127.0.0.1:{port} fail_timeout=5s;" for port in upstreams)
    for theirs, ours in {
        "    server unix:/run/site-kpu/app.sock fail_timeout=5s;": servers,
        "    server unix:/run/site-kpu/desk.sock fail_timeout=5s;": servers,
        "    listen [::]:80 default_server;\n": "",
        "    listen [::]:443 ssl http2 default_server;\n": "",
        "listen 80 ": f"listen 127.0.0.1:{http} ",
        "listen 443 ": f"listen 127.0.0.1:{https} ",
        "/etc/site-kpu/tls/": f"{place}/",
        "/etc/site-kpu/nginx/": f"{place}/nginx-own/",
        "/srv/site-kpu/media/": f"{place}/media/",
        "/srv/site-kpu/app/deploy/nginx/": f"{NGINX}/",
        "/var/cache/nginx/site-kpu": f"{place}/cache-{https}",
        "/var/log/nginx/site-kpu.log": f"{place}/access-{https}.log",
    }.items():
        assert theirs in text, theirs
        text = text.replace(theirs, ours)
    (place / f"site-{https}.conf").write_text(text, encoding="utf-8")
    whole = place / f"nginx-{https}.conf"
    temporary = "".join(f"{kind}_temp_path {place}/{kind}-{https};" for kind in ("client_body", "proxy"))
    whole.write_text(
        # As root, nginx' own processes would give up their rights to the files of this test.
        f"{'user root;' if os.geteuid() == 0 else ''} daemon off; pid {place}/{https}.pid; error_log stderr;"
        "include /etc/nginx/modules-enabled/*.conf;"
        "worker_processes auto; events { worker_connections 768; }"  # as Debian delivers it
        " http { include /etc/nginx/mime.types;"
        f"{temporary} include {place}/site-{https}.conf; }}",
        encoding="utf-8",
    )
    return whole


def nginx_program() -> str:
    return shutil.which("nginx") or "/usr/sbin/nginx"


@contextmanager
def front(place: Path, *upstreams: int) -> Iterator[int]:
    """nginx before these processes, over HTTPS; yields its port."""
    https = free_port()
    settings = nginx_settings(place, https=https, http=free_port(), upstreams=list(upstreams))
    with program(nginx_program(), "-c", str(settings), port=https, place=place):
        yield https


@contextmanager
def installed(place: Path, server: str, **given: str) -> Iterator[Installation]:
    """Everything started and filled; everything gone afterwards. ``given`` are settings of its environment."""
    with ExitStack() as stack:
        address = stack.enter_context(database(server))
        if "REDIS_URL" not in given:
            redis_port = free_port()
            stack.enter_context(redis_server(redis_port, place))
            given["REDIS_URL"] = f"redis://127.0.0.1:{redis_port}/0"
        (place / "media").mkdir(exist_ok=True)
        kept = ("PATH", "HOME", "LANG", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE")
        env = {
            **{name: os.environ[name] for name in kept if name in os.environ},
            "DJANGO_SETTINGS_MODULE": "site_kpu.settings.production",
            "SECRET_KEY": "uji-" + os.urandom(32).hex(),
            "ALLOWED_HOSTS": ".localhost",
            "DATABASE_URL": address,
            "EMAIL_URL": "smtp://127.0.0.1:9",
            "DEFAULT_FROM_EMAIL": "Situs KPU <situs@contoh.kpu.go.id>",
            "WAGTAILADMIN_BASE_URL": f"https://{HOST}",
            "MEDIA_ROOT": str(place / "media"),
            "STATIC_ROOT": str(place / "static"),
            "X_ACCEL": "true",
            "WEB_CONCURRENCY": "1",
            **given,
        }
        static = subprocess.Popen(
            [sys.executable, "manage.py", "collectstatic", "--noinput"], cwd=ROOT, env=env, stdout=subprocess.DEVNULL
        )
        manage("migrate", env=env)
        loaded = subprocess.run(
            [sys.executable, "-m", "tests.deploy.world"], cwd=ROOT, env=env, stdout=subprocess.PIPE, check=True
        )
        assert static.wait(timeout=120) == 0
        certificate(place)
        apps = {name: App(place, env) for name in "ab"}
        for app in apps.values():
            stack.callback(app.stop)
            app.start()
        a, b = (app.port for app in apps.values())
        fronts = [stack.enter_context(front(place, *upstreams)) for upstreams in ((a, b), (a,), (b,))]
        yield Installation(place, env, json.loads(loaded.stdout), *fronts, apps)


class From(requests.adapters.HTTPAdapter):
    """Asks from an address of one's own."""

    def __init__(self, source: str) -> None:
        self._source = source
        super().__init__()

    def init_poolmanager(self, *given: Any, **more: Any) -> None:
        super().init_poolmanager(*given, source_address=(self._source, 0), **more)


class Visitor:
    """A browser of sorts: asks one of the web servers over HTTPS, keeps its cookies, follows no redirect.

    ``source`` is the address (127.x.y.z) that it asks from: what limits count by.
    """

    def __init__(
        self, installation: Installation, port: int | None = None, *, host: str = HOST, source: str = ""
    ) -> None:
        self._at, self.host, self.source = installation, host, source
        self.port = port or installation.both
        self._session = requests.Session()
        self._session.trust_env = False  # no proxies, no other certificates
        self._session.verify = str(installation.place / "fullchain.pem")
        if source:
            self._session.mount("https://", From(source))

    @property
    def cookies(self) -> requests.cookies.RequestsCookieJar:
        return self._session.cookies

    def get(self, address: str, *, port: int | None = None, **headers: str) -> requests.Response:
        return self._ask("GET", address, port, headers)

    def post(
        self,
        address: str,
        data: object = None,
        *,
        port: int | None = None,
        content_type: str = "",
        files: object = None,
        **headers: str,
    ) -> requests.Response:
        headers |= {"X-CSRFToken": self.cookies.get("__Host-csrf", "")}
        headers |= {"Referer": f"https://{self.host}/"} | ({"Content-Type": content_type} if content_type else {})
        return self._ask("POST", address, port, headers, data=data, files=files)

    def _ask(
        self, method: str, address: str, port: int | None, headers: dict[str, str], **more: object
    ) -> requests.Response:
        given = {"Host": self.host, **{name.replace("_", "-"): value for name, value in headers.items()}}
        url = f"https://127.0.0.1:{port or self.port}{address}"
        response = self._session.request(method, url, headers=given, allow_redirects=False, timeout=30, **more)
        response.context = None  # as Django's test client calls it
        return response
