"""Who joins and leaves a role. Wagtail's groups follow the memberships in force; the rules read those directly."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from wagtail.log_actions import log

from accounts import notices, second_factor
from accounts.api_keys import ApiKey
from accounts.names import look_alike
from offices import coverage
from offices.models import OFFICE_ADMIN, Delegation, Division, Membership, Office, OfficeRole, is_headquarters
from offices.role_holders import held_by


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
        user=user, role=role, division=division, decree_number=decree_number, ended_at=None
    ).first() or Membership(user=user, role=role, division=division, decree_number=decree_number)
    membership.valid_from, membership.valid_until = valid_from, valid_until
    membership.full_clean()
    membership.save()
    sync_with_deputies(user)
    return membership


@transaction.atomic
def dismiss(membership: Membership, *, decree_number: str, by: Any) -> None:
    """End a membership now. Raises ``ValidationError`` when items would be left without anyone to act."""
    coverage.lock([membership.role.office_id])
    check_covered(membership.role, [membership])
    _check_administered(membership, by)
    _end(membership, decree_number, by)
    sync_with_deputies(membership.user)


def _end(membership: Membership, decree_number: str, by: Any) -> None:
    """Put its end on record. The row stays as it was decreed; ended again it changes nothing."""
    if Membership.objects.filter(pk=membership.pk).standing().exists():
        membership.ended_at, membership.ending_decree = timezone.now(), decree_number
        membership.save(update_fields=["ended_at", "ending_decree"])
        # A number of its own: of one request's entries with one number, Wagtail's histories show but one row's.
        facts = {"decree": decree_number, "office": str(membership.role.office)}
        log(membership, "workflows.membership.end", user=by, uuid=uuid4(), data=facts)


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
    """A person's groups, and those of everyone who acts for them: what they lose, those lose."""
    sync_groups(user)
    for deputy in {held.deputy for held in user.delegations_given.current().select_related("deputy")}:
        sync_groups(deputy)


def check_covered(role: OfficeRole, losing: Iterable[Membership], *, kept: Membership | None = None) -> None:
    """Raises ``ValidationError`` when items would wait for a role that loses these memberships, and nobody could act.

    ``kept``: what one of them is to become. Whoever goes on to lose them holds ``coverage.lock`` meanwhile.
    """
    losing = list(losing)
    alone = coverage.orphaned_by(role, [membership.pk for membership in losing], kept=kept)
    if alone:
        raise ValidationError(
            f"{losing[0].user} pemegang terakhir peran {role.name} dan {alone} naskah menunggu peran itu. "
            "Tunjuk penggantinya dulu."
        )


def _check_administered(losing: Membership, by: Any) -> None:
    """Raises ``ValidationError`` when an office's last admin would go; headquarters, who appoint another, may."""
    if losing.role.slug != OFFICE_ADMIN or by is None or is_headquarters(by):
        return
    if not Membership.objects.current().filter(role=losing.role).exclude(user=losing.user).exists():
        raise ValidationError(
            f"{losing.user} satu-satunya {losing.role.name} di kantor ini. Tunjuk penggantinya dulu, atau minta admin "
            "pusat mengakhirinya."
        )


@transaction.atomic
def leave(person: Any, office: Office, *, decree_number: str, by: Any) -> bool:
    """End everything a person holds in an office, at once; whether that closed the account.

    Memberships stay as history, each with who ended it and by which decree. The account is closed when no other
    office has it. Raises ``ValidationError`` when items would be left without anyone to act.
    """
    coverage.lock([office.pk])
    held = Membership.objects.filter(user=person, role__office=office).standing().select_related("role__office", "user")
    for role in {membership.role for membership in held}:
        check_covered(role, [membership for membership in held if membership.role == role])
    for membership in held:
        _check_administered(membership, by)
        _end(membership, decree_number, by)
    for delegation in Delegation.objects.standing().filter(Q(principal=person) | Q(deputy=person), office=office):
        revoke(delegation, by)
    sync_with_deputies(person)
    if is_headquarters(person) or Membership.objects.current().filter(user=person).exists():
        return False
    _close(person)
    return True


