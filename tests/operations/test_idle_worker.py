"""What waits costs nothing: the worker keeps go-live times itself, and nothing else has to run for them."""

from datetime import timedelta
from unittest import mock

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page

from tests.conftest import holder, started, walk_to
from workflows.actions import schedule

pytestmark = pytest.mark.django_db


def test_the_worker_puts_a_scheduled_text_live_and_looks_again_a_minute_later():
    run = started("serang")
    run = walk_to(run, run.sop.publish_step.number)
    at = timezone.localtime() + timedelta(hours=2)
    publisher = holder("serang", run.sop.publish_step.roles[0])
    publisher.act(run.page_id, "publish", go_live_at=at.strftime("%Y-%m-%d %H:%M"))
    later = at + timedelta(minutes=1)
    with mock.patch("django.utils.timezone.now", return_value=later):
        schedule.look_at_the_clock.func()
    assert Page.objects.get(pk=run.page_id).live
    waiting = DBTaskResult.objects.filter(
        task_path=schedule.look_at_the_clock.module_path, status=TaskResultStatus.READY
    )
    assert waiting.get().run_after == later + schedule.EVERY
    assert timedelta(seconds=30) <= schedule.EVERY <= timedelta(minutes=1)


def test_the_worker_begins_with_both_in_its_queue_and_watches_no_files():
    with mock.patch("operations.management.commands.run_outbox.call_command") as worker:
        call_command("run_outbox")
    assert "--no-reload" in worker.call_args.args
    for path in (schedule.look_at_the_clock.module_path, "workflows.notifications.reminders.sweep_due"):
        assert DBTaskResult.objects.filter(task_path=path, status=TaskResultStatus.READY).count() == 1
