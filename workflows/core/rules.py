"""Who may do what, when: the one place that decides, by the rules in ``core.acts``.

Menus, task pages, the editor's lock, mails and every verb in ``workflows/actions`` ask ``decide``,
so what is offered and what is accepted can't differ. A refusal is the sentence the person reads.
"""

from sops.document import Sop, Step, StepKind
from workflows.core.acts import RULES, Action
from workflows.core.rule_inputs import Actor, Decision, History, Refused

ACT_OF = {
    StepKind.REVIEW: Action.APPROVE,
    StepKind.DECIDE: Action.APPROVE,
    StepKind.PUBLISH: Action.PUBLISH,
    StepKind.ARCHIVE: Action.ARCHIVE,
}
"""The act that passes a step of each kind; working kinds are completed."""


def passing_act(step: Step) -> Action:
    """The act that passes a step."""
    return ACT_OF.get(step.kind, Action.COMPLETE)


def decide(sop: Sop, actor: Actor, history: History, action: Action, *, step: Step | None = None) -> Decision:
    """Whether ``actor`` may do ``action`` now; ``step`` names the debt's step for ``SETTLE``."""
    if actor.id is None:
        return Refused("Masuk dulu untuk bertindak atas naskah ini.")
    if not actor.in_office:
        return Refused("Naskah ini milik kantor lain.")
    return RULES[action](sop, step, actor, history)


def offered(sop: Sop, actor: Actor, history: History) -> tuple[Action, ...]:
    """The actions a menu shows, most expected first."""
    return tuple(action for action in RULES if decide(sop, actor, history, action))
