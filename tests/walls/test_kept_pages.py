"""Kept pages of a Redis are worthless to the next one, whatever it saved or was told: a real server, killed."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis

from home.cache.redis import RedisStore
from home.cache.store import CachedResponse
from tests.needs import needs

pytestmark = pytest.mark.redis
PAGE = {"": CachedResponse({"ETag": '"1"'}, b"Isi yang kemudian ditarik.")}


@contextmanager
def server(folder: Path, *options: str) -> Iterator[redis.Redis]:
    """A Redis of its own with its files in a folder, killed without a word at the end."""
    needs("" if shutil.which("redis-server") else "redis-server not found: install redis-server")
    folder.mkdir(exist_ok=True)
    place = folder / "redis.sock"
    command = ["redis-server", "--port", "0", "--unixsocket", str(place), "--dir", str(folder), *options]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    client = redis.Redis(unix_socket_path=str(place))
    try:
        for _ in range(200):
            try:
                client.ping()
                break
            except redis.RedisError:
                time.sleep(0.02)
        yield client
    finally:
        process.kill()
        process.wait()
        place.unlink(missing_ok=True)


@pytest.fixture
def address(tmp_path):
    """Where the site finds Redis, whichever answers there now."""
    return tmp_path / "now"


def lead(address: Path, folder: Path) -> None:
    address.unlink(missing_ok=True)
    address.symlink_to(folder / "redis.sock")


def keep(store: RedisStore, key: str = "halaman") -> int:
    since = store.moment()
    store.put(key, PAGE, ["page:7"], since=since, seconds=3600)
    return since


def found(store: RedisStore, key: str = "halaman") -> bool:
    """Whether a page is found, by a process that knew the store before and by a new one."""
    store._resting_until = 0
    fresh = RedisStore(f"unix://{store._redis.connection_pool.connection_kwargs['path']}")
    fresh.moment()
    return any(one.get(key, "") is not None for one in (store, fresh))


@pytest.mark.parametrize("options", [(), ("--appendonly", "yes", "--appendfsync", "no")])
def test_a_page_taken_down_does_not_come_back_with_what_redis_had_saved(tmp_path, address, options):
    folder = tmp_path / "satu"
    with server(folder, *options) as client:
        lead(address, folder)
        store = RedisStore(f"unix://{address}")
        store.moment()
        keep(store)
        assert found(store)
        client.save()
        shutil.copytree(folder, tmp_path / "saved", ignore=shutil.ignore_patterns("*.sock"))
        assert store.purge(["page:7"])
        assert not found(store)
    shutil.copytree(tmp_path / "saved", folder, dirs_exist_ok=True)  # what had reached the disk
    with server(folder, *options) as client:
        assert client.keys("*page:halaman*"), "the saved page is there again"
        assert not found(store)
        keep(store)
        assert found(store)


def test_a_page_taken_down_does_not_come_back_from_a_replica_that_lagged(tmp_path, address):
    one, two = tmp_path / "satu", tmp_path / "dua"
    port = 20_000 + hash(str(tmp_path)) % 20_000
    with (
        server(one, "--port", str(port), "--repl-diskless-sync-delay", "0") as primary,
        server(two, "--replicaof", "127.0.0.1", str(port)) as replica,
    ):
        lead(address, one)
        store = RedisStore(f"unix://{address}")
        store.moment()
        begun = keep(store)
        for _ in range(500):
            if replica.info()["master_link_status"] == "up" and replica.keys("*page:halaman*"):
                break
            time.sleep(0.02)
        lead(address, two)
        store._met_until = 0
        assert not found(store), "a replica is not believed"
        replica.replicaof("NO", "ONE")
        lead(address, one)
        store._met_until = store._resting_until = 0
        assert found(store)
        assert store.purge(["page:7"])
        primary.shutdown(nosave=True)
        lead(address, two)
        assert not found(store)
        store.put("lain", PAGE, ["page:8"], since=begun, seconds=3600)
        assert not found(store, "lain"), "what was begun before the failover is not kept after it"
        keep(store)
        assert found(store)
        assert store.purge(["page:7"])
        assert not found(store)
