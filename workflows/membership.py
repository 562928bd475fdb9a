"""Who joins and leaves a role. Wagtail's groups follow the memberships in force; the rules read those directly."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.log_actions import log

from accounts import second_factor
from workflows.models import (
    ApiKey,
    Delegation,
    Division,
    Membership,
    Office,
    OfficeRole,
    StepVisit,
    is_headquarters,
)
from workflows.models.holding import held_by


@transaction.atomic
def appoint(
    user: Any,
    role: OfficeRole,
    *,
    decree_number: str,
    valid_from: date,
    valid_until: date | None = None,
    division: Division | None = None,
) -> Membership:
    """Give a person a role by decree; the same appointment again changes nothing.

    Raises ``ValidationError`` for impossible dates or a division of another office.
    """
    membership = Membership.objects.filter(
        user=user, role=role, division=division, decree_number=decree_number
    ).first() or Membership(user=user, role=role, division=division, decree_number=decree_number)
    membership.valid_from, membership.valid_until = valid_from, valid_until
    membership.full_clean()
    membership.save()
    sync_with_deputies(user)
    return membership


@transaction.atomic
def dismiss(membership: Membership) -> None:
    """End a membership. Raises ``ValidationError`` when items would be left without anyone to act."""
    check_not_orphaning(membership)
    user = membership.user
    membership.delete()
    sync_with_deputies(user)


@transaction.atomic
def delegate(delegation: Delegation) -> Delegation:
    """Put a new delegation in force. Raises ``ValidationError`` naming the field and the remedy.

    The office's row is locked, so that two at once can't lend the same role twice.
    """
    Office.objects.select_for_update().get(pk=delegation.office_id)
    delegation.full_clean()
    delegation.save()
    sync_groups(delegation.deputy)
    return delegation


@transaction.atomic
def revoke(delegation: Delegation, by: Any) -> None:
    """End a delegation before its time; it stays in the list with who revoked it. Again changes nothing."""
    standing = Delegation.objects.select_for_update().standing().filter(pk=delegation.pk)
    if standing.update(revoked_at=timezone.now(), revoked_by=by):
        log(delegation, "workflows.delegation.revoke", user=by, data={"title": str(delegation)})
        delegation.refresh_from_db()
    sync_groups(delegation.deputy)


def sync_with_deputies(user: Any) -> None:
    """A person's groups, and those of everyone who acts for him: what he loses, they lose."""
    sync_groups(user)
    for deputy in {held.deputy for held in user.delegations_given.current().select_related("deputy")}:
        sync_groups(deputy)


def check_not_orphaning(membership: Membership) -> None:
    """Raises ``ValidationError`` when this is the role's last holder and items wait for the role."""
    _check_covered(membership.role, membership.user, Membership.objects.current().exclude(pk=membership.pk))


def _check_covered(role: OfficeRole, leaving: Any, remaining: QuerySet[Membership]) -> None:
    waiting = StepVisit.objects.filter(finished_at__isnull=True, waiting_for=role).count()
    if waiting and not remaining.filter(role=role).exists():
        raise ValidationError(
            f"{leaving} pemegang terakhir peran {role.name} dan {waiting} naskah menunggu peran itu. "
            "Tunjuk penggantinya dulu."
        )


@transaction.atomic
def leave(person: Any, office: Office, *, decree_number: str, by: Any) -> bool:
    """End everything a person holds in an office, at once; whether that closed the account.

    Memberships end with yesterday and stay as history, each with who ended it and by which decree. The account is
    closed when no other office has it. Raises ``ValidationError`` when items would be left without anyone to act.
    """
    Office.objects.select_for_update().get(pk=office.pk)
    today = timezone.localdate()
    held = Membership.objects.filter(user=person, role__office=office)
    held = held.filter(Q(valid_until=None) | Q(valid_until__gte=today)).select_related("role", "user")
    others = Membership.objects.current().exclude(user=person)
    for role in {membership.role for membership in held if membership.valid_from <= today}:
        _check_covered(role, person, others)
    for membership in held:
        # A number of its own: of one request's entries with one number, Wagtail's histories show but one row's.
        facts = {"decree": decree_number, "office": str(office)}
        log(membership, "workflows.membership.leave", user=by, uuid=uuid4(), data=facts)
        if membership.valid_from < today:
            membership.valid_until = today - timedelta(days=1)
            membership.save(update_fields=["valid_until"])
        else:  # it has not begun before today
            membership.delete()
    for delegation in Delegation.objects.standing().filter(Q(principal=person) | Q(deputy=person), office=office):
        revoke(delegation, by)
    sync_with_deputies(person)
    if is_headquarters(person) or Membership.objects.current().filter(user=person).exists():
        return False
    _close(person)
    return True


def _close(person: Any) -> None:
    """Nobody logs in by this account, nor by its keys, until somebody is appointed with it again."""
    ApiKey.objects.filter(user=person, revoked_at=None).update(revoked_at=timezone.now())
    person.is_active = False
    person.save()


@transaction.atomic
def reset_second_factor(person: Any, office: Office, *, by: Any) -> None:
    """Take away a lost second factor and end the person's sessions; the office's log says who did it."""
    second_factor.forget(person)
    log(office, "workflows.second_factor.reset", user=by, data={"person": person.get_username()})


def on_login(sender: Any, user: Any, **kwargs: Any) -> None:
    """Memberships begin and end by date: whoever logs in has today's groups."""
    sync_groups(user)


def sync_groups(user: Any) -> None:
    """Make the person's role groups those of what he holds today, by delegation too; other groups stay."""
    wanted = {holding.role.group_id for holding in held_by(user)} if user.is_active else set()
    present = set(OfficeRole.objects.filter(group__user=user).values_list("group_id", flat=True))
    user.groups.add(*(wanted - present))
    user.groups.remove(*(present - wanted))
