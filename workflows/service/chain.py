"""What the admin's pages say of an item's way: the living sheet, who it waits for, how it came down again."""

from typing import Any

from django.urls import reverse

from sops.document import MARK, SignOff, Sop
from sops.performers import role_names
from workflows.core.acts import EventKind
from workflows.core.living_row import Pass, moment
from workflows.core.living_sheet import ReadingNote, living_sheet
from workflows.models import SopRun
from workflows.models.run_history import reason_label, trail_of

__all__ = ["MARK", "completed", "context", "taken_down", "waiting_line"]


def completed(terms: tuple[str, ...], run: SopRun, *, upto: int) -> tuple[str, ...]:
    """Terms whose trailing "…" the record completes: corrected and approved by everyone up to a step."""
    return trail_of(run).completed(terms, upto=upto) if any(term.endswith(MARK) for term in terms) else terms


def waiting_line(run: SopRun) -> str:
    """Where the item is, in one line: who has yet to act (of several signers, the remaining ones)."""
    visit, step = run.open_visit, run.step
    if visit is None or step is None:
        return run.status_label
    waited_for = {role.slug for role in visit.waiting_for.all()}
    remaining = tuple(slug for slug in step.roles if slug in waited_for) or step.roles
    joint = "dan" if step.sign_off is SignOff.ALL else "atau"
    return f"Menunggu {role_names(run.sop, remaining, joint=joint)}"


def standing_line(run: SopRun) -> str:
    """Where the item is now, as a sentence after an act."""
    waiting = waiting_line(run)
    return f"{waiting}." if run.open_visit is not None else f"Keadaan naskah sekarang: {waiting.lower()}."


def taken_down(run: SopRun) -> Pass | None:
    """How the page came down again, if it did: by whom, when and why."""
    if run.taken_down_at is None:
        return None
    event = run.events.filter(kind__in=[EventKind.TAKEN_DOWN, EventKind.OBJECTED, EventKind.EXPIRED]).last()
    if event is None:
        return None
    at = event.at.astimezone(trail_of(run).started_at.tzinfo)
    return Pass(
        outcome="Masa berlakunya habis" if event.kind == EventKind.EXPIRED else "Ditarik dari publik",
        who=" · ".join(filter(None, (event.actor_name, event.role))),
        at=at,
        when=moment(at),
        remark=event.data.get("remark", ""),
        reason=reason_label(event.data.get("reason", "")),
    )


def context(run: SopRun | None, document: Sop | None, readings: tuple[ReadingNote, ...] = ()) -> dict[str, Any]:
    """What the templates of ``sops/`` need; the sheet is None while no SOP governs.

    ``readings`` only for whoever runs the office.
    """
    sheet = living_sheet(document, trail_of(run) if run else None, readings) if document else None
    return {
        "run": run,
        "document": document,
        "sheet": sheet,
        "rows": sheet.rows if sheet else (),
        "taken_down": taken_down(run) if run else None,
        "compare": reverse("sop:compare", args=[run.pk]) if run else "",
    }
