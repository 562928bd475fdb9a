"""Roles that run empty: the office's admin and the superior hear of it before and when it happens.

A decree that ends by date, with no successor from the day after: 14, 7 and 1 days before its last day. Items that wait
for a role which nobody holds, however that came: every day until somebody does.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from messaging.models import NotificationPreference, Told
from messaging.outbox import plain_message, send_due
from offices import coverage, office_time
from offices.models import HEADQUARTERS_GROUP, OFFICE_ADMIN, Membership, OfficeRole
from offices.role_holders import held_in
from workflows.models import Escalation, Reminder, SopChoice

MARKS = (1, 7, 14)
"""Days before the last day of a decree."""


@dataclass(frozen=True)
class Ending:
    """A role that is empty or will be; ``matter`` and ``mark`` as in ``Reminder``."""

    role: OfficeRole
    headline: str
    line: str
    matter: str
    mark: str


def tell_of_endings(now: datetime | None = None) -> int:
    """Write to whoever was not told yet; returns how many messages. Safe to run twice or side by side."""
    moment = now or timezone.now()
    found = [ending for zone in office_time.ZONES for ending in _endings(zone, office_time.day_of(moment, zone))]
    written = sum(_tell(ending, person) for ending in found for person in _told_of(ending))
    if written:
        send_due.enqueue()
    return written


def _endings(zone: str, today: date) -> Iterator[Ending]:
    """Those of the offices of a time zone."""
    last = Membership.objects.current(today).filter(
        role__office__time_zone=zone, valid_until__lte=today + timedelta(days=max(MARKS))
    )
    for held in last.select_related("role__office", "user"):
        last_day = held.valid_until or today
        after = last_day + timedelta(days=1)
        remaining = set(Membership.objects.current(after).filter(role=held.role).values_list("division_id", flat=True))
        if None in remaining or (held.division_id and held.division_id in remaining):
            continue
        mark = next(mark for mark in MARKS if (last_day - today).days <= mark)
        yield Ending(
            held.role,
            f"Peran {held.role.name} tanpa pemegang mulai {date_format(after, 'j F Y')}",
            f"{held.user}: SK {held.decree_number} berakhir {date_format(last_day, 'j F Y')}.",
            f"peran-{held.role_id}-{held.division_id or 0}-{last_day:%Y%m%d}",
            str(mark),
        )
    alone = coverage.alone_now()
    for role in OfficeRole.objects.filter(pk__in=alone, office__time_zone=zone).select_related("office"):
        headline = f"Peran {role.name} tanpa pemegang, {alone[role.pk]} naskah menunggu"
        yield Ending(role, headline, "Tidak ada yang dapat mengerjakannya.", f"kosong-{role.pk}", today.isoformat())


def _told_of(ending: Ending) -> Iterable[Any]:
    """The office's admins and the superiors; headquarters where there is none of them."""
    role = ending.role
    slugs = {OFFICE_ADMIN, *_superiors(role)} - {role.slug}
    people = {held.user for held in held_in(role.office, slugs) if held.user.is_active}
    return people or get_user_model().objects.filter(is_active=True, groups__name=HEADQUARTERS_GROUP)


def _superiors(role: OfficeRole) -> set[str]:
    """As the office set it, else as its SOPs name them."""
    rule = Escalation.objects.filter(role=role, superior__isnull=False).select_related("superior").first()
    if rule is not None and rule.superior is not None:
        return {rule.superior.slug}
    chosen = [choice.sop.governing for choice in SopChoice.objects.filter(office=role.office).select_related("sop")]
    known = [one for version in chosen if version is not None for one in version.document.roles]
    return {one.superior for one in known if one.slug == role.slug and one.superior}


@transaction.atomic
def _tell(ending: Ending, person: Any) -> bool:
    facts = {"matter": ending.matter, "mark": ending.mark, "user": person}
    row, fresh = Reminder.objects.get_or_create(**facts, defaults={"office": ending.role.office})
    if fresh:
        wanted = NotificationPreference.of(person).wants_mail(asks=True)
        row.message = plain_message(
            person,
            ending.headline,
            lines=[str(ending.role.office), ending.line, "Tunjuk penggantinya sebelum pekerjaan berhenti."],
            address=person.email if wanted else "",
            button="Orang dan peran",
            path=reverse("membership:index"),
            reason=Told.ENDING,
        )
        row.message.save()
        row.save(update_fields=["message"])
    return fresh
