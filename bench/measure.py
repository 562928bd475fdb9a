"""CPU-ms per request of several sites, in alternating rounds, one site at a time."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bench import processor
from bench.client import Answer
from bench.target import Running

ROUNDS = 5
WARM_UP = 24
"""Requests before counting: each worker must have seen each page."""
AT_LEAST = 300_000_000
"""CPU nanoseconds a round should take; below, one disturbance shows too much."""
FEWEST, MOST = 8, 1200
BUDGET = 4_000_000_000
"""CPU nanoseconds after which a round ends in any case but after ``FEWEST`` requests."""


@dataclass(frozen=True)
class Visit:
    """One kind of page at one site: the addresses asked for in turn, and the status they must answer with."""

    page: str
    running: Running
    addresses: Sequence[str]
    status: int = 200


@dataclass
class Cost:
    """CPU-ms per request, one figure per round; ``fault`` says why there is none."""

    rounds: list[float] = field(default_factory=list)
    fault: str = ""
    requests: int = 0

    @property
    def median(self) -> float:
        return statistics.median(self.rounds)

    @property
    def least(self) -> float:
        return min(self.rounds)

    @property
    def most(self) -> float:
        return max(self.rounds)


def compare(visits: Sequence[Visit], *, rounds: int = ROUNDS, say: Callable[[str], None]) -> list[Cost]:
    """The cost of each visit: all are warmed up, then take turns, so that a disturbance meets every one."""
    costs = [Cost() for _ in visits]
    counts = [_warm(visit, cost) for visit, cost in zip(visits, costs, strict=True)]
    for _ in range(rounds):
        for visit, cost, count in zip(visits, costs, counts, strict=True):
            if not cost.fault:
                cost.rounds.append(_round(visit, count) / 1e6)
                cost.requests += count
    for visit, cost in zip(visits, costs, strict=True):
        say(f"  {visit.page} · {visit.running.target.name}: {cost.fault or f'{cost.median:.2f} CPU-ms'}")
    return costs


def _warm(visit: Visit, cost: Cost) -> int:
    """Ask until caches of templates and the like are filled; returns how many requests a round takes."""
    for number in range(max(WARM_UP, 2 * len(visit.addresses))):
        answer = _ask(visit, number)
        if answer.status != visit.status:
            cost.fault = f"{visit.addresses[number % len(visit.addresses)]} answers {answer.status}"
            return 0
    each = max(1, _round(visit, FEWEST))
    wanted = max(FEWEST, AT_LEAST // each)
    return int(min(wanted, MOST, max(FEWEST, BUDGET // each)))


def _round(visit: Visit, count: int) -> float:
    """CPU nanoseconds per request over so many requests."""
    before = processor.spent(visit.running)
    for number in range(count):
        _ask(visit, number)
    return (processor.spent(visit.running) - before) / count


def _ask(visit: Visit, number: int) -> Answer:
    headers = {"Accept_Encoding": "br, gzip"}
    if visit.running.target.cookie:
        headers["Cookie"] = visit.running.target.cookie
    if visit.running.target.host:
        headers["Host"] = visit.running.target.host
    return visit.running.client.get(visit.addresses[number % len(visit.addresses)], **headers)
