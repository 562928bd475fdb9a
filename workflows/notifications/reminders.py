"""Reminders and escalation: one sweep, one digest per person, never outside the office's hours.

At 50, 80 and 100 % of the working time, then once on each later working day; beyond a set lateness the superior is
told, once. Unique rows (``Reminder``) make a sweep safe to run twice, late, side by side, or to be killed: messages
and rows of one person are one transaction, and only when everyone is served is a mark put down as seen to.
"""

import logging
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from messaging.models import NotificationPreference, OutboxMessage, Told
from messaging.outbox import send_due
from offices import office_time
from offices.models import OFFICE_ADMIN, OfficeRole
from text.outlets import header
from workflows.models import Escalation, Reminder, SopRun, StepVisit
from workflows.models.recurring import keep_coming
from workflows.models.reminders import ESCALATE_AFTER
from workflows.notifications.audience import holders
from workflows.notifications.digest import Note, digest
from workflows.notifications.endings import tell_of_endings
from workflows.notifications.waiting import Waiting, waiting_now

logger = logging.getLogger("workflows.reminders")

EVERY = timedelta(minutes=5)
LONGEST = timedelta(minutes=10)
"""How long a task of ours takes at most; one that runs longer has lost its worker."""
MOST_WORKERS = 3
"""Workers that one task may lose."""
ESCALATED = "eskalasi"
AT_ONCE = 500
"""Matters looked up in one query."""


def sweep(now: datetime | None = None) -> int:
    """Remind whoever is due to be reminded; returns how many digests were written."""
    now = now or timezone.now()
    superiors = _Superiors()
    notes: list[tuple[Note, list[Any]]] = []
    looked_at = list(waiting_now(now))
    marked = [(waiting, mark) for waiting in looked_at if (mark := waiting.mark(now))]
    for waiting, mark in _unseen([(w.key, mark, w) for w, mark in marked]):
        notes.append((Note(waiting.key, mark, waiting), waiting.people()))
    late = [(_late_key(w, role), ESCALATED, (w, role)) for w, _ in marked for role in superiors.late_roles(w)]
    for (waiting, role), mark in _unseen(late):
        note = Note(_late_key(waiting, role), mark, waiting, late_role=role.name)
        notes.append((note, superiors.of(waiting.run, role)))
    written = _serve(notes, now)
    owed = {waiting.key for waiting, _ in _unseen([(w.key, mark, w) for w, mark in marked])}
    owed |= {waiting.key for (waiting, _), _ in _unseen(late)}
    _look_again([waiting for waiting in looked_at if waiting.key not in owed], superiors, now)
    return written


def _look_again(looked_at: list[Waiting], superiors: "_Superiors", now: datetime) -> None:
    """Note when each waiting step can need a reminder next: until then no sweep reads it.

    A step that somebody else is writing to, as another sweep does, is left to the next sweep.
    """
    visits = {}
    for waiting in looked_at:
        if waiting.visit is not None:
            waiting.visit.look_at = waiting.next_look(now, map(superiors.after, waiting.roles))
            visits[waiting.visit.pk] = waiting.visit
    pks, may_skip = sorted(visits), connection.features.has_select_for_update_skip_locked
    for begin in range(0, len(pks), AT_ONCE):
        with transaction.atomic():
            free = StepVisit.objects.select_for_update(skip_locked=may_skip).order_by("pk")
            found = free.filter(pk__in=pks[begin : begin + AT_ONCE]).values_list("pk", flat=True)
            StepVisit.objects.bulk_update([visits[pk] for pk in found], ["look_at"])


def _late_key(waiting: Waiting, role: OfficeRole) -> str:
    return f"{waiting.key}-peran-{role.pk}"


def _unseen(matters: list[tuple[str, str, Any]]) -> list[tuple[Any, str]]:
    """Of (key, mark, subject): subject and mark of those not yet seen to."""
    seen: set[tuple[str, str]] = set()
    for begin in range(0, len(matters), AT_ONCE):
        keys = [key for key, _, _ in matters[begin : begin + AT_ONCE]]
        rows = Reminder.objects.filter(user__isnull=True, matter__in=keys)
        seen.update(rows.values_list("matter", "mark"))
    return [(subject, mark) for key, mark, subject in matters if (key, mark) not in seen]


