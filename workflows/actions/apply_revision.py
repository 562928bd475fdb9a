"""Keadaan kahar: a revision applied to the remaining steps of an item that is on its way (SOP 01/2017, clause 3).

What an item has gone through stays: a version that changes a step the item has been at can't be applied to it. It is
no act of the step's holder but of whoever signs the SOP, for a stated reason that the ledger keeps with each item.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from offices import calendars
from sops.document import Sop, Step
from sops.models import SopVersion
from workflows.actions.locks import lock_page, locked_runs
from workflows.actions.refusals import Stale
from workflows.actions.transition import Transition, revision_of
from workflows.core.acts import EventKind
from workflows.core.answers import text_fault
from workflows.models import SopRun
from workflows.notifications.announcing import announce

SHORTEST_REASON = 20


def obstacle(run: SopRun, version: SopVersion) -> str:
    """Why a version can't govern what is left of an item, in a sentence; "" where it can."""
    if not run.is_open or run.current_step is None:
        return "Naskah ini tidak lagi berjalan."
    if run.open_visit is None:
        return "Naskah ini ditunda atau dijadwalkan tayang, jadi tidak menunggu di sebuah langkah."
    before, after = run.sop, version.document
    been_at = set(run.visits.values_list("step_number", flat=True)) - {run.current_step}
    for number in sorted(been_at):
        if _text(before, number) != _text(after, number):
            return f"Langkah {number} sudah dijalani dan berubah pada versi ini; revisi tidak menyentuhnya."
    if run.current_step > len(after.steps):
        return f"Versi ini tidak memiliki langkah {run.current_step}, tempat naskah ini menunggu."
    if run.current_step > after.publish_step.number:
        return "Penerbitan pada versi ini mendahului langkah tempat naskah ini menunggu."
    return ""


def _text(sop: Sop, number: int) -> dict[str, Any]:
    """A step as the paper has it, whatever is open to be confirmed of it."""
    steps = {step.number: step for step in sop.steps}
    return steps[number].model_dump(exclude={"assumptions"}) if number in steps else {}


@transaction.atomic
def apply_revision(run_id: int, version: SopVersion, user: Any, reason: str) -> SopRun:
    """Let the governing version govern what is left of an item; the waiting step begins anew under it.

    Raises ``ValidationError`` without a reason, ``Stale`` where it can't be.
    """
    if fault := text_fault(reason) or _too_short(reason):
        raise ValidationError({"reason": fault})
    run = SopRun.objects.get(pk=run_id)
    page = lock_page(run.page_id)
    run = locked_runs().get(pk=run_id)
    if version.status != SopVersion.Status.GOVERNING or version.sop_id != run.sop_version.sop_id:
        raise Stale("Hanya versi SOP yang sama yang sedang berlaku dapat diterapkan.")
    if version.pk == run.sop_version_id:
        raise Stale("Naskah ini sudah mengikuti versi itu.")
    if why := obstacle(run, version):
        raise Stale(why)
    here = Transition(run, page, revision_of(run, page), user, "", timezone.now(), run.open_visit)
    before = str(run.sop_version)
    here.void_signatures()
    run.sop_version = version
    here.projection.follow(version, here.waiting)
    _begin_anew(here, run.sop.step(here.waiting.step_number))
    run.save()
    announce(here.record(EventKind.REVISED, before=before, after=str(version), why=reason.strip()))
    return run


def _too_short(reason: str) -> str:
    short = len(reason.strip()) < SHORTEST_REASON
    return f"Jelaskan keadaan kaharnya sedikitnya {SHORTEST_REASON} karakter." if short else ""


def _begin_anew(here: Transition, step: Step) -> None:
    """The waiting step asks whom the version names, and has its time from now on."""
    visit = here.waiting
    visit.norm_minutes, visit.norm_reason, visit.look_at = step.norm_minutes, "", None
    visit.due_at = calendars.due_at(here.run.office, here.now, step.norm_minutes)
    visit.claimed_by = visit.claimed_at = None
    visit.save()
    visit.waiting_for.set(here.roles_of(step))
