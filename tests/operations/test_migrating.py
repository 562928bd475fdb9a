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
        with open(f"{place.database}.{MIGRATING:x}.lock", "w") as file:
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


MOVED = ("office", "division", "officerole", "membership", "delegation", "workinghours", "calendarday")
BEFORE = (("workflows", "0017"), ("messaging", "zero"), ("offices", "zero"), ("sops", "zero"), ("accounts", "0005"))
MESSAGES = ("outboxmessage", "officechannel", "channeldelivery", "notificationpreference")
NAMED = """
SELECT app_label, model, count(p.id) FROM django_content_type t JOIN auth_permission p ON p.content_type_id = t.id
WHERE model IN ('office', 'sop', 'sopversion', 'apikey', 'membership', 'officechannel') GROUP BY 1, 2 ORDER BY 1, 2
"""


def test_a_database_of_before_the_rooms_goes_along_with_everything_in_it(tmp_path, db):
    with furnished_place(tmp_path / "situs") as place:
        counted = {
            name: place.ask(f"SELECT count(*) FROM {name}")
            for name in (
                *(f"offices_{one}" for one in MOVED),
                *(f"messaging_{one}" for one in MESSAGES),
                *("sops_sop", "sops_sopversion", "accounts_apikey"),
            )
        }
        assert counted["offices_membership"] > [(0,)]
        named = place.ask(NAMED)
        for back in (
            ("workflows", "0017"),
            ("messaging", "zero"),
            ("offices", "zero"),
            ("sops", "zero"),
            ("accounts", "0005"),
        ):
            assert place.manage("migrate", *back, "--skip-checks").returncode == 0, place.complaints.read_text()
        assert place.ask("SELECT count(*) FROM workflows_membership") == counted["offices_membership"]
        new = "app_label IN ('offices', 'sops', 'messaging') OR app_label = 'accounts' AND model = 'apikey'"
        place.do(  # what the old release, with the models where they were, would not have written
            f"DELETE FROM auth_permission WHERE content_type_id IN (SELECT id FROM django_content_type WHERE {new})",
            f"DELETE FROM django_content_type WHERE {new}",
        )
        assert {label for label, *_ in place.ask(NAMED)} == {"workflows"}
        assert place.manage("migrate", "--skip-checks").returncode == 0, place.complaints.read_text()
        assert {name: place.ask(f"SELECT count(*) FROM {name}") for name in counted} == counted
        assert place.ask(NAMED) == named
        assert place.manage("verify_published").returncode == 0, place.complaints.read_text()
