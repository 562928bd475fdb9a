"""Every SOP × step × action × person, over the admin's views: done exactly where the SOP says so."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from home.walking import Person, sentences
from tests.conftest import SLUGS, pass_step, started, user
from workflows.actions.seen import seen_token
from workflows.core.sop import POSTPONE, Sop, Step, StepKind
from workflows.core.standing import Action
from workflows.models import OFFICE_ADMIN, OfficeRole, SopEvent, SopRun

pytestmark = pytest.mark.django_db

REFUSALS = (403, 409, 422)
ELSEWHERE = {Action.SETTLE, Action.FULFIL, Action.EDIT, Action.SET_DEADLINE}
"""Acts that need a target, or have a page of their own."""
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


@pytest.mark.parametrize("slug", SLUGS)
def test_each_person_may_do_at_each_step_exactly_what_the_sop_says(slug):
    run = started(slug, kind="artikel")
    table = Table(run.sop)
    table.pass_over(range(1, run.current_step))
    insiders = {
        role.slug: Person(user(f"{slug}.{role.slug}")).client for role in OfficeRole.objects.filter(office__slug=slug)
    }
    other = SLUGS[SLUGS.index(slug) - 1]
    strangers = [Client(), Person(user(f"{other}.{OFFICE_ADMIN}")).client, _publisher_of(other)]
    mighty = [Person(user("root")).client, Person(user("pusat.admin")).client]
    tried = 0
    while run.step is not None:
        step, wrong = run.step, []
        for action in ACTIONS:
            for role, client in insiders.items():
                acted, status, said = press(client, run, action)
                allowed = table.allows(step, action, role)
                if acted != allowed or (not allowed and (status not in REFUSALS or not all(said))):
                    wrong.append((step.number, action, role, status, said))
            for client in mighty:
                acted, status, said = press(client, run, action)
                if acted or status not in REFUSALS or not said:
                    wrong.append((step.number, action, "superuser or headquarters", status, said))
            for client in strangers:
                acted, status, _ = press(client, run, action)
                if acted or status != 302:
                    wrong.append((step.number, action, "other office or anonymous", status, []))
            tried += len(insiders) + len(mighty) + len(strangers)
        assert not wrong
        run = pass_step(run)
        table.pass_over(range(step.number, run.current_step or len(run.sop.steps)))
    assert tried >= len(run.sop.steps) * len(ACTIONS)


def _publisher_of(slug: str) -> Client:
    role = OfficeRole.objects.get(office__slug=slug, slug=_document(slug).publish_step.roles[0])
    return Person(role.memberships.first().user).client


def _document(slug: str) -> Sop:
    from workflows.models import Sop as Series

    return Series.objects.get(slug=slug).governing.document
