"""The emergency lane (informasi serta-merta / keadaan kahar) and the debts it leaves (ruling 3)."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from django.conf import settings

from offices import calendars
from sops import route
from sops.document import SignOff, Step
from sops.fields import WORKING_DAY_MINUTES
from sops.route import Outcome
from workflows.actions.asks import WHY, Ask, choice, remark
from workflows.actions.publish import finish_if_done
from workflows.actions.refusals import Incomplete, Stale
from workflows.actions.transition import Transition, transition
from workflows.actions.verb import Button, Verb
from workflows.core.acts import Action, EventKind
from workflows.core.answers import Answers, reason_faults, text_fault
from workflows.core.rule_inputs import Status
from workflows.gate import publishing
from workflows.models import Debt, SopRun
from workflows.notifications.announcing import announce

SHORTEST_REASON = 20
"""Characters in the stated reason of an emergency: a word or two is no reason."""


class Ground(StrEnum):
    """What makes it an emergency (UU 14/2008 Pasal 10; keadaan kahar)."""

    IMMEDIATE = "serta-merta"
    FORCE_MAJEURE = "kahar"

    @property
    def label(self) -> str:
        return {"serta-merta": "Informasi serta-merta", "kahar": "Keadaan kahar"}[self.value]


class Verdict(StrEnum):
    """The answer of a check made up for."""

    YES = "ya"
    NO = "tidak"


def hurry(page_id: int, user: Any, answers: Answers, *, seen: str, ground: str) -> SopRun:
    """Go straight to the publish step; every check passed over becomes a dated debt.

    Raises ``NotAllowed``, ``Stale``, ``Incomplete``.
    """
    with transition(page_id, user, Action.EMERGENCY, seen=seen) as here:
        if faults := _faults_of(ground, answers.remark):
            raise Incomplete(faults)
        here.check_answers((), answers, content=True)
        run, number = here.run, (here.run.current_step or 1)
        checks = route.remaining_checks(run.sop, number, run.kind)
        if here.visit is None:
            here.enter(number)
        here.leave(Outcome.BYPASSED, answers)
        _pass_over(here, number)
        _owe(here, checks)
        run.emergency_reason = f"{Ground(ground).label}: {answers.remark.strip()}"
        run.status = Status.RUNNING
        event = here.record(EventKind.EMERGENCY, ground=ground, remark=answers.remark, debts=[s.number for s in checks])
        here.enter(run.sop.publish_step.number)
        run.save()
        announce(event)
        return run


def _faults_of(ground: str, remark: str) -> dict[str, str]:
    faults = {} if ground in list(Ground) else {"ground": "Pilih dasar keadaan darurat."}
    if fault := text_fault(remark, required="Alasan darurat"):
        faults["remark"] = fault
    elif len(remark.strip()) < SHORTEST_REASON:
        faults["remark"] = f"Jelaskan alasan darurat sedikitnya {SHORTEST_REASON} karakter."
    return faults


def _pass_over(here: Transition, number: int) -> None:
    """Note each step between that one and publishing: as skipped where the kind skips it anyway, else as bypassed."""
    run = here.run
    between = [step for step in run.sop.steps if number < step.number < run.sop.publish_step.number]
    skipped = tuple(step.number for step in between if run.kind in step.skip_for)
    here.pass_over(skipped, Outcome.SKIPPED, here.skipping)
    here.pass_over(tuple(s.number for s in between if s.number not in skipped), Outcome.BYPASSED, "Jalur darurat")


def _owe(here: Transition, checks: Iterable[Step]) -> None:
    """Make each check that was passed over a debt with a date; an office that never opens owes at once."""
    minutes = settings.SOP_EMERGENCY_DEBT_DAYS * WORKING_DAY_MINUTES
    due = calendars.due_at(here.run.office, here.now, minutes) or here.now
    for step in checks:
        debt = Debt.objects.create(run=here.run, step_number=step.number, due_at=due)
        debt.waiting_for.set(here.roles_of(step))


def settle(page_id: int, user: Any, answers: Answers, *, seen: str, run_id: int, step: int, approved: bool) -> SopRun:
    """Make up for a skipped check. Ya settles it; Tidak settles it and takes the page down.

    Raises ``NotAllowed``, ``Stale``, ``Incomplete``.
    """
    with transition(page_id, user, Action.SETTLE, seen=seen, run_id=run_id, step=step) as here:
        run = here.run
        if not approved and (faults := reason_faults(answers.reason, answers.remark)):
            raise Incomplete(faults)
        if run.published_at is None:
            raise Stale("Naskah darurat ini belum tayang; pemeriksaan susulan dilakukan sesudah tayang.")
        if approved:
            here.check_answers((step,), answers, content=False)
        _sign(here, run.debts.get(step_number=step, settled_at__isnull=True), answers.remark, approved=approved)
        event = here.record(
            EventKind.SETTLED if approved else EventKind.OBJECTED,
            debt=step,
            reason=answers.reason,
            remark=answers.remark,
            checklist=list(answers.of(run.sop.step(step)).checklist),
        )
        if not approved and run.is_live:
            run.taken_down_at = here.now
            run.save()
            publishing.unpublish(here.page.specific, user)
        finish_if_done(here)
        announce(event)
        return run


def _sign(here: Transition, debt: Debt, remark: str, *, approved: bool) -> None:
    """Add a signature to a debt; it is settled by a Tidak, or by everyone whom its step asks."""
    step = here.run.sop.step(debt.step_number)
    debt.signatures[here.role] = here.persons
    if not approved or step.sign_off is SignOff.ANY or debt.signed.roles >= set(step.roles):
        debt.settled_at, debt.settled_by = here.now, here.user
        debt.settled_by_name = _signers(here, debt)[:200] if approved else str(here.user)
        debt.approved, debt.remark = approved, remark
        debt.waiting_for.clear()
    debt.save()


GROUND = Ask(
    "ground",
    lambda dialog: choice("Dasar", [(ground.value, ground.label) for ground in Ground], required=False),
    takes="ground",
    value=lambda ground: ground or "",
    unoffered=True,
)


VERDICT = Ask(
    "verdict",
    lambda dialog: choice(
        "Hasil pemeriksaan",
        [(Verdict.YES, "Ya, disetujui"), (Verdict.NO, "Tidak, tarik dari publik")],
        error_messages={"required": "Pilih hasil pemeriksaannya."},
    ),
    takes="approved",
    value=lambda verdict: verdict == Verdict.YES,
)


def _signers(here: Transition, debt: Debt) -> str:
    """Everyone who signed a check made up for, the last one now: "A dan B"."""
    signed = here.run.events.filter(kind=EventKind.SETTLED, data__debt=debt.step_number).order_by("pk")
    return " dan ".join(dict.fromkeys([*signed.values_list("actor_name", flat=True), str(here.user)]))


def _checks_owed(run: SopRun) -> list[Button]:
    if run.published_at is None:
        return []
    owed = [run.sop.step(debt.step_number) for debt in run.debts.filter(settled_at__isnull=True)]
    return [
        Button(
            f"Selesaikan pemeriksaan susulan langkah {step.number}",
            f"{step.activity}. Jawaban «Tidak» menarik halaman dari publik.",
            steps=(step.number,),
            target=step.number,
        )
        for step in owed
    ]


EMERGENCY = Verb(
    Action.EMERGENCY,
    hurry,
    [
        Button(
            "Gunakan jalur darurat",
            "Hanya untuk informasi serta-merta atau keadaan kahar. Pemeriksaan yang dilewati menjadi susulan "
            "bertenggat yang harus diselesaikan orang lain, dan halaman memuat pemberitahuan.",
        )
    ],
    asks=(GROUND, remark("Alasan darurat")),
    needs_seen=True,
    serious=True,
)
SETTLE = Verb(
    Action.SETTLE,
    settle,
    _checks_owed,
    asks=(VERDICT, *WHY),
    needs_seen=True,
    after_publication=True,
    target="step",
    asked_per_target=True,
    primary=True,
)
