"""Uji coba: every way an item can take through an SOP, played without an item (no page, no message, no ledger).

The ways are those of ``sops.route``, by which the items themselves go, so what is played here is what would happen.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sops import route
from sops.document import ContentKind, SignOff, Sop, Step, StepKind

MOST_WAYS = 200
"""Of one content kind; SOPs seen so far have under 30 with one Tidak."""
YES, NO, DONE = "Ya", "Tidak", "selesai"


@dataclass(frozen=True)
class Stop:
    """One step on the way, and how it is left: Ya, Tidak, or done."""

    step: Step
    answer: str


@dataclass(frozen=True)
class Way:
    """From the first step to publication and what follows it, or to where the item waits (``postponed``)."""

    kind: ContentKind
    stops: tuple[Stop, ...]
    postponed: bool = False

    @property
    def minutes(self) -> int:
        """Working minutes of the norm until publication; steps without a norm count nothing."""
        until = [stop.step for stop in self.stops if stop.step.kind is not StepKind.ARCHIVE]
        return sum(step.norm_minutes or 0 for step in until)

    @property
    def has_gaps(self) -> bool:
        """Whether some step has no norm, so that the whole takes longer than is known."""
        return any(stop.step.norm_minutes is None for stop in self.stops)

    @property
    def refusals(self) -> int:
        return sum(stop.answer == NO for stop in self.stops)


def ways(sop: Sop, kind: ContentKind, most_refusals: int = 1) -> list[Way]:
    """Every way of an item of a kind with up to so many Tidak, the straight one first; at most ``MOST_WAYS``."""
    found: list[Way] = []
    for way in _onward(sop, kind, sop.first_step, (), most_refusals):
        found.append(way)
        if len(found) == MOST_WAYS:
            break
    return sorted(found, key=lambda way: (way.refusals, way.postponed))


def _onward(sop: Sop, kind: ContentKind, step: Step, before: tuple[Stop, ...], refusals: int) -> Iterator[Way]:
    answer = YES if step.kind.checks else DONE
    here = (*before, Stop(step, answer))
    after = route.following(sop, step.number, kind).step
    if after is None:
        yield Way(kind, here)
    else:
        yield from _onward(sop, kind, sop.step(after), here, refusals)
    if step.kind.checks and refusals:
        here = (*before, Stop(step, NO))
        back = route.refused(sop, step.number, kind)
        if back.postponed or back.step is None:
            yield Way(kind, here, postponed=True)
        else:
            yield from _onward(sop, kind, sop.step(back.step), here, refusals - 1)


def load(sop: Sop, kind: ContentKind, items: int) -> dict[str, int]:
    """Working minutes each role spends on so many items that go straight through; a joint step costs each of its roles.

    Of a step that any of several roles may take, the first one named spends it.
    """
    spent: Counter[str] = Counter({role.slug: 0 for role in sop.roles})
    (straight,) = ways(sop, kind, most_refusals=0)
    for stop in straight.stops:
        takers = stop.step.roles if stop.step.sign_off is SignOff.ALL else stop.step.roles[:1]
        for slug in takers:
            spent[slug] += items * (stop.step.norm_minutes or 0)
    return dict(spent)
