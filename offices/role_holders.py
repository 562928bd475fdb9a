"""Who holds which role today, by decree (``Membership``) or in somebody's name (``Delegation``): the one resolver.

Menus, tasks, links, messages, the rules and Wagtail's groups all ask here. A delegated role is derived from the
principal's own membership, so it ends with that, and what is held by delegation can't be delegated on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from offices.acting import Acting
from offices.models import OFFICE_ADMIN, Delegation, Membership, Office, OfficeRole, is_headquarters


@dataclass(frozen=True)
class Holding:
    """A person in a role; ``division_id`` None: for every division; ``delegation`` None: by decree of their own."""

    user: Any
    role: OfficeRole
    division_id: int | None
    delegation: Delegation | None = None

    @property
    def sop_id(self) -> int | None:
        """The only SOP it counts for; None: every SOP."""
        return self.delegation.sop_id if self.delegation else None

    def covers(self, division_id: int | None, sop_id: int | None) -> bool:
        """Whether it counts for content of a division under an SOP; None: whatever the division, the SOP."""
        fits_division = division_id is None or self.division_id in (None, division_id)
        return fits_division and (sop_id is None or self.sop_id in (None, sop_id))

    @property
    def acting(self) -> Acting:
        """For the rules: in whose name, and what decisions show. Only of a delegated holding."""
        assert self.delegation is not None
        return Acting(
            role=self.role.slug,
            principal=self.delegation.principal_id,
            principal_name=str(self.delegation.principal),
            capacity=self.delegation.capacity_in(self.role.name),
        )


def held_by(user: Any) -> list[Holding]:
    """Everything a person holds today, in every office, their own roles first (one query; two for a deputy)."""
    return _held(user, Membership.objects.current(), Delegation.objects.current().filter(deputy=user))


def held_at(user: Any, office: Office) -> list[Holding]:
    """What a person holds today in one office (one query; two for a deputy)."""
    memberships = Membership.objects.current().filter(role__office=office)
    return _held(user, memberships, Delegation.objects.current().filter(deputy=user, office=office))


def _held(user: Any, memberships: QuerySet[Membership], lent: QuerySet[Delegation]) -> list[Holding]:
    """What the memberships and the delegations to them give one person."""
    memberships = memberships.select_related("role__office").order_by()
    own, theirs = memberships.filter(user=user), memberships.filter(user__in=lent.order_by().values("principal"))
    held = sorted(own.union(theirs, all=True), key=lambda membership: membership.pk)
    represents = any(membership.user_id != user.pk for membership in held)
    delegations = list(lent.select_related("principal")) if represents else []
    return _pair(held, delegations, lambda membership: membership.user_id == user.pk, {user.pk: user})


def held_in(office: Office, slugs: Iterable[str]) -> list[Holding]:
    """Everyone who holds one of the roles in an office today (a query, and one more where somebody is represented)."""
    memberships = Membership.objects.current().filter(role__office=office, role__slug__in=tuple(slugs))
    return _with_deputies(memberships)


def people_in(office: Office, roles: Iterable[str], division_id: int | None = None) -> list[Any]:
    """Who holds one of the roles in an office today, for content of a division; each person once."""
    return list(dict.fromkeys(held.user for held in held_in(office, roles) if held.covers(division_id, None)))


def administers(user: Any, office: Office) -> bool:
    """Whether the person may change people, roles and SOP choice in an office."""
    return is_headquarters(user) or any(held.role.slug == OFFICE_ADMIN for held in held_at(user, office))


def holders_of(roles: Iterable[int]) -> dict[int, list[Holding]]:
    """Who holds each of the roles (by primary key) today, of whatever offices; for lists. Costs as ``held_in``."""
    found: dict[int, list[Holding]] = {role: [] for role in roles}
    for holding in _with_deputies(Membership.objects.current().filter(role__in=found.keys())) if found else ():
        found[holding.role.pk].append(holding)
    return found


def _with_deputies(memberships: QuerySet[Membership]) -> list[Holding]:
    """Everyone whom the memberships and the delegations of their people put in a role."""
    lent = Delegation.objects.current().filter(principal=OuterRef("user"), office=OuterRef("role__office"))
    held = list(memberships.select_related("user", "role").annotate(is_represented=Exists(lent)))
    principals = {membership.user_id for membership in held if membership.is_represented}
    delegations: list[Delegation] = []
    if principals:
        found = Delegation.objects.current().filter(principal__in=principals)
        delegations = list(found.select_related("principal", "deputy"))
    return _pair(held, delegations, lambda membership: True, {})


def _pair(memberships: Iterable[Membership], delegations: list[Delegation], own: Any, known: dict) -> list[Holding]:
    """The holdings that memberships give: to their people where ``own`` says so, and to their deputies."""
    mine, acting = [], []
    for membership in memberships:
        if own(membership):
            person = known.get(membership.user_id) or membership.user
            mine.append(Holding(person, membership.role, membership.division_id))
        for delegation in delegations:
            same = delegation.principal_id == membership.user_id and delegation.office_id == membership.role.office_id
            if same and delegation.role_id in (None, membership.role_id):
                person = known.get(delegation.deputy_id) or delegation.deputy
                acting.append(Holding(person, membership.role, membership.division_id, delegation))
    return mine + acting


def shown_holdings(user: Any) -> list[Holding]:
    """What a person holds, for what a screen shows: read once per user instance, which lives for one request.

    The rules read anew (``held_at``).
    """
    if not hasattr(user, "_shown_holdings"):
        user._shown_holdings = held_by(user)
    return user._shown_holdings


def offices_of(user: Any, *roles: str) -> QuerySet[Office]:
    """The offices where a person holds one of the roles (slugs; none given: any role)."""
    held = shown_holdings(user)
    return Office.objects.filter(pk__in={h.role.office_id for h in held if not roles or h.role.slug in roles})
