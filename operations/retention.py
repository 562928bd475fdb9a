"""What is kept for how long: what serves only the day is cleared, the record of the SOPs and its evidence never."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.api_keys import ApiKey
from messaging.models import ChannelDelivery, OutboxMessage
from workflows.models import DecisionLink, Reminder

BATCH = 2_000
"""Rows deleted at once, so that nobody waits long for a lock."""


@dataclass(frozen=True)
class Expired:
    """Rows past their time: what they are, the setting that says how long they are kept ("" where they end by date)."""

    name: str
    setting: str
    rows: QuerySet[Any]

    def clear(self) -> int:
        """Delete them; how many there were."""
        cleared = 0
        while batch := list(self.rows.values_list("pk", flat=True)[:BATCH]):
            if self.rows.model is OutboxMessage:  # that it was reminded of stays known, or it would be once more
                Reminder.objects.filter(message__in=batch).update(message=None)
            self.rows.model._default_manager.filter(pk__in=batch).delete()
            cleared += len(batch)
        return cleared


def expired() -> Iterator[Expired]:
    """Everything that may be cleared now."""
    links, keys = _before("KEEP_LINK_DAYS"), _before("KEEP_API_KEY_DAYS")
    messages = _before("KEEP_MESSAGE_DAYS")
    told = Q(sent_at__lt=messages) | Q(by_mail=False, created_at__lt=messages)
    yield Expired("pesan yang sudah disampaikan", "KEEP_MESSAGE_DAYS", OutboxMessage.objects.filter(told))
    yield Expired("kiriman kanal", "KEEP_MESSAGE_DAYS", ChannelDelivery.objects.filter(sent_at__lt=messages))
    finished = DBTaskResult.objects.finished().filter(finished_at__lt=_before("KEEP_TASK_DAYS"))
    yield Expired("catatan pekerjaan antrean yang selesai", "KEEP_TASK_DAYS", finished)
    yield Expired(
        "tautan keputusan yang kedaluwarsa", "KEEP_LINK_DAYS", DecisionLink.objects.filter(expires_at__lt=links)
    )
    ended = ApiKey.objects.filter(Q(expires_at__lt=keys) | Q(revoked_at__lt=keys))
    yield Expired("kunci API yang berakhir atau dicabut", "KEEP_API_KEY_DAYS", ended)
    attempts = AccessAttempt.objects.filter(attempt_time__lt=_before("KEEP_LOGIN_ATTEMPT_DAYS"))
    yield Expired("percobaan masuk yang gagal", "KEEP_LOGIN_ATTEMPT_DAYS", attempts)
    yield Expired("sesi yang berakhir", "", Session.objects.filter(expire_date__lt=timezone.now()))


def _before(setting: str) -> datetime:
    return timezone.now() - timedelta(days=getattr(settings, setting))
