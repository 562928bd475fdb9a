"""What a request costs in a small and in a large installation, in the same run, in turns."""

import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace

from bench import data, measure, ours, places, report
from bench.pages import SAMPLE
from bench.report import Check, at_most
from bench.scale import world
from bench.scale.world import MEMBER, ROOT, Size
from bench.target import Running, Target, serving

LIMIT = 1.2
"""× from the small to the large end."""
EVERYBODY, PORTAL = "", "headquarters' site"
PUBLIC = {"list": ["/berita/"], "search": ["/cari/?q=pemilih"]}
NATIONAL = {"search of every office": ["/cari/?q=pemilih"]}
"""Finds more than are ranked at both ends; a search of the first office finds nearly as many at the smaller one."""
ADMIN = {
    "dashboard": "/admin/",
    "Tugas Saya": "/admin/sop/tugas-saya/",
    "explorer": "/admin/pages/{section}/",
    "page chooser": "/admin/choose-page/?page_type=wagtailcore.page",
    "page chooser, in a section": "/admin/choose-page/{section}/?page_type=wagtailcore.page",
    "page chooser, searching": "/admin/choose-page/search/?page_type=wagtailcore.page&q=pemilih",
}
OF_HEADQUARTERS = {"explorer, the root": "/admin/pages/"}
"""Others are sent on to their office."""
PEOPLE = {MEMBER: ADMIN, ROOT: ADMIN | OF_HEADQUARTERS}
UNEVEN = {
    "page chooser": "a row for each office",
    "explorer, the root": "a row for each office",
}
"""Pages that only the larger end fills, up to what they hold or rank: told, not judged."""


def measured(ends: Sequence[Size], redis: str, process: int | None, *, rounds: int, reuse: bool) -> list[Check]:
    """Build both ends (``reuse``: keep them, and use those that are there) and compare them."""
    targets = [world.target(size, f"{redis}/{number}") for number, size in enumerate(ends)]
    try:
        for number, (size, target) in enumerate(zip(ends, targets, strict=True)):
            if reuse and places.exists(target.database):
                ours.manage("migrate", env=target.env)
            else:
                places.say(f"{size} …")
                world.fill(size, f"{redis}/{number}")
        return [*_reading(targets, process, rounds=rounds), *_acting(targets, rounds=rounds)]
    finally:
        if not reuse:
            for target in targets:
                places.drop(target.database)


def _reading(targets: Sequence[Target], process: int | None, *, rounds: int) -> list[Check]:
    told = [json.loads(_ask("bench.scale.cost", target)) for target in targets]
    found = []
    with ExitStack() as stack:
        sites = [stack.enter_context(serving(target, redis=process)) for target in targets]
        for who in (EVERYBODY, PORTAL, *PEOPLE):
            for page in told[0][who]["addresses"]:
                visits = [
                    measure.Visit(page, _as(site, facts[who]), facts[who]["addresses"][page])
                    for site, facts in zip(sites, told, strict=True)
                ]
                small, large = measure.compare(visits, rounds=rounds, say=places.say)
                what = f"{page}, {who}" if who else page
                if fault := small.fault or large.fault:
                    found.append(report.missing(what, fault))
                    continue
                queries = " → ".join(str(facts[who]["queries"][page]) for facts in told)
                figures = f"{small.median:.1f} → {large.median:.1f} CPU-ms, {queries} queries"
                times = large.median / small.median
                judged = at_most(f"{what}: {figures}", times, LIMIT)
                told_only = Check(judged.what, judged.measured, UNEVEN.get(page, ""))
                found.append(told_only if page in UNEVEN else judged)
    return found


def _acting(targets: Sequence[Target], *, rounds: int) -> list[Check]:
    told: list[list[dict]] = [[] for _ in targets]
    for _ in range(rounds):
        for target, rows in zip(targets, told, strict=True):
            rows.append(json.loads(_ask("bench.scale.acts", target, target.database)))
    found = []
    for act in ("submit", "decide"):
        small, large = (statistics.median(row[act]["ms"] for row in rows) for rows in told)
        queries = " → ".join(f"{rows[-1][act]['queries']:.0f}" for rows in told)
        places.say(f"  {act}: {small:.1f} → {large:.1f} CPU-ms")
        what = f"{act}: {small:.1f} → {large:.1f} CPU-ms, {queries} queries"
        found.append(at_most(what, large / small, LIMIT))
    return found


def _as(site: Running, asking: dict) -> Running:
    return replace(site, target=replace(site.target, cookie=f"sessionid={asking['session']}", host=asking["host"]))


def _ask(module: str, target: Target, *arguments: str) -> str:
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.check_output(command, cwd=places.ROOT, env=target.env, text=True).splitlines()[-1]


# --- in a process with our settings -----------------------------------------------------------------


def addresses() -> dict[str, dict]:
    """For each who asks: a session, the host, the addresses asked, and the queries of a second request to each."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    from offices.models import Office

    office = Office.objects.order_by("pk").first()
    assert office is not None
    section = office.root_page.get_children().get(slug="berita").pk
    articles = [f"/berita/{article.slug}/" for article in data.news(SAMPLE)]
    portal = Office.objects.get(level=Office.Level.PUSAT).hostname
    found = {}
    for who, host, asked in (
        (EVERYBODY, "127.0.0.1", {"article": articles, **PUBLIC}),
        (PORTAL, portal, NATIONAL),
    ):
        client = Client(SERVER_NAME=host)
        client.cookies["sessionid"] = "bench"  # every page rendered anew
        found[who] = _asked(client, asked)
    for name, asked in PEOPLE.items():
        client = Client(SERVER_NAME="127.0.0.1")
        user = get_user_model().objects.get(username=name)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        found[name] = _asked(client, {page: [address.format(section=section)] for page, address in asked.items()})
    return found


def _asked(client, pages: dict[str, list[str]]) -> dict:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    session, host = client.cookies["sessionid"].value, client.defaults["SERVER_NAME"]
    queries = {}
    for page, (address, *_) in pages.items():
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answers {answer.status_code}")
        queries[page] = len(captured)
    return {"session": session, "host": host, "addresses": pages, "queries": queries}


if __name__ == "__main__":
    import django

    django.setup()
    sys.stdout.write(json.dumps(addresses()) + "\n")
