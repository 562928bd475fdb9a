"""``python -m bench``: build three sites on the same articles, measure, print a table and keep it in RESULTS.md.

Exit code 1 when a promise doesn't hold.
"""

import argparse
import sys
from collections.abc import Sequence

from bench import (
    approvals,
    cold,
    cpu,
    data,
    desk,
    lighthouse,
    ours,
    places,
    queries,
    report,
    servers,
    stale,
    stock,
    weight,
)
from bench.load import cost as load
from bench.scale import cost as scale
from bench.scale.world import LARGE, SMALL
from bench.target import redis_server, serving

PARTS = ("cpu", "queries", "weight", "lighthouse", "stale", "servers", "desk", "approval", "scale")
ALONE = ("load", "cold")
"""Those that run only when named: a quarter of an hour of a machine that does nothing else; downloads."""
KNOWN = (*PARTS, *ALONE)
PUBLIC = PARTS[:6]
"""Those that ask the sites with articles."""
QUICK_STALE_SECONDS = 20


def main() -> int:
    given = _arguments()
    sizes = sorted(given.sizes)
    places.VAR.mkdir(parents=True, exist_ok=True)
    with redis_server() as (redis, process):
        try:
            data.pictures(places.PICTURES)
            ours.collect_static()
            if set(PUBLIC) & set(given.only):
                _build(sizes, redis, reuse=given.reuse, with_stock="cpu" in given.only)
            sections = _measure(given, sizes, redis, process)
        finally:
            if not given.reuse:
                for size in sizes:
                    places.drop(f"bench_ours_{size}")
                    places.drop(f"bench_stock_{size}")
    checks = [check for found, _ in sections.values() for check in found]
    texts = {title: report.table(found) + extra for title, (found, extra) in sections.items()}
    command = " ".join(["python -m bench", *sys.argv[1:]])
    sys.stdout.write(report.write(texts, command))
    failed = sum(check.passed is False for check in checks)
    sys.stdout.write(f"\n{sum(check.passed is True for check in checks)} passed, {failed} failed\n")
    return 1 if failed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--sizes", type=_sizes, default=[1000, 50_000], help="articles, e.g. 1000,50000")
    parser.add_argument("--only", type=lambda text: text.split(","), default=list(PARTS), help=" | ".join(KNOWN))
    parser.add_argument(
        "--quick", action="store_true", help="fewer rounds, one Lighthouse run, 20 s of stale check, 90 s of load"
    )
    parser.add_argument("--seconds", type=int, help="length of the stale check, of the load")
    parser.add_argument("--reuse", action="store_true", help="keep the databases, and use those that are there")
    given = parser.parse_args()
    if unknown := set(given.only) - set(KNOWN):
        parser.error(f"--only takes {', '.join(KNOWN)}, not {', '.join(unknown)}")
    return given


def _sizes(text: str) -> list[int]:
    return [int(size) for size in text.split(",")]


def _build(sizes: Sequence[int], redis: str, *, reuse: bool, with_stock: bool) -> None:
    if with_stock:
        stock.write_site()
    for number, size in enumerate(sizes):
        if not (reuse and ours.is_ready(size, redis=f"{redis}/{number}")):
            places.say(f"our site with {size:,} articles …")
            ours.fill(size, redis=f"{redis}/{number}")
        if with_stock and not (reuse and places.exists(f"bench_stock_{size}")):
            places.say(f"stock site with {size:,} articles …")
            stock.fill(size)


def _measure(
    given: argparse.Namespace, sizes: Sequence[int], redis: str, process: int | None
) -> dict[str, tuple[list[report.Check], str]]:
    """The sections of the report, by title: their checks, and what stands below the table."""
    sections: dict[str, tuple[list[report.Check], str]] = {}
    small = sizes[0]
    if "cpu" in given.only:
        costs = cpu.measure(sizes, redis, process, rounds=3 if given.quick else 7)
        sections["CPU"] = cpu.checks(costs, sizes), "\n\n" + cpu.overview(costs, sizes)
    if "queries" in given.only:
        sections["Queries of a page rendered anew"] = queries.checks(sizes, redis), ""
    if {"weight", "lighthouse"} & set(given.only):
        site = ours.target(small, redis=f"{redis}/0", cached=True)
        with serving(site, redis=process, threads=8) as running:
            if "weight" in given.only:
                sections["Weight on a phone"] = weight.checks(running, small), ""
            if "lighthouse" in given.only:
                sections["Lighthouse"] = lighthouse.checks(running, small, runs=1 if given.quick else 3), ""
    if "stale" in given.only:
        seconds = given.seconds or (QUICK_STALE_SECONDS if given.quick else stale.SECONDS)
        sections["Stale answers"] = stale.checks(small, f"{redis}/0", seconds=seconds), ""
    if "servers" in given.only:
        rounds = 3 if given.quick else 7
        sections["gunicorn and granian"] = servers.checks(small, f"{redis}/0", process, rounds=rounds), ""
    if "desk" in given.only:
        found = desk.measured(f"{redis}/0", process, rounds=3 if given.quick else 7, reuse=given.reuse)
        sections["Dashboard and Tugas Saya"] = found, ""
    if "approval" in given.only:
        sections["An approval"] = approvals.checks(f"{redis}/0", rounds=3 if given.quick else 7), ""
    if "scale" in given.only:
        ends = SMALL, LARGE
        found = scale.measured(ends, redis, process, rounds=3 if given.quick else 5, reuse=given.reuse)
        sections[f"From {ends[0]} to {ends[1]}"] = found, ""
    if "load" in given.only:
        sections["Fifty people and 200 readers a second"] = load.measured(quick=given.quick, seconds=given.seconds)
    if "cold" in given.only:
        sections["From a fresh clone to the first page"] = cold.checks(rounds=1 if given.quick else 3), ""
    return sections


if __name__ == "__main__":
    sys.exit(main())
