"""What begins or ends by date: SOPs whose day has come, go-live and expiry times of pages.

One at a time: what fails is reported and never stops the rest.

Takes the place of Wagtail's command of the same name, which publishes outside a transaction and stops
at the first item that is refused.
"""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.management.commands.publish_scheduled import Command as StockCommand
from wagtail.models import Page, Revision

from workflows import compiler
from workflows.publishing import NotThroughSop

logger = logging.getLogger("workflows.schedule")


class Command(StockCommand):
    help = "Berlakukan SOP yang harinya tiba, tayangkan yang sudah waktunya, turunkan yang habis masa berlakunya."

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dryrun"]:
            super().handle(*args, **options)
            return
        compiler.govern_due()
        now = timezone.now()
        expired = Page.objects.filter(live=True, expire_at__lt=now).order_by("expire_at")
        due = Revision.objects.filter(approved_go_live_at__lt=now).order_by("approved_go_live_at")
        for pk in list(expired.values_list("pk", flat=True)):
            self._one(pk, partial(_expire, pk))
        for revision in list(due):
            if not self._one(
                int(revision.object_id), partial(revision.publish, log_action="wagtail.publish.scheduled")
            ):
                Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)

    def _one(self, page_id: int, act: Callable[[], Any]) -> bool:
        """Lock the page and act, all or nothing; False when the SOP forbids it.

        Any other failure is logged and left for the next sweep.
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
