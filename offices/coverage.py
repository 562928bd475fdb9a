"""Whether somebody holds the roles that matters wait for: the one rule for every way of losing a role.

What waits a higher room knows; it says so by adding itself to ``SOURCES``.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from offices.models import Membership, Office, OfficeRole

Divisions = list[int | None]
"""The divisions of matters; None: a matter of no division in particular."""


@dataclass(frozen=True)
class Source:
    """Something that waits for roles: of one role its divisions; of every role (role, division, how many)."""

    of_role: Callable[[OfficeRole], Divisions]
    by_role: Callable[[], Iterable[tuple[int, int | None, int]]]


SOURCES: list[Source] = []


def lock(offices: Iterable[int]) -> None:
    """Let nobody else change who holds what in these offices (by primary key) until the transaction ends."""
    list(Office.objects.select_for_update(no_key=True).filter(pk__in=offices).order_by("pk").values_list("pk"))


def waiting(role: OfficeRole) -> Divisions:
    """The division of each matter that waits for a role."""
    return [division for source in SOURCES for division in source.of_role(role)]


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
    """How many matters wait for each role (by primary key) that nobody holds for them."""
    held: dict[int, set[int | None]] = defaultdict(set)
    for role, division in Membership.objects.current().order_by().values_list("role_id", "division_id").distinct():
        held[role].add(division)
    alone: Counter[int] = Counter()
    for source in SOURCES:
        for waited_for, wanted, how_many in source.by_role():
            alone[waited_for] += how_many * _alone([wanted], held[waited_for])
    return {role: how_many for role, how_many in alone.items() if how_many}


def _alone(divisions: Divisions, held: set[int | None]) -> int:
    return sum(not held or (wanted is not None and not held & {None, wanted}) for wanted in divisions)


def _holds(membership: Membership) -> bool:
    """``MembershipQuerySet.current`` for one row that is not saved yet."""
    today, ends = membership.role.office.today(), membership.valid_until
    in_force = membership.valid_from <= today and (ends is None or ends >= today)
    return in_force and membership.ended_at is None and membership.user.is_active
