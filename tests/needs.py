"""What some tests need beside Python, and what happens where it is missing."""

import os

import pytest

REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")


def needs(missing: str) -> None:
    """Leave the test out when something is missing ("" if nothing is), or fail it where all is required."""
    if missing and os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)