class _Superiors:
    """Who hears of a late role: as the office set it, else as the SOP names it, else the office's admin."""

    def __init__(self) -> None:
        self.rules = {rule.role_id: rule for rule in Escalation.objects.select_related("superior")}

    def late_roles(self, waiting: Waiting) -> list[OfficeRole]:
        """The roles waited for that are later than their office bears."""
        if not waiting.left.overdue:
            return []
        return [role for role in waiting.roles if -waiting.left.minutes >= self.after(role)]

    def after(self, role: OfficeRole) -> int:
        """Working minutes after which a superior hears that the role is late."""
        return self.rules[role.pk].after_minutes if role.pk in self.rules else ESCALATE_AFTER

    def of(self, run: SopRun, role: OfficeRole) -> list[Any]:
        """The people told; nobody is told of their own lateness as of another's."""
        rule = self.rules.get(role.pk)
        slug = rule.superior.slug if rule and rule.superior else self._in_sop(run, role.slug)
        late = set(holders(run, (role.slug,)))
        people = [person for person in holders(run, (slug,)) if person not in late] if slug else []
        return people or [person for person in holders(run, (OFFICE_ADMIN,)) if person not in late]

    @staticmethod
    def _in_sop(run: SopRun, slug: str) -> str | None:
        return next((role.superior for role in run.sop.roles if role.slug == slug), None)


def _serve(notes: list[tuple[Note, list[Any]]], now: datetime) -> int:
    """Write each person's digest, then put the marks down whose people were all served."""
    people: dict[int, Any] = {}
    wanted: dict[int, list[Note]] = defaultdict(list)
    for note, told in notes:
        for person in told:
            if person.is_active:
                people[person.pk] = person
                wanted[person.pk].append(note)
    written, failed = 0, set[tuple[str, str]]()
    for pk, person in people.items():
        try:
            written += _tell(person, wanted[pk], now)
        except Exception:  # the others are reminded all the same; the next sweep tries again
            logger.exception("digest for user %s failed", pk)
            failed.update((note.key, note.mark) for note in wanted[pk])
    Reminder.objects.bulk_create(
        [
            Reminder(matter=note.key, mark=note.mark, office=note.waiting.office, at=now)
            for note, _ in notes
            if (note.key, note.mark) not in failed
        ],
        ignore_conflicts=True,
    )
    return written


@transaction.atomic
def _tell(person: Any, notes: list[Note], now: datetime) -> int:
    """One message with everything the person was not told yet; 0 when another sweep was quicker."""
    get_user_model().objects.select_for_update(no_key=True).get(pk=person.pk)  # where sweeps side by side wait
    told = set(
        Reminder.objects.filter(user=person, matter__in=[note.key for note in notes]).values_list("matter", "mark")
    )
    new = [note for note in notes if (note.key, note.mark) not in told]
    if not new:
        return 0
    with translation.override(settings.LANGUAGE_CODE), office_time.at(new[0].waiting.office):
        words = digest(person, new)
        wish = NotificationPreference.of(person)
        message = OutboxMessage.objects.create(
            user=person,
            address=person.email,
            by_mail=bool(person.email) and wish.wants_mail(asks=True),
            next_attempt_at=wish.not_before(office_time.local(now, new[0].waiting.office)),
            reason=Told.REMINDER,
            subject=header(words["subject"])[:300],
            text=render_to_string("messaging/mail/digest.txt", words),
            html=render_to_string("messaging/mail/digest.html", words),
        )
    Reminder.objects.bulk_create(
        Reminder(matter=note.key, mark=note.mark, office=note.waiting.office, user=person, message=message, at=now)
        for note in new
    )
    send_due.enqueue()
    return 1


@task(backend="outbox", queue_name="outbox")
def sweep_due() -> int:
    """One sweep of the worker, and the order for the next; what a killed worker left is taken up too."""
    keep_sweeping(EVERY)
    _take_up()
    send_due.enqueue()
    return sweep() + tell_of_endings()


def _take_up() -> None:
    """Put tasks whose worker died in the middle back into the queue; each of ours may be done twice."""
    dead = DBTaskResult.objects.running().filter(backend_name="outbox", started_at__lt=timezone.now() - LONGEST)
    for one in dead:
        if len(one.worker_ids) < MOST_WORKERS:  # else it is what kills them
            DBTaskResult.objects.filter(pk=one.pk, started_at=one.started_at).update(status=TaskResultStatus.READY)


def keep_sweeping(wait: timedelta = timedelta(0)) -> None:
    """See that a sweep is in the queue."""
    keep_coming(sweep_due, EVERY, wait)
