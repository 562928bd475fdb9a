"""Kept pages in the memory of each process; purges reach every process of the machine.

The moments of the purges stand in one small memory-mapped file: reading them costs nothing, and a
management command purges what the web server keeps. Tags share 65,536 places by their checksum; two that
fall together are merely purged together.
"""

import fcntl
import mmap
import threading
import time
import zlib
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from home.cache.store import CachedResponse

PLACES = 65_536
WIDTH = 8
"""Bytes of one moment."""


@dataclass(frozen=True)
class _Entry:
    encodings: dict[str, CachedResponse]
    places: tuple[int, ...]
    since: int
    ends: float
    size: int


class MemoryStore:
    """At most ``limit`` bytes of page bodies per process, the least recently used go first."""

    def __init__(self, file: str, limit: int) -> None:
        path = Path(file)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a+b")
        size = WIDTH * (PLACES + 1)
        if path.stat().st_size < size:
            self._file.truncate(size)
        # Place 0 counts the purges; the others hold the count at which a tag there was last purged.
        self._moments = memoryview(mmap.mmap(self._file.fileno(), size)).cast("Q")
        self._pages: OrderedDict[str, _Entry] = OrderedDict()
        self._lock = threading.Lock()
        self._limit, self._held = limit, 0

    def get(self, key: str, encoding: str) -> CachedResponse | None:
        entry = self._pages.get(key)
        if entry is None:
            return None
        if entry.ends < time.time() or any(self._moments[place] > entry.since for place in entry.places):
            self._drop(key)
            return None
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
        return entry.encodings.get(encoding)

    def moment(self) -> int:
        return self._moments[0]

    def put(
        self, key: str, page: Mapping[str, CachedResponse], tags: Iterable[str], *, since: int, seconds: int
    ) -> None:
        places = tuple({self._place(tag) for tag in tags})
        size = sum(len(kept.body) for kept in page.values())
        self._drop(key)
        with self._lock:
            self._pages[key] = _Entry(dict(page), places, since, time.time() + seconds, size)
            self._held += size
            while self._held > self._limit and self._pages:
                self._held -= self._pages.popitem(last=False)[1].size

    def purge(self, tags: Iterable[str]) -> bool:
        with self._lock:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                moment = self._moments[0] + 1
                for tag in tags:
                    self._moments[self._place(tag)] = moment
                self._moments[0] = moment
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)
        return True

    @staticmethod
    def _place(tag: str) -> int:
        return 1 + zlib.crc32(tag.encode()) % PLACES

    def _drop(self, key: str) -> None:
        with self._lock:
            if entry := self._pages.pop(key, None):
                self._held -= entry.size
