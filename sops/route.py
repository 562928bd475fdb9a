"""Where an item goes next: a pure function of the SOP, the step and what happened there.

Wagtail's ``get_next_task`` is not used: after a jump back it would skip the steps in between.
"""

from dataclasses import dataclass
from enum import StrEnum

from sops.document import POSTPONE, ContentKind, Sop, Step, StepKind


class Outcome(StrEnum):
    """How a visit to a step ended."""

    DONE = "done"
    APPROVED = "approved"
    SENT_BACK = "sent_back"
    POSTPONED = "postponed"
    SKIPPED = "skipped"
    PUBLISHED = "published"
    ARCHIVED = "archived"
    BYPASSED = "bypassed"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The word the chain shows for it."""
        return _OUTCOME_LABELS[self]

    @property
    def passes(self) -> bool:
        """Whether the item went on to the next step."""
        return self in _PASSING


_OUTCOME_LABELS = {
    Outcome.DONE: "Selesai",
    Outcome.APPROVED: "Disetujui",
    Outcome.SENT_BACK: "Dikembalikan",
    Outcome.POSTPONED: "Ditunda",
    Outcome.SKIPPED: "Dilewati",
    Outcome.PUBLISHED: "Tayang",
    Outcome.ARCHIVED: "Diarsipkan",
    Outcome.BYPASSED: "Ditangguhkan (jalur darurat)",
    Outcome.WITHDRAWN: "Ditarik pengusul",
}
_PASSING = frozenset({Outcome.DONE, Outcome.APPROVED, Outcome.PUBLISHED, Outcome.ARCHIVED})


@dataclass(frozen=True)
class Next:
    """What follows: a step to enter, or none when the procedure is over or the item waits.

    ``skipped`` names the steps passed over because of the content kind.
    """

    step: int | None
    skipped: tuple[int, ...] = ()
    postponed: bool = False


def following(sop: Sop, number: int, kind: ContentKind) -> Next:
    """The step entered when ``number`` has passed; ``Next(None)`` after the last one."""
    skipped: list[int] = []
    for step in sop.steps:
        if step.number <= number:
            continue
        if kind in step.skip_for:
            skipped.append(step.number)
            continue
        return Next(step.number, tuple(skipped))
    return Next(None, tuple(skipped))


def refused(sop: Sop, number: int, kind: ContentKind) -> Next:
    """Where a Tidak at ``number`` leads: an earlier step, or waiting (SOP 1905/2019 step 3: "ditunda").

    A target that the content kind skips yields the nearest earlier step that may change the text.

    Raises ``ValueError`` for a step that can't be refused.
    """
    target = sop.step(number).on_refusal
    if target is None:
        raise ValueError(f"step {number} has no refusal")
    if target == POSTPONE:
        return Next(None, postponed=True)
    candidates = [
        step.number
        for step in sop.steps
        if step.number <= int(target) and step.kind.edits and kind not in step.skip_for
    ]
    return Next(candidates[-1] if candidates else sop.first_step.number)


def one_act(sop: Sop, number: int, kind: ContentKind) -> tuple[int, ...]:
    """The steps that one click completes: ``number`` and the working steps of the same role behind it.

    Ruling 2: consecutive steps of the same role are one act (SOP 11/2023 1+2 and 6+7, SOP 1905/2019 4+5).
    Publishing and archiving are acts of their own.
    """
    act = [number]
    here = sop.step(number)
    if not (here.kind.works or here.kind.checks):
        return (number,)
    while (after := following(sop, act[-1], kind)).step is not None:
        step = sop.step(after.step)
        if not step.kind.works or len(step.roles) != 1 or set(step.roles) != set(here.roles):
            break
        act.append(step.number)
    return tuple(act)


def content_due(sop: Sop, number: int, kind: ContentKind) -> bool:
    """Whether the content must be complete when ``number`` passes.

    Incomplete content may travel only while a later step is still to prepare it (SOP 01/2017 1-2,
    SOP 1905/2019 1-5): before that there is a letter or a request, not yet a text.
    """
    return not any(
        step.number > number and step.kind is StepKind.PREPARE and kind not in step.skip_for for step in sop.steps
    )


def remaining_checks(sop: Sop, number: int, kind: ContentKind) -> tuple[Step, ...]:
    """The review and decide steps from ``number`` up to publication: what the emergency lane skips."""
    return tuple(
        step
        for step in sop.steps
        if number <= step.number < sop.publish_step.number and step.kind.checks and kind not in step.skip_for
    )


def is_after_publication(sop: Sop, step: Step) -> bool:
    """Whether the step belongs to the run alone, after Wagtail's workflow state has closed."""
    return step.number > sop.publish_step.number
