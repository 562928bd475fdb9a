"""Kept pages in Redis, for any number of processes and machines; a hit is one round trip.

Moments are Redis' own clock in microseconds, sixteen digits, compared as texts. Safe under eviction: a tag whose
moment is gone makes its pages invalid. Safe under restart and failover, whatever is persisted or replicated: every
name begins with the start and the line of replication of the Redis that answers, so what another kept is never found.

``page:KEY:ENCODING``  the moment up to which it was checked, then headers and body
``tags:KEY``           since when it holds, and the tags it must be checked by
``tag:TAG``            when the tag was last purged
``last``               when anything was last purged
``first``              since when this Redis has kept anything
"""

import json
import logging
import time
import zlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import redis

from home.cache.redis_address import client
from home.cache.store import CachedResponse

logger = logging.getLogger("home.cache")

PATIENCE = 0.25
"""Seconds a visitor waits for Redis at most."""
REST = 5
"""Seconds Redis is left alone after it failed."""
DIGITS = 16
"""Of a moment."""
ACQUAINTANCE = 30
"""Seconds after which connections are made anew: the address may lead to another Redis by now."""
FORGOTTEN = 86_400
"""Seconds after which a moment goes; what hangs on it is then rendered once more."""

MOMENT = """
local clock = redis.call('TIME')
local now = string.format('%.0f', clock[1] * 1000000 + clock[2])
for _, name in ipairs(KEYS) do redis.call('SET', name, now, 'NX', 'EX', ARGV[1]) end
return now
"""

CHECK = """
local tags, last = redis.call('GET', KEYS[2]), redis.call('GET', KEYS[3])
if not tags then return 0 end
local kept = cmsgpack.unpack(tags)
for _, moment in ipairs(redis.call('MGET', unpack(kept.tags))) do
  if not moment or moment > kept.since then
    redis.call('UNLINK', KEYS[1], KEYS[2])
    return 0
  end
end
if last and redis.call('EXISTS', KEYS[1]) == 1 then redis.call('SETRANGE', KEYS[1], 0, last) end
return 1
"""

PUT = """
local since, seconds, forgotten = ARGV[1], ARGV[2], ARGV[3]
if (redis.call('GET', KEYS[1]) or 'none') > since then return 0 end
local tags, fresh = {}, {}
for i = #KEYS + 2, #ARGV do tags[#tags + 1] = ARGV[i] end
for i, moment in ipairs(redis.call('MGET', unpack(tags))) do
  if not moment then fresh[#fresh + 1] = tags[i]
  elseif moment > since then return 0 end
end
for _, tag in ipairs(fresh) do redis.call('SET', tag, since, 'EX', forgotten) end
redis.call('SET', KEYS[2], cmsgpack.pack({tags = tags, since = since}), 'EX', seconds)
for i = 3, #KEYS do redis.call('SET', KEYS[i], since .. ARGV[i + 1], 'EX', seconds) end
return 1
"""

PURGE = """
local clock = redis.call('TIME')
local now = string.format('%.0f', clock[1] * 1000000 + clock[2])
for _, name in ipairs(KEYS) do redis.call('SET', name, now, 'EX', ARGV[1]) end
return 1
"""


class RedisStore:
    def __init__(self, address: str) -> None:
        self._redis = client(
            address, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, redis_connect_func=self._meet
        )
        self._moment, self._check, self._put, self._purge = map(
            self._redis.register_script, (MOMENT, CHECK, PUT, PURGE)
        )
        self._life = ""
        """Of the Redis met last: another after every start and failover."""
        self._resting_until, self._met_until = 0.0, time.monotonic() + ACQUAINTANCE

    def _meet(self, connection: Any) -> None:
        """Find out which Redis a new connection leads to."""
        connection.on_connect()
        connection.send_command("INFO")
        lines = connection.read_response().decode().splitlines()
        said = dict(line.split(":", 1) for line in lines if ":" in line)
        if said["role"] != "master":
            raise redis.ConnectionError("a replica answers, which may lag behind")
        self._life = f"{said['run_id'][:16]}{said['master_replid'][:16]}"

    def get(self, key: str, encoding: str) -> CachedResponse | None:
        life = self._life
        page_key, last_key = f"{life}page:{key}:{encoding}", f"{life}last"
        page, last = self._ask(self._redis.mget, page_key, last_key) or (None, None)
        if page is None:
            return None
        checked = last is not None and last <= page[:DIGITS]
        if not checked and not self._ask(self._check, [page_key, f"{life}tags:{key}", last_key]):
            return None
        if life != self._life:  # it was another that answered
            return None
        headers, _, body = page[DIGITS:].partition(b"\n")
        return CachedResponse(json.loads(headers), body)

    def moment(self) -> int | None:
        """Now, marked with the Redis whose clock it is; None while Redis is out of reach."""
        now = self._ask(self._moment, [f"{self._life}first", f"{self._life}last"], [FORGOTTEN])
        return int(now) << 32 | zlib.crc32(self._life.encode()) if now else None

    def put(
        self, key: str, page: Mapping[str, CachedResponse], tags: Iterable[str], *, since: int, seconds: int
    ) -> None:
        life = self._life
        if since & 0xFFFFFFFF != zlib.crc32(life.encode()):
            return
        keys = [f"{life}first", f"{life}tags:{key}", *(f"{life}page:{key}:{encoding}" for encoding in page)]
        pages = [json.dumps(kept.headers).encode() + b"\n" + kept.body for kept in page.values()]
        names = (f"{life}tag:{tag}" for tag in sorted(tags))
        self._ask(self._put, keys, [since >> 32, seconds, FORGOTTEN, *pages, *names])

    def purge(self, tags: Iterable[str]) -> bool:
        self._resting_until = 0
        while True:
            life = self._life
            done = self._ask(self._purge, [f"{life}last", *(f"{life}tag:{tag}" for tag in tags)], [FORGOTTEN]) == 1
            if life == self._life:
                return done

    def _ask(self, ask: Callable[..., Any], *arguments: Any) -> Any:
        """The answer; None when Redis can't be reached, and then for some seconds without trying."""
        now = time.monotonic()
        if now < self._resting_until:
            return None
        if now > self._met_until:
            self._redis.connection_pool.disconnect(inuse_connections=False)
            self._met_until = now + ACQUAINTANCE
        try:
            return ask(*arguments)
        except redis.RedisError as error:
            self._resting_until, self._met_until = now + REST, 0
            logger.warning("page cache out of reach: %s", error)
            return None
