"""Every SOP × step × action × person: done exactly where the SOP says so.

Each cell is asked of the rules. Over the admin's views every allowed cell is done, and every third act at each step is
refused to one person, another each time (``everything``: each act to everybody).
"""

from itertools import count
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from home.walking import sentences
from offices.models import OFFICE_ADMIN, OfficeRole
from sops.document import POSTPONE, Sop, Step, StepKind
from sops.models import Sop as Series
from tests.conftest import pass_step, started, user
from tests.people import Colleague
from tests.world import SLUGS
from workflows.actions.seen import seen_token
from workflows.core.acts import Action
from workflows.models import SopEvent, SopRun

pytestmark = pytest.mark.django_db

REFUSALS = (403, 409, 422)
ELSEWHERE = {Action.SETTLE, Action.FULFIL, Action.EDIT, Action.SET_DEADLINE}
"""Acts that need a target, or have a page of their own."""
OUTSIDE = ("other office's admin", "other office's publisher", "anonymous")
ACTIONS = [action for action in Action if action not in ELSEWHERE]


class Table:
    """The table as the document and the rulings state it, written without looking at ``core.rules``."""

    def __init__(self, sop: Sop) -> None:
        self.sop, self.starter = sop, sop.first_step.roles[0]
        self.prepared: set[str] = set()
        self.decided = False

    def pass_over(self, numbers: range) -> None:
        """Note what has been passed: who prepared, and whether anyone has decided."""
        for step in (self.sop.step(number) for number in numbers):
            if step.kind is StepKind.PREPARE:
                self.prepared |= set(step.roles)
            self.decided = self.decided or step.kind in (StepKind.REVIEW, StepKind.DECIDE)

    def allows(self, step: Step, action: Action, role: str) -> bool:
        holds, publishes = role in step.roles, role in self.sop.publish_step.roles
        before = step.number < self.sop.publish_step.number
        checks = step.kind in (StepKind.REVIEW, StepKind.DECIDE) and holds and role not in self.prepared
        match action:
            case Action.COMPLETE:
                return holds and step.kind in (StepKind.ASSIGN, StepKind.PREPARE, StepKind.HAND_OVER)
            case Action.APPROVE:
                return checks
            case Action.SEND_BACK:
                return checks and step.on_refusal != POSTPONE
            case Action.POSTPONE:
                return checks and step.on_refusal == POSTPONE
            case Action.PUBLISH:
                return holds and step.kind is StepKind.PUBLISH
            case Action.ARCHIVE:
                return holds and step.kind is StepKind.ARCHIVE
            case Action.WITHDRAW:
                return role == self.starter and not self.decided
            case Action.EMERGENCY:
                return publishes and before and role not in self.prepared
            case Action.ADJUST:
                return holds and step.adjustable
            case Action.TAKE_DOWN:
                return publishes and step.number > self.sop.publish_step.number
        return False


def press(who: Client, run: SopRun, action: Action) -> tuple[bool, int, list[str]]:
    """Press a button with everything filled in, note whether it acted and what was said, and undo it."""
    visit = run.open_visit
    data = {
        "seen": seen_token(visit.pk if visit else None, Page.objects.get(pk=run.page_id).get_latest_revision()),
        "run": run.pk,
        "reason": "facts",
        "ground": "kahar",
        "remark": "Keterangan yang cukup panjang untuk dicatat.",
    }
    for step in run.sop.steps:
        data[f"inputs-{step.number}"], data[f"checklist-{step.number}"] = list(step.inputs), list(step.checklist)
    if action is Action.ADJUST and run.current_step:
        data |= {f"norm-{run.current_step}": 120, f"norm-{run.current_step}-reason": "Naskah panjang."}
    before = SopEvent.objects.count()
    sid = transaction.savepoint()
    response = who.post(reverse("sop:act", args=[run.page_id, action.value]), data)
    acted = SopEvent.objects.count() > before
    said = [] if response.status_code == 302 else sentences(response)
    transaction.savepoint_rollback(sid)
    return acted, response.status_code, said


def people(slug: str) -> dict[str, Any]:
    """Whom the table speaks of: the office's people by role, then those who may do nothing here."""
    roles = OfficeRole.objects.filter(office__slug=slug).values_list("slug", flat=True)
    other = SLUGS[SLUGS.index(slug) - 1]
    publisher = Series.objects.get(slug=other).governing.document.publish_step.roles[0]
    return {role: user(f"{slug}.{role}") for role in roles} | {
        "superuser": user("root"),
        "headquarters": user("pusat.admin"),
        "other office's admin": user(f"{other}.{OFFICE_ADMIN}"),
        "other office's publisher": user(f"{other}.{publisher}"),
        "anonymous": AnonymousUser(),
    }


def client_of(who: Any) -> Client:
    return Client() if who.is_anonymous else Colleague(who).client


@pytest.mark.parametrize("slug", SLUGS)
def test_each_person_may_do_at_each_step_exactly_what_the_sop_says(slug, everything):
    run = started(slug, kind="artikel")
    table = Table(run.sop)
    table.pass_over(range(1, run.current_step))
    persons, turns, tried = people(slug), count(), set()
    clients = {name: client_of(who) for name, who in persons.items()}
    while run.step is not None:
        step, wrong = run.step, []
        offered = {name: run.offered(who) for name, who in persons.items()}
        for action in ACTIONS:
            allowed = [name for name in persons if table.allows(step, action, name)]
            ruled = [name for name in persons if action in offered[name]]
            if ruled != allowed:
                wrong.append((step.number, action, "the rules allow", ruled))
            refused = [name for name in persons if name not in allowed]
            turn = next(turns)
            refused = refused if everything else [refused[turn // 3 % len(refused)]][: turn % 3 == 0]
            tried.add((step.number, action))
            for name in allowed:
                acted, status, said = press(clients[name], run, action)
                if not acted:
                    wrong.append((step.number, action, name, status, said))
            for name in refused:
                acted, status, said = press(clients[name], run, action)
                outside = name in OUTSIDE
                if acted or (status != 302 if outside else status not in REFUSALS or not said or not all(said)):
                    wrong.append((step.number, action, name, status, said))
        assert not wrong
        run = pass_step(run)
        table.pass_over(range(step.number, run.current_step or len(run.sop.steps)))
    waited = {visit.step_number for visit in run.visits.all() if visit.started_at != visit.finished_at}
    assert len(tried) >= len(waited - {1}) * len(ACTIONS)
    assert step == run.sop.steps[-1]
