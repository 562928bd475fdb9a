"""The legal deadline of an item: by when it must be public, on which ground; before submission or on its way."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from offices.models import Office
from workflows.actions.locks import lock_page, open_run
from workflows.actions.refusals import Incomplete, NotAllowed
from workflows.actions.start import NO_SOP
from workflows.actions.transition import Transition
from workflows.core import rules
from workflows.core.acts import Action, EventKind
from workflows.core.answers import text_fault
from workflows.core.rule_inputs import Decision, History, Refused
from workflows.models import GovernedPage, LegalDeadline, SopRun
from workflows.models.rule_inputs import actor_at

LONGEST_BASIS = 300
FARTHEST = timedelta(days=5 * 366)
"""How far ahead a deadline or a go-live time may lie: beyond it is a slip in the year."""


def may_set_deadline(draft: GovernedPage, run: SopRun | None, user: Any) -> Decision:
    """Whether the person may set the deadline of the page's item, and why not."""
    office, version = Office.of_page(draft), run.sop_version if run else draft.governing_version()
    if office is None or version is None:
        return Refused(NO_SOP)
    actor = actor_at(user, office, draft.division_id, version.sop_id)
    return rules.decide(version.document, actor, History(), Action.SET_DEADLINE)


def set_deadline(page_id: int, user: Any, due_at: datetime | None, basis: str) -> LegalDeadline:
    """Set, change or (``due_at`` None) take back the deadline; noted in an open run.

    Raises ``NotAllowed``, ``Stale``, ``Incomplete``.
    """
    with transaction.atomic():
        page = lock_page(page_id)
        draft = page.get_latest_revision_as_object()
        if not isinstance(draft, GovernedPage):
            raise NotAllowed("Halaman ini tidak diterbitkan melalui SOP.")
        run = open_run(page_id)
        decision = may_set_deadline(draft, run, user)
        if isinstance(decision, Refused):
            raise NotAllowed(decision.reason)
        now = timezone.now()
        if faults := _faults(due_at, basis, now):
            raise Incomplete(faults)
        kept = LegalDeadline.objects.create(
            page_id=page_id,
            due_at=due_at,
            basis=basis.strip() if due_at else "",
            set_by=user,
            set_by_name=str(user),
            set_at=now,
        )
        if run is not None:
            here = Transition(run, page, page.get_latest_revision(), user, "", now)
            here.record(EventKind.DEADLINE, due_at=due_at.isoformat() if due_at else None, basis=kept.basis)
        return kept


def _faults(due_at: datetime | None, basis: str, now: datetime) -> dict[str, str]:
    if due_at is None:
        return {}
    faults = {}
    if due_at <= now:
        faults["due_at"] = "Tenggat hukum sudah lewat. Isi waktu yang akan datang."
    elif due_at > now + FARTHEST:
        faults["due_at"] = "Tenggat hukum lebih dari lima tahun lagi. Periksa tahunnya."
    if fault := text_fault(basis, required="Dasar hukum"):
        faults["basis"] = fault
    elif len(basis) > LONGEST_BASIS:
        faults["basis"] = f"Dasar hukum terlalu panjang ({len(basis)} karakter). Ringkas hingga {LONGEST_BASIS}."
    return faults
