"""What the load test promises, and the tables of what it saw."""

import json
import os
import subprocess
import sys
from dataclasses import replace

from bench import places
from bench.load.figures import HEADING, Figures
from bench.report import Check, at_most

SECONDS, QUICK_SECONDS = 900, 90
WARM_UP, QUICK_WARM_UP = 60, 20
"""Seconds of the same work before what is counted."""
OFFICES, QUICK_OFFICES = 10, 4
"""With five people each; where they are fewer, they think less, so that they ask as much."""
EDITOR_P95 = 800.0
GROWTH = 1.05
"""× of an app process's memory, last third to first."""
MOST_TOLD = 5


def measured(*, quick: bool, seconds: int | None) -> tuple[list[Check], str]:
    """The checks, and what stands below their table."""
    length = seconds or (QUICK_SECONDS if quick else SECONDS)
    warm_up, offices = (QUICK_WARM_UP, QUICK_OFFICES) if quick else (WARM_UP, OFFICES)
    command = [sys.executable, "-m", "bench.load.run", *map(str, (length, warm_up, offices, OFFICES / offices))]
    seen = json.loads(subprocess.check_output(command, cwd=places.ROOT, text=True))
    return _checks(seen, quick=quick), _tables(seen)


def _checks(seen: dict, *, quick: bool) -> list[Check]:
    work, read = Figures(**seen["waited_for"][0]), Figures(**seen["readers"]["figures"][0])
    errors = [
        f"{row['kind']} {status}"
        for row in (*seen["waited_for"][1:], *seen["background"])
        for status, times in row["statuses"].items()
        for _ in range(times)
        if status not in ("200", "302")
    ]
    minutes = seen["seconds"] / 60
    found = [
        _none(f"errors, {seen['people']} people at work, {minutes:.1f} minutes", errors, of=work.count),
        _none("errors, readers", seen["readers"]["faults"], of=read.count),
        _none(f"anomalies after {seen['acts']} acts of the SOP", seen["anomalies"]),
        at_most(f"people at work, p95 of {work.count:,} requests", work.p95, EDITOR_P95, "{:.0f} ms"),
        Check("readers", f"{read.count / seen['seconds']:.0f} requests a second, p95 {read.p95:.0f} ms"),
    ]
    for name, memory in seen["memory"].items():
        what = f"{name}, memory {memory['first']:.0f} → {memory['last']:.0f} MB (at most {memory['most']:.0f})"
        check = at_most(what, memory["last"] / memory["first"], GROWTH, "{:.3f} ×")
        # In a minute a process that has just begun still grows; only the whole run tells.
        found.append(replace(check, target="", passed=None) if quick else check)
    ended = [name for name, memory in seen["memory"].items() if memory["processes"] > 1]
    found.append(_none("errors in the logs of the site, its worker and nginx", seen["complaints"]))
    return [*found, _none("processes that ended", ended)]


def _none(what: str, found: list[str], *, of: int = 0) -> Check:
    told = f"{len(found)} of {of:,}" if of else str(len(found))
    return Check(what, "; ".join([told, *map(str, found[:MOST_TOLD])]).replace("|", "¦"), "0", not found)


def _tables(seen: dict) -> str:
    busy = dict(seen["cpu"])
    machine = busy.pop("machine")
    busy["everything else on the machine"] = machine - sum(busy.values())
    shares = ", ".join(f"{name} {share:.0%}" for name, share in busy.items())
    read = seen["readers"]
    return "\n\n".join(
        [
            "",
            f"Of one core ({os.cpu_count()} are there): {shares}.",
            f"{seen['people']} people, {seen['acts']} acts of the SOP, {seen['mails']} mails; at most "
            f"{read['most_at_once']} readers waited at once.",
            "\n".join([HEADING, *(str(Figures(**row)) for row in (*seen["waited_for"], *seen["background"]))]),
            "\n".join([HEADING, *(str(Figures(**row)) for row in read["figures"])]).replace("| all |", "| readers |"),
        ]
    )
