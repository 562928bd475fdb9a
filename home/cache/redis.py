"""Kept pages in Redis, for any number of processes and machines; a hit is one round trip.

Moments are Redis' own clock in microseconds, sixteen digits, compared as texts. Safe under eviction and
restarts: a tag whose moment is gone makes its pages invalid, and nothing rendered before a restart is kept
after it.

``page:KEY:ENCODING``  the moment up to which it was checked, then headers and body
``tags:KEY``           since when it holds, and the tags it must be checked by
``tag:TAG``            when the tag was last purged
``last``               when anything was last purged
``first``              since when this Redis has kept anything
"""

import json
import logging
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import redis

from home.cache.store import Kept

logger = logging.getLogger("home.cache")

PATIENCE = 0.25
"""Seconds a visitor waits for Redis at most."""
REST = 5
"""Seconds Redis is left alone after it failed."""
DIGITS = 16
"""Of a moment."""

MOMENT = """
local clock = redis.call('TIME')
local now = string.format('%.0f', clock[1] * 1000000 + clock[2])
redis.call('SET', 'first', now, 'NX')
redis.call('SET', 'last', now, 'NX')
return now
"""

CHECK = """
local tags, last = redis.call('GET', KEYS[2]), redis.call('GET', 'last')
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
local since, seconds = ARGV[1], ARGV[2]
if (redis.call('GET', 'first') or 'none') > since then return 0 end
local tags, fresh = {}, {}
for i = #KEYS + 2, #ARGV do tags[#tags + 1] = ARGV[i] end
for i, moment in ipairs(redis.call('MGET', unpack(tags))) do
  if not moment then fresh[#fresh + 1] = tags[i]
  elseif moment > since then return 0 end
end
for _, tag in ipairs(fresh) do redis.call('SET', tag, since) end
redis.call('SET', KEYS[1], cmsgpack.pack({tags = tags, since = since}), 'EX', seconds)
for i = 2, #KEYS do redis.call('SET', KEYS[i], since .. ARGV[i + 1], 'EX', seconds) end
return 1
"""

PURGE = """
local clock = redis.call('TIME')
local now = string.format('%.0f', clock[1] * 1000000 + clock[2])
for _, tag in ipairs(KEYS) do redis.call('SET', tag, now) end
redis.call('SET', 'last', now)
return 1
"""


class RedisStore:
    def __init__(self, address: str) -> None:
        self._redis = redis.Redis.from_url(address, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
        self._moment, self._check, self._put, self._purge = map(
            self._redis.register_script, (MOMENT, CHECK, PUT, PURGE)
        )
        self._resting_until = 0.0

    def get(self, key: str, encoding: str) -> Kept | None:
        page_key = f"page:{key}:{encoding}"
        page, last = self._ask(self._redis.mget, page_key, "last") or (None, None)
        if page is None:
            return None
        checked = last is not None and last <= page[:DIGITS]
        if not checked and not self._ask(self._check, [page_key, f"tags:{key}"]):
            return None
        headers, _, body = page[DIGITS:].partition(b"\n")
        return Kept(json.loads(headers), body)

    def moment(self) -> int | None:
        """Now; None while Redis is out of reach."""
        now = self._ask(self._moment)
        return int(now) if now else None

    def put(self, key: str, page: Mapping[str, Kept], tags: Iterable[str], *, since: int, seconds: int) -> None:
        keys = [f"tags:{key}", *(f"page:{key}:{encoding}" for encoding in page)]
        pages = [json.dumps(kept.headers).encode() + b"\n" + kept.body for kept in page.values()]
        self._ask(self._put, keys, [since, seconds, *pages, *(f"tag:{tag}" for tag in sorted(tags))])

    def purge(self, tags: Iterable[str]) -> bool:
        self._resting_until = 0
        return self._ask(self._purge, [f"tag:{tag}" for tag in tags]) == 1

    def _ask(self, ask: Callable[..., Any], *arguments: Any) -> Any:
        """The answer; None when Redis can't be reached, and then for some seconds without trying."""
        if time.monotonic() < self._resting_until:
            return None
        try:
            return ask(*arguments)
        except redis.RedisError as error:
            self._resting_until = time.monotonic() + REST
            logger.warning("page cache out of reach: %s", error)
            return None
