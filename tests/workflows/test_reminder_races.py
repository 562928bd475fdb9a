"""Sweeps side by side, on either database: each person gets one digest."""

import os
import threading
from datetime import datetime, timedelta

import pytest
from django.db import connections

from home.demo_offices import bring_on
from messaging.models import OutboxMessage
from offices.models import OfficeRole
from offices.role_holders import people_in
from tests.clockwork import wib
from tests.conftest import user
from tests.workflows.test_races import committed, page_by  # noqa: F401  (the fixture works in the open)
from tests.world import appoint
from workflows.models import Reminder, StepVisit
from workflows.notifications.reminders import sweep

pytestmark = [pytest.mark.races, pytest.mark.both]
TRIALS = int(os.environ.get("RACE_TRIALS", "10"))
SWEEPERS = 4


@pytest.mark.django_db
def test_the_world_to_race_in_is_there():
    """Also makes pytest-django set the database up; the trials commit, so they can't carry the mark."""
    assert user("rembang.sekretaris").memberships.exists()


def sweep_together(at: datetime) -> list[BaseException]:
    barrier, faults = threading.Barrier(SWEEPERS), []

    def one() -> None:
        try:
            barrier.wait()
            sweep(at)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(SWEEPERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def test_four_sweeps_at_once_write_one_digest_per_person():
    role = OfficeRole.objects.get(office__slug="rembang", slug="sekretaris")
    for number in range(3):
        appoint(f"rembang.sekretaris.{number}", role)
    secretaries = people_in(role.office, ("sekretaris",))  # other trials may have left more of them
    at = wib("2026-11-26 09.31")
    for trial in range(TRIALS):
        run = bring_on(page_by(user("rembang.pengampu-konsep")), until=5)
        StepVisit.objects.filter(run=run, finished_at=None).update(
            started_at=at - timedelta(minutes=31), due_at=at - timedelta(minutes=1)
        )
        assert sweep_together(at) == []
        digests = OutboxMessage.objects.filter(reason="reminder", text__contains=run.page_title)
        assert sorted(message.user_id for message in digests) == sorted(one.pk for one in secretaries), trial
        matter = f"langkah-{run.open_visit.pk}"  # a digest also lists what earlier trials left waiting
        assert Reminder.objects.filter(message__in=digests, matter=matter).count() == len(secretaries)
        assert Reminder.objects.filter(user=None, matter=matter).count() == 1
