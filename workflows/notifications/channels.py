"""What an office's channels hear of its items: a webhook every event of the ledger, a chat those that move an item."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from messaging.models import ChannelDelivery, OfficeChannel
from offices.models import Office
from workflows.core.acts import LINES
from workflows.models import SopEvent
from workflows.notifications.announcing import about


def channels_of(office: Office) -> list[OfficeChannel]:
    """The office's channels in use (one query)."""
    return list(OfficeChannel.objects.filter(office=office, is_active=True))


def post_event(event: SopEvent, channels: list[OfficeChannel]) -> None:
    """Write what each channel is to hear of an event, in the caller's transaction."""
    deliveries, what = [], about(event)
    for channel in channels:
        if channel.kind == OfficeChannel.Kind.WEBHOOK:
            deliveries.append(ChannelDelivery(channel=channel, about=what, subject=event.kind, payload=facts(event)))
        elif LINES[event.kind].done:
            deliveries.append(ChannelDelivery(channel=channel, about=what, subject=_subject(event), text=_text(event)))
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
