"""Uji cocok: whether the people of an office can carry out an SOP, whoever of them writes the text.

Four eyes (ruling 4a) make that more than holding every role: a check is stuck when all who hold it are authors. Tried
is every text that can be: each holder of each preparing step as its author, and at a joint check one person a role.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement, product

from sops.document import SignOff, Sop, Step, StepKind
from workflows.core.persons import persons, ways_to
from workflows.core.rule_inputs import Actor

Persons = frozenset[int]
"""Whose acts one act counts as: the person's own, and those of whom they act for."""


@dataclass(frozen=True)
class Stuck:
    """A step that nobody may take: of texts by these authors (none: of anybody's); ``holders``: who hold its roles."""

    step: Step
    authors: Persons = frozenset()
    holders: Persons = frozenset()


def misfits(sop: Sop, people: Iterable[Actor]) -> list[Stuck]:
    """Try every text that can occur against the roles the people hold (at most some thousand)."""
    actors = tuple(people)
    found: list[Stuck] = []
    for step in sop.steps:
        ways = [_ways(actors, role) for role in step.roles]
        holders = frozenset(actor.id for actor in actors if actor.id and ways_to(actor, step.roles))
        if not _can_be_taken(step, ways, frozenset()):
            found.append(Stuck(step, frozenset(), holders))
            continue
        if step.kind.checks:
            found += [Stuck(step, authors, holders) for authors in _least(_authors(sop, actors, holders), step, ways)]
    return found


def resting_on_one(sop: Sop, people: Iterable[Actor]) -> dict[int, int]:
    """The steps that a single person can take today, by number, with that person."""
    actors = tuple(people)
    who = {step.number: {a.id for a in actors if a.id is not None and ways_to(a, step.roles)} for step in sop.steps}
    return {number: ids.pop() for number, ids in who.items() if len(ids) == 1}


def mending(sop: Sop, people: Iterable[Actor], most: int = 3) -> tuple[str, ...] | None:
    """The fewest roles in which one more person each lets every text pass; None where more than ``most`` are needed."""
    actors = tuple(people)
    roles = dict.fromkeys(role for stuck in misfits(sop, actors) for role in stuck.step.roles)
    for number in range(most + 1):
        for chosen in combinations_with_replacement(roles, number):
            new = [Actor(-place, roles=frozenset({role})) for place, role in enumerate(chosen, start=1)]
            if not misfits(sop, (*actors, *new)):
                return chosen
    return None


def _ways(actors: Sequence[Actor], role: str) -> list[Persons]:
    return [persons(actor, way) for actor in actors for way in ways_to(actor, (role,))]


def _can_be_taken(step: Step, ways: list[list[Persons]], authors: Persons) -> bool:
    """Whether somebody who is no author may take the step; of a joint one, as many persons as roles."""
    clear = [[way for way in of_role if not way & authors] for of_role in ways]
    if step.sign_off is SignOff.ALL:
        return _each_by_another(clear, frozenset())
    return any(clear)


def _each_by_another(ways: list[list[Persons]], signed: Persons) -> bool:
    if not ways:
        return True
    return any(_each_by_another(ways[1:], signed | way) for way in ways[0] if not way & signed)


def _authors(sop: Sop, actors: Sequence[Actor], concerned: Persons) -> Iterator[Persons]:
    """Every set of authors that can prepare a text, reduced to those of them who hold the check in question."""
    by_step: list[set[Persons]] = []
    for step in sop.steps:
        if step.kind is StepKind.PREPARE:
            ways = {way for role in step.roles for way in _ways(actors, role)}
            by_step.append({way if way & concerned else frozenset() for way in ways} or {frozenset()})
    for chosen in product(*by_step):
        yield frozenset().union(*chosen)


def _least(sets: Iterable[Persons], step: Step, ways: list[list[Persons]]) -> list[Persons]:
    """Of the sets of authors that leave a check to nobody, the smallest ones."""
    found: list[Persons] = []
    for authors in sorted({one for one in sets if one}, key=lambda one: (len(one), sorted(one))):
        if not any(less <= authors for less in found) and not _can_be_taken(step, ways, authors):
            found.append(authors)
    return found
