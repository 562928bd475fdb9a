"""Where kept pages are stored, for the tests of the public site."""

import pytest

from home.cache.memory import MemoryStore
from home.cache.redis import RedisStore
from tests.needs import REDIS, needs


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.redis)])
def store(request, tmp_path):
    """Each of the two stores, empty."""
    if request.param == "memory":
        return MemoryStore(str(tmp_path / "moments"), 64_000_000)
    redis_store = RedisStore(REDIS)
    needs("" if redis_store.moment() is not None else "Redis not reachable: start one or set TEST_REDIS_URL")
    redis_store._redis.flushdb()
    return redis_store
