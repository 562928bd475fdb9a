"""Tasks of the worker that come again and again: one of each waits in the queue, whatever happened to the last."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max


def keep_coming(task: Any, every: timedelta, wait: timedelta = timedelta(0)) -> None:
    """See that a task is in the queue, to run after ``wait``; yesterday's finished ones are cleared away."""
    mine, now = DBTaskResult.objects.filter(task_path=task.module_path), timezone.now()
    ready = mine.filter(status=TaskResultStatus.READY)
    # One further away than any of ours is put comes from a clock that was ahead.
    ready.filter(run_after__gt=now + every, run_after__lt=get_date_max()).update(run_after=now + wait)
    if not ready.exists():
        task.using(run_after=now + wait).enqueue()
    mine.finished().filter(finished_at__lt=now - timedelta(days=1)).delete()
