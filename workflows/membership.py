"""Who joins and leaves a role. Wagtail's groups follow the memberships in force; the rules read those directly."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from workflows.models import Division, Membership, OfficeRole, StepVisit


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
    sync_groups(user)
    return membership


@transaction.atomic
def dismiss(membership: Membership) -> None:
    """End a membership. Raises ``ValidationError`` when items would be left without anyone to act."""
    check_not_orphaning(membership)
    user = membership.user
    membership.delete()
    sync_groups(user)


def check_not_orphaning(membership: Membership) -> None:
    """Raises ``ValidationError`` when this is the role's last holder and items wait for the role."""
    others = Membership.objects.current().filter(role=membership.role).exclude(pk=membership.pk)
    waiting = StepVisit.objects.filter(finished_at__isnull=True, waiting_for=membership.role).count()
    if waiting and not others.exists():
        raise ValidationError(
            f"{membership.user} pemegang terakhir peran {membership.role.name} dan {waiting} naskah menunggu peran "
            "itu. Tunjuk penggantinya dulu."
        )


def on_login(sender: Any, user: Any, **kwargs: Any) -> None:
    """Memberships begin and end by date: whoever logs in has today's groups."""
    sync_groups(user)


def sync_groups(user: Any) -> None:
    """Make the person's role groups those of the memberships in force today; other groups stay."""
    wanted = set(
        OfficeRole.objects.filter(memberships__in=Membership.objects.current().filter(user=user)).values_list(
            "group_id", flat=True
        )
    )
    present = set(OfficeRole.objects.filter(group__user=user).values_list("group_id", flat=True))
    user.groups.add(*(wanted - present))
    user.groups.remove(*(present - wanted))
