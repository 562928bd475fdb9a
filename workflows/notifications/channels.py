"""An office's own channels: group chats through Apprise, and signed webhooks. Written with the act, sent by the worker.

A webhook gets every event of the ledger, a chat those that move an item. The body of a webhook is signed:
``X-SOP-Signature: t=<unix time>,v1=<hex HMAC-SHA-256 of "<t>.<body>" with the channel's secret>``.
"""

import hashlib
import hmac
import json
import logging
import math
import time
from datetime import datetime, timedelta
from typing import Any

import requests
from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from offices.models import Office
from workflows.core.acts import LINES
from workflows.models import ChannelDelivery, OfficeChannel, SopEvent
from workflows.notifications import outbound

logger = logging.getLogger("workflows.channels")

CLAIM = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=6)
MOST_ATTEMPTS = 12
"""After these (more than a day) a delivery is given up; the channel's admin sees it and may send it again."""


def channels_of(office: Office) -> list[OfficeChannel]:
    """The office's channels in use (one query)."""
    return list(OfficeChannel.objects.filter(office=office, is_active=True))


def post_event(event: SopEvent, channels: list[OfficeChannel]) -> None:
    """Write what each channel is to hear of an event, in the caller's transaction."""
    deliveries = []
    for channel in channels:
        if channel.kind == OfficeChannel.Kind.WEBHOOK:
            deliveries.append(ChannelDelivery(channel=channel, event=event, subject=event.kind, payload=facts(event)))
        elif LINES[event.kind].done:
            deliveries.append(ChannelDelivery(channel=channel, event=event, subject=_subject(event), text=_text(event)))
    if deliveries:
        ChannelDelivery.objects.bulk_create(deliveries, ignore_conflicts=True)


def facts(event: SopEvent) -> dict[str, Any]:
    """An event as a webhook gets it; times are ISO 8601 in UTC."""
    run = event.run
    return {
        "id": event.pk,
        "kind": event.kind,
        "at": event.at.isoformat(),
        "actor": event.actor_name,
        "role": event.role,
        "capacity": event.capacity,
        "office": run.office.slug,
        "run": {
            "id": run.pk,
            "register": run.register,
            "title": run.page_title,
            "page": run.page_id,
            "sop": run.sop.slug,
            "sop_sha256": run.sop_version.sha256,
            "status": run.status,
            "live_url": run.live_url,
        },
        "data": event.data,
    }


def _subject(event: SopEvent) -> str:
    return " ".join(f"{LINES[event.kind].done}: {event.run.page_title}".split())[:300]


def _text(event: SopEvent) -> str:
    run, step = event.run, event.data.get("step")
    who = f"{event.actor_name} ({event.role})" if event.role else event.actor_name
    at = f"Langkah {step}: {run.sop.step(step).activity}" if step else str(run.sop_version)
    link = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("sop:task", args=[run.page_id])
    return "\n".join((who, at, f"Register {run.register} · {link}"))


def send_test(channel: OfficeChannel) -> ChannelDelivery:
    """Send a test at once; the returned delivery says how it went."""
    delivery = ChannelDelivery.objects.create(
        channel=channel,
        subject=f"Uji kanal {channel.name}",
        text=f"Kanal ini terhubung dengan {channel.office}. Tidak ada yang perlu dilakukan.",
        payload={"kind": "test", "office": channel.office.slug},
        next_attempt_at=timezone.now() + CLAIM,
    )
    _attempt(delivery)
    if delivery.sent_at is None:  # a test is not tried again
        delivery.given_up_at = timezone.now()
        delivery.save(update_fields=["given_up_at"])
    return delivery


