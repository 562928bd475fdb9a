"""Rows of Tugas Saya and of the dashboard: a waiting step in words, read for a whole list at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from offices import office_time
from offices.models import OFFICE_ADMIN, OfficeRole, is_headquarters
from offices.role_holders import Holding, holders_of
from sops.document import SignOff
from sops.performers import role_names
from workflows.core.claims import ClaimAct, Claimed, decide_claim
from workflows.core.rule_inputs import Allowed
from workflows.core.rules import decide, passing_act
from workflows.models import SopRun, StepVisit
from workflows.models.rule_inputs import actor_of, history_of
from workflows.models.run_history import Returned, returned
from workflows.models.task_lists import Desk

MOST_NAMES = 3
"""Holders named in a row; the rest is their number."""


@dataclass(frozen=True)
class TaskRow:
    """One waiting step; times are the office's own. ``obstacle``: why the person may not act, "" if they may."""

    visit: StepVisit
    run: SopRun
    line: str
    waiting_for: str
    holders: str
    since: str
    due: str
    """As said where the item's office is, with its zone."""
    overdue: bool
    claimer: str = ""
    claimed_by_me: bool = False
    claimed_at: str = ""
    capacity: str = ""
    obstacle: str = ""
    returned: Returned | None = None
    claims: tuple[ClaimAct, ...] = ()

    @property
    def group(self) -> str:
        """Under which heading it stands: why it comes before the others, or by when it is due where its office is."""
        office, due = self.run.office, self.visit.due_at
        if self.visit.brought_back:
            return "Dikembalikan"
        if self.overdue:
            return "Lewat tenggat"
        if due is None:
            return "Tanpa tenggat"
        days = (office_time.day_of(due, office) - office.today()).days
        return "Hari ini" if days == 0 else "Minggu ini" if days < 7 else "Nanti"

    @property
    def can_take(self) -> bool:
        return ClaimAct.CLAIM in self.claims

    @property
    def can_release(self) -> bool:
        return ClaimAct.RELEASE in self.claims

    @property
    def can_reassign(self) -> bool:
        return ClaimAct.REASSIGN in self.claims


def desk_of(request: Any) -> Desk:
    """The desk of whoever asks, read once per request: menu, panels and page share it."""
    if not hasattr(request, "sop_desk"):
        request.sop_desk = Desk(request.user)
    return request.sop_desk


def administered_by(request: Any, offices: set[int]) -> set[int]:
    """Of some offices, those whose claims the person may move."""
    if is_headquarters(request.user):
        return offices
    return {h.role.office_id for h in desk_of(request).holdings if h.role.slug == OFFICE_ADMIN} & offices


def read_page(visits: QuerySet[StepVisit], start: int, count: int) -> list[StepVisit]:
    """So many visits from a position, with everything a row shows (five queries, whatever the numbers).

    Their keys first: the database then sorts what is narrow and joins only what is shown.
    """
    keys = list(visits.values_list("pk", flat=True)[start : start + count])
    read = (
        StepVisit.objects.filter(pk__in=keys)
        .select_related("run__sop_version", "run__office")
        .defer("run__sop_version__content")
        .prefetch_related(Prefetch("waiting_for", queryset=OfficeRole.objects.order_by("pk")))
        .prefetch_related("run__visits__signatures")
    )
    return sorted(read, key=lambda visit: keys.index(visit.pk))


def task_rows(
    desk: Desk, visits: Iterable[StepVisit], administered: set[int], *, name_holders: bool = False
) -> list[TaskRow]:
    """The visits (from ``read_page``) as rows; ``administered``: offices whose claims the person may move.

    ``name_holders``: say who holds the roles waited for (two queries); else only their own roles' holders are known.
    """
    visits, held = list(visits), desk.held
    if name_holders:
        roles = {role.pk for visit in visits for role in visit.waiting_for.all()}
        held = held | holders_of(roles - held.keys())
    return [_row(desk, visit, held, administered) for visit in visits]


def _row(desk: Desk, visit: StepVisit, held: dict[int, list[Holding]], administered: set[int]) -> TaskRow:
    run = visit.run
    step, office = visit.step, run.office
    scope = (run.division_id, run.sop_version.sop_id)
    waited_for = {role.slug: role.pk for role in visit.waiting_for.all()}
    people = {
        holding.user.pk: holding.user
        for role in waited_for.values()
        for holding in held.get(role, ())
        if holding.covers(*scope)
    }
    claimer = people.get(visit.claimed_by_id) if visit.claimed_by_id else None
    actor = actor_of(desk.user.pk, [h for h in desk.holdings if h.role.office_id == run.office_id], *scope)
    history = history_of(run, for_step=True)
    decision = decide(run.sop, actor, history, passing_act(step))
    administers = run.office_id in administered
    claimed = Claimed(claimer.pk, str(claimer)) if claimer is not None else Claimed()
    shared = len(people) > 1
    return TaskRow(
        visit=visit,
        run=run,
        line=f"Langkah {step.number}: {step.activity}",
        waiting_for=role_names(
            run.sop,
            tuple(slug for slug in step.roles if slug in waited_for) or step.roles,
            joint="dan" if step.sign_off is SignOff.ALL else "atau",
        ),
        holders=_names(list(people.values())),
        since=office_time.said(visit.started_at, office),
        due=office_time.said(visit.due_at, office) if visit.due_at else "",
        overdue=visit.due_at is not None and visit.due_at < timezone.now(),
        claimer=str(claimer or ""),
        claimed_by_me=claimer is not None and claimer.pk == desk.user.pk,
        claimed_at=office_time.said(visit.claimed_at, office) if claimer is not None and visit.claimed_at else "",
        capacity=decision.acting.capacity if isinstance(decision, Allowed) and decision.acting else "",
        obstacle="" if isinstance(decision, Allowed) else decision.reason,
        returned=returned(run),
        claims=tuple(
            act
            for act in ClaimAct
            if (shared or act is ClaimAct.RELEASE)
            and decide_claim(run.sop, actor, history, claimed, act, administers=administers)
        ),
    )


def _names(people: list[Any]) -> str:
    names = [str(person) for person in people]
    if len(names) > MOST_NAMES:
        return f"{', '.join(names[:MOST_NAMES])} dan {len(names) - MOST_NAMES} orang lain"
    return ", ".join(names)
