"""Certificates, copies of backups and Redis behind watchers, each with the real program."""

import os
import ssl
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django_redis.cache import RedisCache

from home import hosts
from home.cache import redis_address
from home.cache.redis import RedisStore
from home.cache.store import CachedResponse
from operations import surroundings
from operations.backups import keeping
from operations.backups.faults import BackupFault
from tests.deploy.programs import free_port
from tests.needs import needs
from tests.operations.test_jobs import part_of


@pytest.fixture
def shown(tmp_path, settings, monkeypatch):
    """A front server that shows a certificate of so many days for ``kantor.test``."""
    running = []

    def show(days: int) -> None:
        key, cert = tmp_path / "kunci.pem", tmp_path / "sertifikat.pem"
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert]
        command += ["-days", str(days), "-subj", "/CN=kantor.test", "-addext", "subjectAltName=DNS:kantor.test"]
        subprocess.run(command, check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert, key)
        server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
        server.handle_error = lambda *_: None  # whoever doesn't like the certificate hangs up
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        running.append(server)
        settings.READERS_ENTRANCE = f"127.0.0.1:{server.server_port}"
        monkeypatch.setenv("SSL_CERT_FILE", str(cert))

    yield show
    for server in running:
        server.shutdown()
        server.server_close()


@pytest.mark.deploy
def test_a_certificate_is_asked_for_its_end_and_its_names(shown):
    shown(60)
    assert hosts.certificate_fault("kantor.test") == ""
    assert "tidak berlaku" in hosts.certificate_fault("kantor-baru.test")
    shown(9)
    assert "berakhir 8 hari lagi" in hosts.certificate_fault("kantor.test")


@pytest.mark.deploy
def test_backups_are_copied_away_and_a_copy_that_fails_is_told(tmp_path, settings):
    settings.BACKUP_REMOTE = str(tmp_path / "jauh")
    (tmp_path / "situs-20260105-020000.tar.age").write_text("isi")
    (tmp_path / "situs-20260105-020000.daftar").write_text("{}")
    keeping.copy_away(tmp_path)
    assert os.listdir(tmp_path / "jauh") == ["situs-20260105-020000.tar.age"]
    settings.BACKUP_REMOTE = "tidak-ada:cadangan"
    with pytest.raises(BackupFault, match="tidak tersalin"):
        keeping.copy_away(tmp_path)


@pytest.mark.deploy
def test_pages_and_counts_are_kept_where_the_watchers_say(tmp_path):
    first, watcher = free_port(), free_port()
    (tmp_path / "watch.conf").write_text(f"port {watcher}\nsentinel monitor kpu 127.0.0.1 {first} 1\n")
    commands = [
        ["redis-server", "--port", str(first), "--save", ""],
        ["redis-server", str(tmp_path / "watch.conf"), "--sentinel"],
    ]
    try:
        started = [subprocess.Popen(one, cwd=tmp_path, stdout=subprocess.DEVNULL) for one in commands]
    except FileNotFoundError:
        needs("redis-server is not installed")
    try:
        address = f"redis+sentinel://127.0.0.1:{watcher}/kpu/1"
        deadline = time.monotonic() + 15
        while (store := RedisStore(address)).moment() is None:  # whom the watcher knows it says after a moment
            assert time.monotonic() < deadline
            time.sleep(0.1)
        moment = store.moment()
        store.put("halaman", {"": CachedResponse({}, b"isi")}, {"tanda"}, since=moment, seconds=60)
        assert store.get("halaman", "").body == b"isi"
        given = redis_address.cache(address)
        counted = RedisCache(given["LOCATION"], {"OPTIONS": given["OPTIONS"] | {"IGNORE_EXCEPTIONS": False}})
        counted.set("hitung", 7)
        assert counted.get("hitung") == 7
    finally:
        for process in started:
            process.terminate()
            process.wait()


@pytest.mark.deploy
def test_redis_without_a_bound_or_that_refuses_when_full_is_told(settings, tmp_path):
    port = free_port()
    settings.REDIS_URL = f"redis://127.0.0.1:{port}/0"
    assert "tidak menjawab" in part_of(surroundings.redis_settings).fault
    server = subprocess.Popen(
        ["redis-server", "--port", str(port), "--save", ""], cwd=tmp_path, stdout=subprocess.DEVNULL
    )
    try:
        client = redis_address.client(settings.REDIS_URL)
        deadline = time.monotonic() + 15
        while "tidak menjawab" in (part := part_of(surroundings.redis_settings)).fault:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert "semua memori" in part.fault
        client.config_set("maxmemory", "256mb")
        assert "menolak halaman baru" in part_of(surroundings.redis_settings).fault
        client.config_set("maxmemory-policy", "allkeys-lru")
        assert part_of(surroundings.redis_settings).well
    finally:
        server.terminate()
        server.wait()
