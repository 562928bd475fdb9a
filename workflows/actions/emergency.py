"""The emergency lane (informasi serta-merta / keadaan kahar) and the debts it leaves (ruling 3)."""

from enum import StrEnum
from typing import Any

from django.conf import settings

from offices import calendars
from offices.models import OfficeRole
from sops import route
from sops.document import SignOff
from sops.fields import WORKING_DAY_MINUTES
from sops.route import Outcome
from workflows.actions.publish import finish_if_done
from workflows.actions.refusals import Incomplete, Stale
from workflows.actions.transition import transition
from workflows.core.answers import Answers, reason_faults, text_fault
from workflows.core.rule_inputs import Action
from workflows.gate import publishing
from workflows.models import Debt, SopRun
from workflows.notifications.outbox import announce

SHORTEST_REASON = 20
"""Characters in the stated reason of an emergency: a word or two is no reason."""


class Ground(StrEnum):
    """What makes it an emergency (UU 14/2008 Pasal 10; keadaan kahar)."""

    IMMEDIATE = "serta-merta"
    FORCE_MAJEURE = "kahar"

    @property
    def label(self) -> str:
        return {"serta-merta": "Informasi serta-merta", "kahar": "Keadaan kahar"}[self.value]


def hurry(page_id: int, user: Any, answers: Answers, *, seen: str, ground: str) -> SopRun:
    """Go straight to the publish step; every check passed over becomes a dated debt.

    Raises ``NotAllowed``, ``Stale``, ``Incomplete``.
    """
    with transition(page_id, user, Action.EMERGENCY, seen=seen) as here:
        faults = {} if ground in list(Ground) else {"ground": "Pilih dasar keadaan darurat."}
        if fault := text_fault(answers.remark, required="Alasan darurat"):
            faults["remark"] = fault
        elif len(answers.remark.strip()) < SHORTEST_REASON:
            faults["remark"] = f"Jelaskan alasan darurat sedikitnya {SHORTEST_REASON} karakter."
        if faults:
            raise Incomplete(faults)
        here.check_answers((), answers, content=True)
        run, number = here.run, (here.run.current_step or 1)
        checks = route.remaining_checks(run.sop, number, run.kind)
        passed = tuple(s.number for s in run.sop.steps if number < s.number < run.sop.publish_step.number)
        if here.visit is None:
            here.enter(number)
        here.leave(Outcome.BYPASSED, answers)
        skipped = tuple(number for number in passed if run.kind in run.sop.step(number).skip_for)
        here.pass_over(skipped, Outcome.SKIPPED, here.skipping)
        here.pass_over(tuple(sorted({*passed} - {*skipped})), Outcome.BYPASSED, "Jalur darurat")
        owed = settings.SOP_EMERGENCY_DEBT_DAYS * WORKING_DAY_MINUTES
        due = calendars.due_at(run.office, here.now, owed) or here.now  # an office that never opens owes at once
        for step in checks:
            debt = Debt.objects.create(run=run, step_number=step.number, due_at=due)
            debt.waiting_for.set(OfficeRole.objects.filter(office=run.office, slug__in=step.roles))
        run.emergency_reason = f"{Ground(ground).label}: {answers.remark.strip()}"
        run.status = "running"
        event = here.record("emergency", ground=ground, remark=answers.remark, debts=[s.number for s in checks])
        here.enter(run.sop.publish_step.number)
        run.save()
        announce(event)
        return run


def settle(page_id: int, user: Any, answers: Answers, *, run_id: int, step: int, approved: bool) -> SopRun:
    """Make up for a skipped check. Ya settles it; Tidak settles it and takes the page down.

    Raises ``NotAllowed``, ``Stale``, ``Incomplete``.
    """
    with transition(page_id, user, Action.SETTLE, run_id=run_id, step=step) as here:
        run = here.run
        faults = {} if approved else reason_faults(answers.reason, answers.remark)
        if faults:
            raise Incomplete(faults)
        if run.published_at is None:
            raise Stale("Naskah darurat ini belum tayang; pemeriksaan susulan dilakukan sesudah tayang.")
        if approved:
            here.check_answers((step,), answers, content=False)
        debt = run.debts.get(step_number=step, settled_at__isnull=True)
        debt.signatures[here.role] = here.persons
        rule = run.sop.step(step)
        if not approved or rule.sign_off is SignOff.ANY or debt.signed.roles >= set(rule.roles):
            debt.settled_at, debt.settled_by, debt.settled_by_name = here.now, user, str(user)
            debt.approved, debt.remark = approved, answers.remark
            debt.waiting_for.clear()
        debt.save()
        given = answers.of(rule)
        event = here.record(
            "settled" if approved else "objected",
            debt=step,
            reason=answers.reason,
            remark=answers.remark,
            checklist=list(given.checklist),
        )
        if not approved and run.is_live:
            run.taken_down_at = here.now
            run.save()
            publishing.unpublish(here.page.specific, user)
        finish_if_done(here)
        announce(event)
        return run
