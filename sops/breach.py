"""A broken rule of an SOP, and where it stands in the file."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from sops.document import Sop, Step

Place = tuple[str | int, ...]
"""Where in the file: ``("steps", 3, "on_refusal")``; positions count from 0."""


class Breach(NamedTuple):
    """One broken rule: where, what is wrong, what would be right (Indonesian sentences)."""

    path: Place
    wrong: str
    remedy: str


Check = Callable[[Sop], Iterator[Breach]]


def at(sop: Sop, step: Step, field: str) -> Place:
    """Where a field of a step stands."""
    return "steps", next(i for i, other in enumerate(sop.steps) if other is step), field


def listed(values: Iterable[object]) -> str:
    """Values as a list to read."""
    return ", ".join(str(value) for value in values)
