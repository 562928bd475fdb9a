"""Ya at a review or decide step; where several must sign, one signature of them."""

from typing import Any

from sops import route
from sops.document import SignOff
from sops.performers import holders
from sops.route import Outcome
from workflows.actions.asks import REMARK
from workflows.actions.complete import work_through
from workflows.actions.personal import KEEPS, keep
from workflows.actions.transition import Transition, transition
from workflows.actions.verb import Act, Button, Verb, onward, waiting
from workflows.core.acts import Action, EventKind
from workflows.core.answers import Answers
from workflows.core.rules import passing_act
from workflows.models import Signature, SopRun
from workflows.notifications.announcing import announce


def approve(page_id: int, user: Any, answers: Answers, *, seen: str) -> SopRun:
    """Sign the waiting step; it passes when the last signature it needs is given.

    Raises ``NotAllowed``, ``Stale``, ``Incomplete``.
    """
    with transition(page_id, user, Action.APPROVE, seen=seen) as here:
        keep(here, answers)
        if here.step.sign_off is SignOff.ANY:
            work_through(here, answers, Outcome.APPROVED, kind=EventKind.APPROVED)
            return here.run
        here.check_answers((here.step.number,), answers, content=True)
        if _sign(here, answers):
            work_through(here, answers, Outcome.APPROVED, kind=EventKind.APPROVED)
        else:
            announce(here.record(EventKind.SIGNED, remark=answers.remark, sha256=here.sha256))
        return here.run


def _sign(here: Transition, answers: Answers) -> bool:
    """Add the signature; returns whether the step now has all of them."""
    visit = here.waiting
    given = answers.of(here.step)
    Signature.objects.create(
        visit=visit,
        role=here.role,
        role_name=here.role_name,
        user=here.user,
        user_name=str(here.user),
        on_behalf_of_id=here.acting.principal if here.acting else None,
        capacity=here.capacity,
        at=here.now,
        content_sha256=here.keep_content(),
        answers={"inputs": list(given.inputs), "checklist": list(given.checklist)},
        remark=answers.remark,
    )
    visit.waiting_for.remove(*visit.waiting_for.filter(slug=here.role))
    signed = set(visit.signatures.filter(voided_at__isnull=True).values_list("role", flat=True))
    return signed >= set(here.step.roles)


def _button(run: SopRun) -> list[Button]:
    step = waiting(run)
    steps = route.one_act(run.sop, step.number, run.kind)
    receiver = onward(run.sop, step.number, run.kind)
    if step.sign_off is SignOff.ANY:
        return [Button(f"Setujui dan teruskan ke {receiver}", steps=steps)]
    asked = f"Perlu tanda tangan {holders(run.sop, step)}; sesudah lengkap diteruskan ke {receiver}."
    return [Button("Setujui dan tanda tangani", asked, steps)]


def _answer(run: SopRun, act: Act) -> str:
    if run.sop.step(act.steps[0]).sign_off is SignOff.ALL:
        return "Ya, saya setuju"
    return f"Ya, teruskan ke langkah {route.following(run.sop, act.steps[-1], run.kind).step}"


APPROVE = Verb(
    Action.APPROVE,
    approve,
    _button,
    ends=lambda step: passing_act(step) is Action.APPROVE,
    answer=_answer,
    asks=(REMARK, KEEPS),
    needs_seen=True,
    primary=True,
)
