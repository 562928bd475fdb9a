"""What begins or ends by date: SOPs whose day has come, go-live and expiry times of pages.

One at a time: what fails is reported and never stops the rest.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task
from wagtail.models import Page, Revision

from workflows.gate.publishing import NotThroughSop
from workflows.models import compiler
from workflows.models.recurring import keep_coming

logger = logging.getLogger("workflows.schedule")

EVERY = timedelta(minutes=1)
"""How often the worker looks: a text goes live at most so late."""


@task(backend="outbox", queue_name="outbox")
def look_at_the_clock() -> None:
    """One look of the worker, and the order for the next."""
    keep_looking(EVERY)
    keep_dates()


def keep_looking(wait: timedelta = timedelta(0)) -> None:
    """See that a look is in the queue."""
    keep_coming(look_at_the_clock, EVERY, wait)


def keep_dates() -> None:
    """Do whatever is due by now."""
    compiler.govern_due()
    compiler.choices_due()
    now = timezone.now()
    expired = Page.objects.filter(live=True, expire_at__lt=now).order_by("expire_at")
    due = Revision.objects.filter(approved_go_live_at__lt=now).order_by("approved_go_live_at")
    for pk in list(expired.values_list("pk", flat=True)):
        _one(pk, partial(_expire, pk))
    for revision in list(due):
        if not _one(int(revision.object_id), partial(revision.publish, log_action="wagtail.publish.scheduled")):
            Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)


def _one(page_id: int, act: Callable[[], Any]) -> bool:
    """Lock the page and act, all or nothing; False when the SOP forbids it.

    Any other failure is logged and left for the next look.
    """
    try:
        with transaction.atomic():
            if Page.objects.select_for_update().filter(pk=page_id).exists():
                act()
    except NotThroughSop as refusal:
        logger.warning("page %s: %s", page_id, refusal)
        return False
    except Exception:
        logger.exception("page %s could not be published or expired", page_id)
    return True


def _expire(page_id: int) -> None:
    Page.objects.get(pk=page_id).unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
