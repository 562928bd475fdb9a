"""The words of a message: what happened, what is asked, where to do it."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from messaging.models import Told
from sops.performers import holders
from workflows.core.acts import LINES
from workflows.core.answers import Reason
from workflows.models import DecisionLink, SopEvent, SopRun
from workflows.notifications import decision_links


def letter(event: SopEvent, user: Any, reason: Told, link: DecisionLink | None = None) -> dict[str, Any]:
    """What the mail templates need: subject, greeting, lines, and the link to decide (``link``), act or look."""
    run = event.run
    step = run.step
    headline, shows_link = LINES[event.kind].headline, LINES[event.kind].shows_link
    lines = [f"{_actor(event)} · {run.sop_version}, register {run.register}"]
    if event.data.get("reason"):
        lines.append(f"Alasan: {Reason(event.data['reason']).label}")
    if event.data.get("remark"):
        lines.append(f"Catatan: {event.data['remark']}")
    if reason == Told.NEXT and step is not None:
        headline = "Menunggu Anda"
        lines.append(f"Langkah {step.number}: {step.activity}")
        if step.norm_minutes:
            lines.append(f"Waktu baku: {step.norm_minutes} menit kerja")
    elif reason == Told.DEBT:
        headline = "Pemeriksaan susulan"
        lines.append("Naskah ini terbit lewat jalur darurat. Pemeriksaan Anda menyusul sesudah tayang.")
    elif reason == Told.ORPHAN and step is not None:
        headline = "Tidak ada pelaksana"
        lines.append(f"Belum ada orang yang dapat bertindak sebagai {holders(run.sop, step)}. Tunjuk pemegang peran.")
    lines += event.data.get("faults", [])
    if shows_link and run.live_url:
        lines.append(f"Tautan: {run.live_url}")
    return {
        "subject": f"{headline}: {run.page_title}",
        "headline": headline,
        "title": run.page_title,
        "greeting": f"Yth. {user}",
        "lines": lines,
        "office": run.office.name,
        "url": decision_links.address(link) if link else _task_address(run),
        "button": "Buka tugas" if reason in (Told.NEXT, Told.DEBT) else "Lihat naskah",
    }


def _task_address(run: SopRun) -> str:
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("sop:task", args=[run.page_id])


def _actor(event: SopEvent) -> str:
    if event.capacity:
        return f"{event.actor_name}, {event.capacity}"
    return f"{event.actor_name} ({event.role})" if event.role else event.actor_name
