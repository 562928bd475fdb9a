"""Take a waiting step ("Ambil"), give it back ("Lepaskan"), hand it to another holder ("Alihkan").

What a claim means, ``core/claims.py`` says. It ends when the step is left, when its claimer loses the role, and here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils import timezone

from offices import office_time, role_holders
from workflows.actions.locks import lock_page
from workflows.actions.refusals import Incomplete, NotAllowed, Stale
from workflows.actions.transition import Transition, revision_of
from workflows.core.acts import EventKind
from workflows.core.claims import ClaimAct, decide_claim
from workflows.core.rule_inputs import Allowed, Refused
from workflows.core.rules import passing_act
from workflows.models import SopRun, StepVisit
from workflows.models.claims import claimed, claimer_of
from workflows.models.rule_inputs import actor_at, history_of, reason_for, who_may
from workflows.notifications.announcing import announce


@contextmanager
def _claiming(visit_id: int, user: Any, act: ClaimAct) -> Iterator[Transition]:
    """The waiting visit under lock, after the rules said yes. Raises ``NotAllowed``, ``Stale``."""
    with transaction.atomic():
        known = StepVisit.objects.filter(pk=visit_id).select_related("run").first()
        if known is None:
            raise Stale("Langkah ini sudah tidak ada. Muat ulang halaman.")
        page = lock_page(known.run.page_id)
        run = SopRun.objects.select_for_update().get(pk=known.run_id)
        visit = run.visits.filter(pk=visit_id, finished_at__isnull=True).first()
        if visit is None:
            raise Stale("Naskah sudah berpindah langkah sejak Anda membukanya. Muat ulang halaman.")
        visit.run = run
        decision = decision_on(visit, user, act)
        if isinstance(decision, Refused):
            raise NotAllowed(reason_for(run, decision, passing_act(visit.step)))
        here = Transition(run, page, revision_of(run, page), user, decision.role, timezone.now(), visit)
        here.acting = decision.acting
        yield here


def decision_on(visit: StepVisit, user: Any, act: ClaimAct) -> Allowed | Refused:
    """Whether the person may claim, release or reassign the waiting visit now."""
    run = visit.run
    actor = actor_at(user, run.office, run.division_id, run.sop_version.sop_id)
    administers = role_holders.administers(user, run.office)
    return decide_claim(run.sop, actor, history_of(run), claimed(visit), act, administers=administers)


def _give(here: Transition, person: Any) -> None:
    visit = here.waiting
    visit.claimed_by, visit.claimed_at = person, here.now if person is not None else None
    visit.save(update_fields=["claimed_by", "claimed_at"])


def claim(visit_id: int, user: Any, *, take_over: bool = False) -> SopRun:
    """Take the waiting step; another's claim only with ``take_over``, which the record notes.

    Raises ``NotAllowed``, ``Stale`` (naming who has it).
    """
    with _claiming(visit_id, user, ClaimAct.CLAIM) as here:
        before = claimer_of(here.waiting)
        if before is not None and not take_over:
            since = office_time.said(here.waiting.claimed_at or here.now, here.run.office)
            raise Stale(f"Naskah ini sudah diambil {before} sejak {since}. Ambil alih hanya bila ia berhalangan.")
        _give(here, user)
        here.record(EventKind.CLAIMED, **({"from": str(before)} if before is not None else {}))
        return here.run


def release(visit_id: int, user: Any) -> SopRun:
    """Give the step back to all who hold its role. Raises ``NotAllowed``, ``Stale``."""
    with _claiming(visit_id, user, ClaimAct.RELEASE) as here:
        before = here.waiting.claimed_by
        _give(here, None)
        here.record(EventKind.RELEASED, **{"from": str(before)})
        return here.run


def candidates(visit: StepVisit) -> list[Any]:
    """To whom the step may go: everyone whom the rules let pass it now, but the present claimer."""
    return [person for person, _ in who_may(visit.run, passing_act(visit.step)) if person.pk != visit.claimed_by_id]


def reassign(visit_id: int, user: Any, to_id: int | None) -> SopRun:
    """Hand the step to another holder, who is told. Raises ``NotAllowed``, ``Stale``, ``Incomplete``."""
    with _claiming(visit_id, user, ClaimAct.REASSIGN) as here:
        to = next((person for person in candidates(here.waiting) if person.pk == to_id), None)
        if to is None:
            raise Incomplete({"to": "Pilih orang yang memegang peran langkah ini dan boleh mengerjakannya."})
        before = claimer_of(here.waiting)
        _give(here, to)
        names = {"to": str(to)} | ({"from": str(before)} if before is not None else {})
        announce(here.record(EventKind.REASSIGNED, **names))
        return here.run
