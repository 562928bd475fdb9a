"""The words of a digest: everything a person is reminded of, the latest first, each with its link."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.urls import reverse

from workflows.notifications import decision_links
from workflows.notifications.waiting import Waiting


@dataclass(frozen=True)
class Note:
    """One line of a digest; ``key`` and ``mark`` are those of the row that says it was sent.

    ``late_role``: the name of the role that is late, in a note to its superior.
    """

    key: str
    mark: str
    waiting: Waiting
    late_role: str = ""


def digest(person: Any, notes: list[Note]) -> dict[str, Any]:
    """What the digest templates need: subject, greeting, own items and those of others who are late."""
    ordered = sorted(notes, key=lambda note: note.waiting.left.minutes)
    asked = [note for note in ordered if not note.late_role]
    decisions = _decision_links(person, asked)
    own = [_item(note, decisions) for note in asked]
    others = [_item(note) for note in ordered if note.late_role]
    offices = dict.fromkeys(note.waiting.office.name for note in ordered)
    return {
        "subject": _subject(ordered),
        "greeting": f"Yth. {person}",
        "own": own,
        "others": others,
        "office": ", ".join(offices),
    }


def _decision_links(person: Any, notes: list[Note]) -> dict[int, str]:
    """Where the person decides on each waiting step, by visit id; a link that no longer leads there is left out."""
    visits = [note.waiting.visit for note in notes if note.waiting.visit and not note.waiting.run.published_at]
    issued = decision_links.issue(visits, [person]) if visits else {}
    return {visit: decision_links.address(link) for (visit, _), link in issued.items() if link.is_usable}


def _item(note: Note, decisions: Mapping[int, str] = MappingProxyType({})) -> dict[str, str]:
    run, left, visit = note.waiting.run, note.waiting.left, note.waiting.visit
    task = f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{reverse('sop:task', args=[run.page_id])}?naskah={run.pk}"
    return {
        "title": run.page_title,
        "what": note.waiting.what,
        "who": f"Menunggu {note.late_role}" if note.late_role else "",
        "time": left.text[:1].upper() + left.text[1:],
        "url": decisions.get(visit.pk, task) if visit else task,
    }


def _subject(notes: list[Note]) -> str:
    late = sum(note.waiting.left.overdue for note in notes)
    if len(notes) == 1:
        note = notes[0]
        word = "Terlambat di bawahan Anda" if note.late_role else "Terlambat" if late else "Pengingat"
        return f"{word}: {note.waiting.run.page_title}"
    return f"Pengingat: {len(notes)} naskah menunggu" + (f", {late} terlambat" if late else "")