def _close(person: Any) -> None:
    """Nobody logs in by this account, nor by its keys, until somebody is appointed with it again."""
    ApiKey.objects.revoke_all(person)
    person.is_active = False
    person.save()


def reopen(person: Any) -> None:
    """Open a closed account again. Whoever knew its password or held its second factor then doesn't come in by it."""
    person.is_active = True
    person.set_password(get_random_string(32))
    person.save()
    second_factor.forget(person)


NAMING = ("first_name", "email")
"""The fields of an account that messages and the record call somebody by."""


def check_name_free(name: str, office: Office, *, but: Any = None) -> None:
    """Raises ``ValidationError`` when somebody else's name in the office looks the same, or it is a role's name."""
    if any(look_alike(name, role) for role in OfficeRole.objects.values_list("name", flat=True).distinct()):
        fault = f"«{name}» adalah nama peran. Tulis nama orangnya; perannya tampil dari penugasannya."
        raise ValidationError({"first_name": fault})
    others = get_user_model().objects.filter(memberships__role__office=office).exclude(pk=but.pk if but else 0)
    if any(look_alike(name, other.get_full_name()) for other in others.distinct()):
        raise ValidationError(
            {"first_name": "Nama ini mirip dengan nama orang lain di kantor ini. Tambahkan gelar atau inisial."}
        )


@transaction.atomic
def correct_account(person: Any, office: Office, *, name: str, email: str) -> None:
    """Give a person another name or address. Raises ``ValidationError`` naming the field."""
    person.first_name, person.email = name, email
    person.full_clean(exclude=["password"])
    check_name_free(name, office, but=person)
    person.save(update_fields=["first_name", "email"])


def note_correction(
    sender: type, instance: Any, *, update_fields: Any = None, raw: bool = False, **kwargs: Any
) -> None:
    """Whatever screen or command changes a name or an address: old and new are logged, both addresses hear of it.

    Who changed it is whom Wagtail knows to be at work. Links to a provider went with the old address.
    """
    if raw or instance.pk is None or (update_fields is not None and not {*update_fields} & {*NAMING}):
        return
    was = get_user_model().objects.filter(pk=instance.pk).first()
    if was is None:
        return
    before, after = ({"nama": one.get_full_name(), "surel": one.email} for one in (was, instance))
    changed = {what: [before[what], after[what]] for what in before if before[what] != after[what]}
    if not changed:
        return
    facts = {"person": was.get_username(), "fields": changed}
    held = Membership.objects.filter(user=instance).standing()
    for row in (instance, *held.select_related("user", "role__office")):
        log(row, "workflows.account.correct", uuid=uuid4(), data=facts)
    if "surel" in changed:
        second_factor.cut_links(was)
        instance.session_epoch = was.session_epoch
    notices.tell(instance, f"{' dan '.join(changed)} diubah".capitalize(), formerly=was.email)


@transaction.atomic
def reset_second_factor(person: Any, office: Office, *, by: Any) -> None:
    """Take away a lost second factor and end the person's sessions; the office's log says who did it."""
    second_factor.forget(person)
    log(office, "workflows.second_factor.reset", user=by, data={"person": person.get_username()})


@transaction.atomic
def cut_links(person: Any, office: Office, *, by: Any) -> None:
    """Let no account at a provider open this one any more; the office's log says who did it."""
    second_factor.cut_links(person)
    log(office, "workflows.account.cut_links", user=by, data={"person": person.get_username()})


def on_login(sender: Any, user: Any, **kwargs: Any) -> None:
    """Memberships begin and end by date: whoever logs in has today's groups."""
    sync_groups(user)


def sync_groups(user: Any) -> None:
    """Make the person's role groups those of what they hold today, by delegation too; other groups stay."""
    wanted = {holding.role.group_id for holding in held_by(user)} if user.is_active else set()
    present = set(OfficeRole.objects.filter(group__user=user).values_list("group_id", flat=True))
    user.groups.add(*(wanted - present))
    user.groups.remove(*(present - wanted))
