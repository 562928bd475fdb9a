"""Where Redis is: ``redis://host:port/0``, or several watchers that know which of two or more is the first now.

``redis+sentinel://:password@watcher-1:26379,watcher-2:26379/name-of-the-service/0``
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

import redis
from redis.sentinel import Sentinel

SCHEMES = ("redis", "rediss", "unix", "redis+sentinel")
USUAL_PORT = 26379


@dataclass(frozen=True)
class Watched:
    """What an address of watchers says."""

    watchers: list[tuple[str, int]]
    service: str
    database: int
    password: str | None


def watched(address: str) -> Watched | None:
    """What an address of watchers says; None for one of a single Redis. Raises ``ValueError``."""
    asked = urlsplit(address)
    if asked.scheme != "redis+sentinel":
        return None
    hosts = [host.partition(":") for host in asked.netloc.rpartition("@")[2].split(",") if host]
    service, _, database = asked.path.strip("/").partition("/")
    if not hosts or not service:
        raise ValueError("watchers or the name of the service are missing")
    password = unquote(asked.netloc.rpartition("@")[0].partition(":")[2]) or None
    return Watched([(host, int(port or USUAL_PORT)) for host, _, port in hosts], service, int(database or 0), password)


def is_one(address: str) -> bool:
    """Whether an address can lead to a Redis."""
    try:
        return watched(address) is not None or urlsplit(address).scheme in SCHEMES[:-1]
    except ValueError:
        return False


def client(address: str, **options: Any) -> redis.Redis:
    """A client for whatever Redis an address leads to; ``options`` are those of its connections."""
    found = watched(address)
    if found is None:
        return redis.Redis.from_url(address, **options)
    patience = {name: value for name, value in options.items() if name.startswith("socket_")}
    watch = Sentinel(found.watchers, sentinel_kwargs=patience)
    return watch.master_for(found.service, db=found.database, password=found.password, **options)


def cache(address: str) -> dict[str, Any]:
    """Django's cache there. Nothing in it is needed to answer: without Redis, requests pass uncounted."""
    options: dict[str, Any] = {"IGNORE_EXCEPTIONS": True, "SOCKET_CONNECT_TIMEOUT": 1, "SOCKET_TIMEOUT": 1}
    found = watched(address) if is_one(address) else None
    if found is not None:
        address = f"redis://{found.service}/{found.database}"
        options |= {
            "CLIENT_CLASS": "django_redis.client.SentinelClient",
            "CONNECTION_POOL_CLASS": "redis.sentinel.SentinelConnectionPool",
            "CONNECTION_FACTORY": "django_redis.pool.SentinelConnectionFactory",
            "SENTINELS": found.watchers,
            "PASSWORD": found.password,
        }
    return {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": address, "OPTIONS": options}
