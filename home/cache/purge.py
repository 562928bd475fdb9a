"""Purging, when the transaction at hand is committed and never before; what fails is tried again."""

import logging
from collections.abc import Iterable
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from home.cache.store import the_store

logger = logging.getLogger("home.cache")

EVERYTHING = "everything"
"""The tag every kept page carries."""
RETRY = timedelta(seconds=10)


def purge_soon(*tags: str) -> None:
    """Purge once the change is committed; at once outside a transaction."""
    if tags and the_store() is not None:
        transaction.on_commit(partial(_purge, tags))


def _purge(tags: Iterable[str]) -> None:
    store = the_store()
    if store is not None and not store.purge(tags):
        logger.error("page cache out of reach, purge owed: %s", ", ".join(tags))
        purge_again.using(run_after=timezone.now() + RETRY).enqueue(list(tags))


@task(backend="outbox", queue_name="outbox")
def purge_again(tags: list[str]) -> None:
    """Make up for a purge that failed; while the store stays out of reach, once more later."""
    _purge(tags)
