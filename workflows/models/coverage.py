"""Whether somebody holds the roles that items wait for: the one rule for every way of losing a role."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from django.db.models import Count, QuerySet
from django.utils import timezone

from workflows.core.standing import Status
from workflows.models.obligations import Debt, Duty
from workflows.models.offices import Membership, Office, OfficeRole
from workflows.models.runs import StepVisit

Divisions = list[int | None]
"""The divisions of items; None: an item of no division in particular."""


def lock(offices: Iterable[int]) -> None:
    """Let nobody else change who holds what in these offices (by primary key) until the transaction ends."""
    list(Office.objects.select_for_update(no_key=True).filter(pk__in=offices).order_by("pk").values_list("pk"))


def waiting(role: OfficeRole) -> Divisions:
    """The division of each matter that waits for a role: steps, checks owed by the emergency lane, duties."""
    steps = StepVisit.objects.filter(finished_at__isnull=True, waiting_for=role)
    debts = Debt.objects.filter(settled_at__isnull=True, waiting_for=role)
    found: Divisions = [
        *steps.values_list("run__division_id", flat=True),
        *debts.values_list("run__division_id", flat=True),
    ]
    open_duties = Duty.objects.filter(done_at=None, run__office=role.office_id, run__status=Status.PUBLISHED)
    for duty in open_duties.select_related("run__sop_version"):
        if role.slug in duty.run.sop.publish_step.roles:
            found.append(duty.run.division_id)
    return found


def left_alone(divisions: Divisions, holders: QuerySet[Membership]) -> int:
    """How many of the matters nobody among these holders of the role may see to."""
    return _alone(divisions, set(holders.values_list("division_id", flat=True)))


def orphaned_by(role: OfficeRole, losing: Iterable[int], *, kept: Membership | None = None) -> int:
    """How many matters a role leaves without anyone by losing some of its memberships (by primary key).

    ``kept``: what remains of one of them, not saved yet. What nobody could see to before is not counted.
    """
    holders = Membership.objects.current().filter(role=role)
    lost = holders.filter(pk__in=losing)
    matters = waiting(role) if lost.exists() else []
    if matters and kept is not None and _holds(kept):
        matters = [
            wanted for wanted in matters if kept.division_id is not None and wanted not in (None, kept.division_id)
        ]
    return left_alone(matters, holders.exclude(pk__in=losing)) - left_alone(matters, holders)


def alone_now() -> dict[int, int]:
    """How many steps and owed checks wait for each role (by primary key) that nobody holds for them (three queries)."""
    steps = StepVisit.objects.filter(finished_at__isnull=True, waiting_for__isnull=False)
    debts = Debt.objects.filter(settled_at__isnull=True, waiting_for__isnull=False)
    held: dict[int, set[int | None]] = defaultdict(set)
    for role, division in Membership.objects.current().order_by().values_list("role_id", "division_id").distinct():
        held[role].add(division)
    alone: Counter[int] = Counter()
    for rows in (steps, debts):
        counted = rows.order_by().values_list("waiting_for", "run__division_id").annotate(how_many=Count("pk"))
        for role, division, how_many in counted:
            alone[role] += how_many * _alone([division], held[role])
    return {role: how_many for role, how_many in alone.items() if how_many}


def _alone(divisions: Divisions, held: set[int | None]) -> int:
    return sum(not held or (wanted is not None and not held & {None, wanted}) for wanted in divisions)


def _holds(membership: Membership) -> bool:
    """``MembershipQuerySet.current`` for one row that is not saved yet."""
    today, ends = timezone.localdate(), membership.valid_until
    in_force = membership.valid_from <= today and (ends is None or ends >= today)
    return in_force and membership.ended_at is None and membership.user.is_active
