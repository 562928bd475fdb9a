"""Every act there is, read from the verbs that declare themselves, and which of them a person is offered."""

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from workflows import actions
from workflows.actions.asks import Ask
from workflows.actions.verb import Act, Verb
from workflows.core.acts import RULES, Action
from workflows.models import SopRun


def _declared() -> dict[Action, Verb]:
    """What the modules of ``workflows.actions`` declare, in the order of the menus."""
    modules = [import_module(f"{actions.__name__}.{found.name}") for found in iter_modules(actions.__path__)]
    verbs = {verb.action: verb for module in modules for verb in vars(module).values() if isinstance(verb, Verb)}
    return {action: verbs[action] for action in RULES if action in verbs}


VERBS = _declared()


def questions() -> dict[str, Ask]:
    """Everything that some act asks, by name."""
    return {ask.name: ask for verb in VERBS.values() for ask in verb.asks}


def verb_named(name: str) -> Verb | None:
    """The verb of an act as addresses and the API name it; None where there is none."""
    return next((verb for verb in VERBS.values() if verb.action == name), None)


def act_for(run: SopRun, action: Action) -> Act | None:
    """The button for an action on a run, in the words of the step that waits; None where it doesn't fit the step."""
    acts = [] if VERBS[action].target else VERBS[action].acts(run)
    return acts[0] if acts else None


def answer(run: SopRun, act: Act) -> str:
    """The act as an answer to the step's question: "Ya, teruskan ke langkah 5", "Tidak, kembali ke langkah 4"."""
    return act.label if run.step is None else act.verb.answer(run, act)


def offered_acts(run: SopRun, user: Any) -> list[Act]:
    """Every button the person may press on this run now, most expected first."""
    offered = run.offered(user)
    return [
        act
        for verb in VERBS.values()
        if verb.asked_per_target or verb.action in offered
        for act in verb.acts(run)
        if not verb.asked_per_target or run.decide(user, verb.action, step=run.sop.step(act.target))
    ]
