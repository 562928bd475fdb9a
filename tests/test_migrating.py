"""Three starts at once: one migrates, the others wait and find nothing to do."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg
import pytest
from django.core.files import locks
from django.db import connection

from operations.alone import MIGRATING
from tests.places import Place, furnished_place

pytestmark = pytest.mark.production


@pytest.fixture
def place(tmp_path, db) -> Iterator[Place]:
    """An installation that lacks one migration."""
    with furnished_place(tmp_path / "situs") as furnished:
        furnished.do("DROP TABLE django_session", "DELETE FROM django_migrations WHERE app = 'sessions'")
        yield furnished


@contextmanager
def somebody_migrating(place: Place) -> Iterator[None]:
    """Hold the lock that migrate takes."""
    if connection.vendor == "postgresql":
        with closing(psycopg.connect(place.database)) as own:
            own.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
            yield
    else:
        with open(f"{place.database}.lock", "w") as file:
            assert locks.lock(file, locks.LOCK_EX)
            yield


def test_of_three_starts_at_once_one_migrates(place):
    with somebody_migrating(place):
        started = [place.start("manage.py", "migrate", "--skip-checks") for _ in range(3)]
        while place.complaints.read_text().count("menunggu sampai selesai") < 3:
            assert not any(process.poll() for process in started), place.complaints.read_text()
        assert place.ask("SELECT count(*) FROM django_migrations WHERE app = 'sessions'") == [(0,)]
    said = [process.communicate(timeout=240)[0] for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], place.complaints.read_text()
    assert sorted("Applying sessions.0001_initial... OK" in words for words in said) == [False, False, True]
    assert sum("No migrations to apply" in words for words in said) == 2
    assert place.ask("SELECT count(*) FROM django_session") == [(0,)]
