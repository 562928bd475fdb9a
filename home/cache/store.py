"""Where kept pages are: in Redis for several machines, else in this machine's memory.

Both keep the same promise. Every tag has the moment of its last purge; a page is valid while none of its
tags was purged after the moment at which its rendering began. So a page rendered from rows that changed
meanwhile is never kept, and nothing has to know which pages carry a tag.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from django.conf import settings


@dataclass(frozen=True)
class CachedResponse:
    """A response ready to be sent again: its headers and its body as encoded for the visitor."""

    headers: dict[str, str]
    body: bytes


class Store(Protocol):
    """A place for kept pages. No method raises: a store out of reach behaves as an empty one."""

    def get(self, key: str, encoding: str) -> CachedResponse | None:
        """The page in an encoding ("br", "gzip" or ""), if it is still valid."""

    def moment(self) -> int | None:
        """The moment a rendering begins, to be handed to ``put``; None when the store is out of reach."""

    def put(
        self, key: str, page: Mapping[str, CachedResponse], tags: Iterable[str], *, since: int, seconds: int
    ) -> None:
        """Keep a page in its encodings for so many seconds, unless one of its tags was purged after ``since``."""

    def purge(self, tags: Iterable[str]) -> bool:
        """Make every page with one of the tags invalid, at once and everywhere; False when that failed."""


@cache
def the_store() -> Store | None:
    """The store of this installation: ``PAGE_CACHE`` is "" (none), "memory" or a redis:// address."""
    where = settings.PAGE_CACHE
    if not where:
        return None
    if where == "memory":
        from home.cache.memory import MemoryStore

        return MemoryStore(settings.PAGE_CACHE_FILE, settings.PAGE_CACHE_BYTES)
    from home.cache.redis import RedisStore

    return RedisStore(where)
