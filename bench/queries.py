"""Database queries per rendered page: ``python -m bench.queries`` counts them for the addresses on its input."""

import json
import subprocess
import sys
from collections.abc import Sequence

from bench import ours, pages, places
from bench.report import Check, missing

LIMIT = 12
LEFT_OUT = {"sitemap", "404"}
"""Not pages of a template of ours."""


def checks(sizes: Sequence[int], redis: str) -> list[Check]:
    """Queries of every kind of page: at most so many, and equal at every size."""
    counts = [_count(size, f"{redis}/{number}") for number, size in enumerate(sizes)]
    found = []
    for kind in pages.kinds(sizes[0]):
        if kind.name in LEFT_OUT:
            continue
        seen = [count[kind.name] for count in counts]
        what = f"queries, {kind.name}"
        if any(isinstance(number, str) for number in seen):
            found.append(missing(what, str(seen[0])))
            continue
        measured = " / ".join(map(str, seen)) + " at " + " / ".join(f"{size:,}" for size in sizes)
        found.append(Check(what, measured, f"≤ {LIMIT}, equal", max(seen) <= LIMIT and len(set(seen)) == 1))
    return found


def _count(size: int, redis: str) -> dict[str, int | str]:
    """Queries by kind of page, or what went wrong."""
    target = ours.target(size, redis=redis, cached=False)
    asked = {kind.name: [kind.ours[0], kind.status] for kind in pages.kinds(size)}
    answer = subprocess.run(
        [sys.executable, "-m", "bench.queries"],
        input=json.dumps(asked),
        cwd=places.ROOT,
        env={**target.env, "PAGE_CACHE": "off"},
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        return dict.fromkeys(asked, answer.stderr.strip().splitlines()[-1][:120])
    return json.loads(answer.stdout.splitlines()[-1])


def _count_here(asked: dict[str, list]) -> dict[str, int | str]:
    """In a process with our settings: the second request of each, when what is kept per process is there."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
    list_html = client.get("/berita/").content.decode()
    if pages.OLDEST.search(list_html):
        asked["last list page"][0] = pages.last_list_page(list_html, 0)
    counts: dict[str, int | str] = {}
    for name, (address, status) in asked.items():
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
        counts[name] = len(captured) if answer.status_code == status else f"{address} answers {answer.status_code}"
    return counts


if __name__ == "__main__":
    import django

    django.setup()
    sys.stdout.write(json.dumps(_count_here(json.load(sys.stdin))) + "\n")
