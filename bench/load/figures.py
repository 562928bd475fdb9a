"""What was measured of one kind of request."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass


@dataclass
class Figures:
    """Times in milliseconds; ``statuses`` by number as text, "0": no answer."""

    kind: str
    count: int
    p50: float
    p95: float
    p99: float
    statuses: dict[str, int]

    def __str__(self) -> str:
        told = ", ".join(f"{status} × {times:,}" for status, times in sorted(self.statuses.items()))
        return f"| {self.kind} | {self.count:,} | {self.p50:.0f} | {self.p95:.0f} | {self.p99:.0f} | {told} |"


HEADING = "| kind | requests | p50 ms | p95 ms | p99 ms | statuses |\n|---|---|---|---|---|---|"


def of(kind: str, answers: Iterable[tuple[float, int]]) -> Figures:
    """The figures of these answers: seconds and status of each."""
    answers = list(answers)
    times = sorted(seconds * 1000 for seconds, _ in answers)
    statuses = Counter(str(status) for _, status in answers)
    return Figures(kind, len(times), *(_percentile(times, part) for part in (50, 95, 99)), dict(statuses))


def by_kind(answers: Sequence[tuple[str, float, int]]) -> list[dict]:
    """One row for each kind, the most frequent first, as plain values; the first is of all together."""
    kinds = [kind for kind, _ in Counter(kind for kind, *_ in answers).most_common()]
    rows = [of("all", [(seconds, status) for _, seconds, status in answers])]
    rows += [of(name, [(seconds, status) for kind, seconds, status in answers if kind == name]) for name in kinds]
    return [asdict(row) for row in rows]


def _percentile(ordered: Sequence[float], part: int) -> float:
    """The smallest value that so many of a hundred don't exceed."""
    return ordered[max(0, -(-len(ordered) * part // 100) - 1)] if ordered else 0.0
