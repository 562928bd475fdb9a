"""Purging, when the transaction at hand is committed and never before; what fails is tried again.

The order to purge is a row of the queue, written with the change. The process that made the change purges as soon as
it is committed and takes the order back; where it died in between or the store was out of reach, the worker does it.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from home.cache.store import the_store

logger = logging.getLogger("home.cache")

EVERYTHING = "everything"
"""The tag every kept page carries."""
RETRY = timedelta(seconds=10)


def purge_soon(*tags: str) -> None:
    """Purge once the change is committed; at once outside a transaction."""
    if not tags or the_store() is None:
        return
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        _purge(tags)
        return
    # A rolled-back savepoint takes its purges off this list, so what is on it will happen with this change.
    coming = [act for _, act, _ in connection.run_on_commit if isinstance(act, _Purge) and not act.done]
    if new := set(tags).difference(*(purge.tags for purge in coming)):
        transaction.on_commit(_Purge(new))


class _Purge:
    """One purge ordered and not yet done."""

    def __init__(self, tags: Iterable[str]) -> None:
        self.tags, self.done, self._order = sorted(tags), False, _order(tags)

    def __call__(self) -> None:
        self.done = True
        if _purged(self.tags):
            DBTaskResult.objects.filter(pk=self._order, status=TaskResultStatus.READY).delete()


def _order(tags: Iterable[str]) -> Any:
    """Tell the worker to purge a little later; the order's number."""
    return purge_again.using(run_after=timezone.now() + RETRY).enqueue(sorted(tags)).id


def _purged(tags: Iterable[str]) -> bool:
    store = the_store()
    if store is None or store.purge(tags):
        return True
    logger.error("page cache out of reach, purge owed: %s", ", ".join(tags))
    return False


def _purge(tags: Iterable[str]) -> None:
    if not _purged(tags):
        _order(tags)


@task(backend="outbox", queue_name="outbox")
def purge_again(tags: list[str]) -> None:
    """Make up for a purge that was not done; while the store stays out of reach, once more later."""
    _purge(tags)