def deliver_due(now: datetime | None = None, *, until: float = math.inf) -> int:
    """Send every delivery that is due, or as many as go out ``until`` then (monotonic); returns how many were sent.

    Safe to run twice or side by side.
    """
    now = now or timezone.now()
    waiting = Q(sent_at__isnull=True, given_up_at__isnull=True, next_attempt_at__lte=now)
    due = ChannelDelivery.objects.filter(waiting, channel__is_active=True).order_by("next_attempt_at")
    sent = 0
    for pk in due.values_list("pk", flat=True):
        if time.monotonic() > until:
            break
        if ChannelDelivery.objects.filter(waiting, pk=pk).update(next_attempt_at=now + CLAIM):
            sent += _attempt(ChannelDelivery.objects.select_related("channel__office").get(pk=pk))
    return sent


def _attempt(delivery: ChannelDelivery) -> int:
    delivery.attempts += 1
    try:
        _SENDERS[OfficeChannel.Kind(delivery.channel.kind)](delivery)
    except Exception as error:  # whatever the other side does, the delivery is kept and tried again
        # The address may hold a token: only what kind of failure it was is kept.
        delivery.last_error = _in_words(error)[:500]
        wait = min(timedelta(minutes=2 ** (delivery.attempts - 1)), LONGEST_WAIT)
        delivery.next_attempt_at = timezone.now() + wait
        if delivery.attempts >= MOST_ATTEMPTS:
            delivery.given_up_at = timezone.now()
        logger.warning("channel delivery %s failed, attempt %s", delivery.pk, delivery.attempts)
    else:
        delivery.sent_at, delivery.last_error = timezone.now(), ""
    delivery.save(update_fields=["attempts", "next_attempt_at", "last_error", "sent_at", "given_up_at"])
    return int(delivery.sent_at is not None)


INSIDE = (
    "Alamat kanal menunjuk ke jaringan dalam, yang tidak dihubungi. Pakai alamat publik, atau mintalah admin teknis "
    "mendaftarkan mesinnya pada OUTBOUND_HOSTS."
)


class NotDelivered(Exception):
    """The other side did not take it; the text says how, without secrets."""


def _in_words(error: Exception) -> str:
    if isinstance(error, NotDelivered):
        return str(error)
    if isinstance(error, outbound.Inside):
        return INSIDE
    if isinstance(error, outbound.TooMuch):
        return "Jawaban penerima terlalu besar atau terlalu lama."
    if isinstance(error, requests.Timeout):
        return "Penerima tidak menjawab dalam waktu yang ditentukan."
    if isinstance(error, requests.ConnectionError):
        return "Penerima tidak dapat dihubungi."
    return f"Gagal dikirim ({type(error).__name__})."


def _send_chat(delivery: ChannelDelivery) -> None:
    from apprise import Apprise, AppriseAsset  # 23 MB that only the worker needs

    chat = Apprise(asset=AppriseAsset(app_id="SOP KPU", async_mode=False))
    if not chat.add(delivery.channel.address):
        raise NotDelivered("Alamat kanal tidak lengkap. Periksa token dan tujuannya.")
    with outbound.public_only() as watch:
        sent = chat.notify(title=delivery.subject, body=delivery.text)
    if watch.inside:
        raise NotDelivered(INSIDE)
    if not sent:
        raise NotDelivered(
            f"{delivery.channel.service} menolak atau tidak dapat dihubungi. Periksa token dan tujuannya."
        )


def _send_webhook(delivery: ChannelDelivery) -> None:
    body = json.dumps(delivery.payload, ensure_ascii=False, sort_keys=True).encode()
    answer = outbound.post(
        delivery.channel.address,
        data=body,
        headers={
            "Content-Type": "application/json; charset=utf-8",
            "X-SOP-Delivery": str(delivery.pk),
            "X-SOP-Signature": signature(delivery.channel.secret, body, int(time.time())),
        },
    )
    if answer.status_code >= 300:
        raise NotDelivered(f"Penerima menjawab {answer.status_code}.")


def signature(secret: str, body: bytes, at: int) -> str:
    """The value of the signature header for a body sent at a Unix time."""
    mac = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256)
    return f"t={at},v1={mac.hexdigest()}"


_SENDERS = {OfficeChannel.Kind.CHAT: _send_chat, OfficeChannel.Kind.WEBHOOK: _send_webhook}
