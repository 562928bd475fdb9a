"""Mail about what is disturbed, to those who can mend it: once when it lasts, each day after, and when it is over.

Two watch each other: the worker looks every five minutes, the hourly jobs once an hour. Mail leaves at once and not
through the queue, for the queue may be what stands still.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from accounts.mail import AutomaticMail
from offices.models import HEADQUARTERS_GROUP
from operations import health, jobs
from operations.models import ToldFault
from operations.part import Part
from workflows.models.recurring import keep_coming

logger = logging.getLogger("operations.alerts")

EVERY = timedelta(minutes=5)
LASTING = timedelta(minutes=4)
"""What is over by the next look is not told."""
AGAIN = timedelta(days=1)


@task(backend="outbox", queue_name="outbox")
def look_after_the_site() -> None:
    """One look of the worker, its sign of life, and the order for the next."""
    keep_looking(EVERY)
    with jobs.recorded("worker"):
        tell()


def keep_looking(wait: timedelta = timedelta(0)) -> None:
    """See that a look is in the queue."""
    keep_coming(look_after_the_site, EVERY, wait)


def tell(now: datetime | None = None) -> None:
    """Mail what has come up or is over since the last look. What can't be sent is sent at the next."""
    now = now or timezone.now()
    found = health.parts()
    ill = {part.name: part for part in found if not part.well}
    if not found[0].well:  # the database, which knows who was told and whom to tell
        _send([part.sentence for part in ill.values()], settings.ALERT_MAIL)
        return
    news = [part for part in ill.values() if _claim(part, now)]
    over = list(ToldFault.objects.exclude(part__in=ill))
    lines = [part.sentence for part in news]
    lines += [f"{row.part}: kembali baik." for row in over if row.told_at]
    if lines and not _send(lines, recipients()):
        ToldFault.objects.filter(part__in=[part.name for part in news]).update(told_at=None)
        return
    ToldFault.objects.filter(part__in=[row.part for row in over]).delete()


def _claim(part: Part, now: datetime) -> bool:
    """Whether this look is the one to tell of a disturbed part."""
    row, _ = ToldFault.objects.get_or_create(part=part.name, defaults={"since": now})
    if row.since > now - LASTING or (row.told_at and row.told_at > now - AGAIN):
        return False
    return bool(ToldFault.objects.filter(pk=row.pk, told_at=row.told_at).update(told_at=now))


def recipients() -> list[str]:
    """``ALERT_MAIL``, or headquarters' people where it is empty."""
    if settings.ALERT_MAIL:
        return list(settings.ALERT_MAIL)
    mighty = Q(is_superuser=True) | Q(groups__name=HEADQUARTERS_GROUP)
    people = get_user_model().objects.filter(mighty, is_active=True).exclude(email="")
    return sorted(set(people.values_list("email", flat=True)))


def _send(lines: list[str], to: list[str]) -> bool:
    """Whether it was sent; without anybody to send it to there is nothing to do."""
    if not to:
        logger.warning("nobody to tell: %s", "; ".join(lines))
        return True
    place = settings.WAGTAILADMIN_BASE_URL
    text = "\n\n".join([*lines, f"Keadaan sekarang: {place}/admin/kesehatan/"])
    subject = f"{settings.WAGTAIL_SITE_NAME}: {len(lines)} kabar tentang keadaan situs"
    try:
        AutomaticMail(subject, text, to=to).send()
    except (OSError, ValueError):  # smtplib's faults are OSErrors
        logger.exception("could not be told: %s", "; ".join(lines))
        return False
    return True
