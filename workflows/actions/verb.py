"""How a verb declares itself: its act, the words of its buttons, what it asks and when it may come.

Each file of ``workflows/actions`` that holds a verb ends with its ``Verb``; menus, forms, task page and API read them
in ``workflows/service/acts.py``. Who may do it, and what the ledger says of it, stands in ``workflows/core/acts.py``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django import forms

from sops import route
from sops.document import ContentKind, Sop, Step, StepKind
from sops.performers import holders
from workflows.actions.asks import REMARK, Ask
from workflows.core.acts import Action
from workflows.models import SopRun


@dataclass(frozen=True)
class Button:
    """The words of one act on one item: what it is called, which steps it completes, what it is about."""

    label: str
    explanation: str = ""
    steps: tuple[int, ...] = ()
    target: int | None = None
    """The step of a check owed, or the number of a duty."""


@dataclass(frozen=True)
class Verb:
    """One verb, as it declares itself."""

    action: Action
    do: Callable[..., SopRun]
    """Takes page, person and answers, and by name what the flags below and its questions say."""
    buttons: Sequence[Button] | Callable[[SopRun], Sequence[Button]] = ()
    """On an item as it stands; of starting there is none, for there is no run yet."""
    asks: tuple[Ask, ...] = (REMARK,)
    """In the order in which the dialog asks."""
    ends: Callable[[Step], bool] | None = None
    """Whether it ends a visit to a step; None: it belongs to no step."""
    answer: Callable[[SopRun, "Act"], str] = lambda run, act: act.label
    """The act as an answer to the step's question: "Ya, teruskan ke langkah 5"."""
    needs_seen: bool = False
    """An act on the waiting text: it carries ``seen``, the token of what the person saw."""
    after_publication: bool = False
    """It takes ``run_id``, for the item has gone live."""
    target: str = ""
    """The name under which it takes what its button is about."""
    asked_per_target: bool = False
    """Whether the rules are asked for the step that each button is about."""
    primary: bool = False
    serious: bool = False
    aside: bool = False
    """Stands on the task page only, not among the editor's buttons."""

    def acts(self, run: SopRun) -> list["Act"]:
        """What it offers on an item as it stands, whoever looks; nothing where it doesn't fit the waiting step."""
        if self.ends is not None and (run.step is None or not self.ends(run.step)):
            return []
        buttons = self.buttons(run) if callable(self.buttons) else self.buttons
        return [Act(self, b.label, b.explanation, b.steps, b.target, self.asks) for b in buttons]


@dataclass(frozen=True)
class Act:
    """One button of the task page, with its form once it has one."""

    verb: Verb
    label: str
    explanation: str = ""
    steps: tuple[int, ...] = ()
    target: int | None = None
    asks: tuple[Ask, ...] = ()
    form: forms.Form | None = None

    @property
    def action(self) -> Action:
        return self.verb.action

    @property
    def name(self) -> str:
        """Unique on the page: a duty or debt has its own form."""
        return f"{self.action.value}-{self.target}" if self.target else self.action.value

    def hands_over(self, document: Sop) -> bool:
        """Whether one of its steps hands the text to somebody, who may be told by messenger."""
        return any(document.step(number).kind is StepKind.HAND_OVER for number in self.steps)


def waiting(run: SopRun) -> Step:
    """The step that waits; a verb that ends a visit is asked for its buttons only where one does."""
    assert run.step is not None
    return run.step


def onward(document: Sop, number: int, kind: ContentKind) -> str:
    """Who gets the item when the act that begins at ``number`` has passed."""
    after = route.following(document, route.one_act(document, number, kind)[-1], kind).step
    return "" if after is None else holders(document, document.step(after))
