"""What serves only the day is cleared when its time is over; the record of the SOPs stays, whatever its age."""

from datetime import timedelta
from io import StringIO

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.api_keys import ApiKey
from messaging.models import OutboxMessage
from messaging.outbox import send_due
from operations.backups.facts import tables_of
from operations.retention import expired
from tests.conftest import started, user
from workflows.models import DecisionLink, Reminder, SopEvent, SopRun, StepVisit
from workflows.notifications.announcing import about

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def ago(days: int):
    return timezone.now() - timedelta(days=days)


def apply(**options) -> str:
    said = StringIO()
    call_command("apply_retention", stdout=said, **options)
    return said.getvalue()


@pytest.fixture
def old_world():
    """An item of long ago with all it left, and the same things young enough to keep."""
    run = started("serang")
    SopRun.objects.filter(pk=run.pk).update(started_at=ago(5000))
    StepVisit.objects.filter(run=run).update(started_at=ago(5000))
    person = user("serang.staf")
    OutboxMessage.objects.all().delete()
    event = run.events.first()
    for days, sent in ((366, ago(366)), (364, ago(364)), (5000, None)):
        OutboxMessage.objects.create(
            user=user(f"serang.{'staf' if sent else 'kasubag'}"), address="a@example.id", reason="next", sent_at=sent,
            created_at=ago(days), about=about(event) if days == 366 else "",
        )  # fmt: skip
    DBTaskResult.objects.all().delete()
    for status, days in (("SUCCESSFUL", 15), ("FAILED", 15), ("SUCCESSFUL", 13), ("READY", 5000)):
        send_due.enqueue()
        DBTaskResult.objects.filter(status="READY", finished_at=None).update(
            status=status, enqueued_at=ago(days), finished_at=None if status == "READY" else ago(days)
        )
    DecisionLink.objects.all().delete()
    for days, sha in ((91, "a"), (89, "b")):
        DecisionLink.objects.create(user=person, visit=run.open_visit, sent_sha256=sha * 64, expires_at=ago(days))
    for days, name in ((91, "lama"), (89, "baru")):
        ApiKey.objects.make(person, name)
        ApiKey.objects.filter(name=name).update(expires_at=ago(days))
    for days in (31, 29):
        attempt = AccessAttempt.objects.create(username=f"x{days}", failures_since_start=1)
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=ago(days))
    Session.objects.all().delete()
    for days in (1, -1):
        Session.objects.create(session_key=f"sesi{days}", session_data="", expire_date=ago(days))
    return run


def test_only_what_is_past_its_time_goes(old_world):
    said = apply()
    assert [line.split()[0] for line in said.splitlines()] == ["1", "0", "2", "1", "1", "1", "1"]
    assert "KEEP_MESSAGE_DAYS: 365 hari" in said
    unsent = [message.sent_at is None for message in OutboxMessage.objects.all()]
    assert sorted(unsent) == [False, True, True, True], "two of them tell of a key that was made"
    assert sorted(set(DBTaskResult.objects.values_list("status", flat=True))) == ["READY", "SUCCESSFUL"]
    assert DBTaskResult.objects.finished().count() == 1
    assert DecisionLink.objects.get().sent_sha256 == "b" * 64
    assert ApiKey.objects.get().name == "baru"
    assert AccessAttempt.objects.get().username == "x29"
    assert Session.objects.get().session_key == "sesi-1"
    assert {line.split()[0] for line in apply().splitlines()} == {"0"}


def test_a_dry_run_tells_the_same_and_clears_nothing(old_world):
    told = apply(dry_run=True)
    assert "akan dihapus" in told
    assert apply() == told.replace("akan dihapus", "dihapus")


def test_the_periods_are_settings(old_world, settings):
    settings.KEEP_MESSAGE_DAYS = settings.KEEP_TASK_DAYS = settings.KEEP_LINK_DAYS = 5001
    settings.KEEP_API_KEY_DAYS = settings.KEEP_LOGIN_ATTEMPT_DAYS = 5001
    assert [line.split()[0] for line in apply().splitlines()] == ["0"] * 6 + ["1"]


def test_the_record_stays_whatever_its_age(old_world, settings):
    from django.db import connection

    settings.KEEP_MESSAGE_DAYS = settings.KEEP_TASK_DAYS = settings.KEEP_LINK_DAYS = settings.KEEP_API_KEY_DAYS = 0
    passing = {part.rows.model._meta.db_table for part in expired()}
    before = tables_of(connection)
    apply()
    after = tables_of(connection)
    assert {name for name in before if before[name] != after[name]} <= passing | {"wagtailcore_referenceindex"}
    assert SopEvent.objects.filter(run=old_world).exists()


def test_nothing_else_goes_along_with_what_is_cleared():
    """Only what is itself cleared, or empty without it, hangs on it by a cascade."""
    hanging = {
        relation.related_model
        for part in expired()
        for relation in part.rows.model._meta.related_objects
        if relation.on_delete.__name__ == "CASCADE"
    }
    assert {model.__name__ for model in hanging} == {"AccessAttemptExpiration", "Reminder"}


def test_what_was_reminded_of_is_not_reminded_of_again(old_world):
    message = OutboxMessage.objects.get(sent_at__lt=ago(365))
    Reminder.objects.create(
        matter="langkah-1", mark="50", office=old_world.office, user=message.user, message=message, at=ago(366)
    )
    apply()
    kept = Reminder.objects.get(matter="langkah-1", mark="50", user=message.user)
    assert kept.message is None
