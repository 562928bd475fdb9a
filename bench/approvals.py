"""What an approval costs, beside the stock site's: the POST of one button, with all that it writes and sends.

Both sites work in their own process through Django's test client; the CPU of that process and of its database
connection is counted. The stock site's mail goes to the dummy backend: rendering counts, a mail server doesn't.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench import ours, places, processor, stock
from bench.report import Check, at_most
from bench.target import Target

OURS, STOCK = "bench_approvals", "bench_approvals_stock"
LIMIT, MOST_QUERIES = 1.2, 60
ROUNDS, EACH, WARM_UP = 7, 12, 3


def checks(redis: str, *, rounds: int = ROUNDS) -> list[Check]:
    """The ratio in alternating rounds, and the queries of one approval; builds and drops both databases."""
    here, there = _ours(redis), _stock()
    stock.write_site()
    for site in (here, there):
        places.create(site.database)
    try:
        ours.manage("migrate", env=here.env)
        stock.manage("migrate", env=there.env)
        stock.manage("load_articles", "20", str(places.PICTURES), env=there.env)
        mine, its = [], []
        for _ in range(rounds):
            mine.append(_ask([sys.executable, "-m", "bench.approvals"], places.ROOT, here))
            its.append(_ask([sys.executable, "manage.py", "time_approvals"], stock.SITE, there))
    finally:
        for site in (here, there):
            places.drop(site.database)
    cost, other = (statistics.median(one["ms"] for one in found) for found in (mine, its))
    queries, theirs = mine[-1]["queries"], its[-1]["queries"]
    places.say(f"  approval: {cost:.1f} CPU-ms, stock {other:.1f}")
    return [
        at_most(f"approval ÷ stock's ({cost:.1f} ÷ {other:.1f} CPU-ms)", cost / other, LIMIT),
        at_most(f"queries of an approval (stock {theirs})", queries, MOST_QUERIES, "{:.0f}"),
    ]


def timed(act: Callable[[Any], None], items: Sequence[Any], database: str) -> dict[str, float]:
    """CPU-ms of an act over all items but the first few, and the queries of the last; in the site's process."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for item in items[:WARM_UP]:
        act(item)
    counted = items[WARM_UP:-1]
    before = time.process_time_ns() + processor.of_database(database)
    for item in counted:
        act(item)
    spent = time.process_time_ns() + processor.of_database(database) - before
    with CaptureQueriesContext(connection) as captured:
        act(items[-1])
    return {"ms": spent / 1e6 / len(counted), "queries": len(captured)}


def _ours(redis: str) -> Target:
    base = ours.target(0, redis=redis, cached=False)
    env = {**base.env, "DATABASE_URL": places.database_url(OURS)}
    return Target(name="ours", application="", directory=places.ROOT, database=OURS, env=env)


def _stock() -> Target:
    base = stock.target(0)
    env = {**base.env, "DATABASE_URL": places.database_url(STOCK)}
    return Target(name="stock", application="", directory=stock.SITE, database=STOCK, env=env)


def _ask(command: list[str], directory: Path, site: Target) -> dict[str, float]:
    told = subprocess.check_output(command, cwd=directory, env=site.env, text=True)
    return json.loads(told.splitlines()[-1])


def one_round() -> dict[str, float]:
    """So many items of an office, each approved by the holder of the second step."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    from home.offices import OfficeFacts, open_office
    from home.walking import Person
    from news.models import NewsPage
    from offices import membership
    from offices.models import Office, OfficeRole
    from sops.models import Sop

    if not Office.objects.exists():
        call_command("load_sops", verbosity=0)
        sop = Sop.objects.get(slug="serang")
        facts = OfficeFacts(
            "KPU Kabupaten Contoh", "contoh", "99.01", "kabupaten", str(ours.ZONE), "127.0.0.1", sop=sop.slug
        )
        for role in open_office(facts).roles.all():
            person = get_user_model().objects.create(username=role.slug, email=f"{role.slug}@localhost")
            membership.appoint(person, role, decree_number="1/SK/2025", valid_from=ours.date(2025, 1, 2))
    office = Office.objects.get()
    section = office.root_page.get_children().get(slug="berita")
    people = {role.slug: Person(get_user_model().objects.get(username=role.slug)) for role in office.roles.all()}
    step = Sop.objects.get(slug="serang").governing.document.step(2)
    assert OfficeRole.objects.filter(office=office, slug=step.roles[0]).exists()
    author, approver = people["staf"], people[step.roles[0]]
    forms = []
    for number in range(WARM_UP + EACH + 1):
        title = f"Naskah {number} {time.monotonic_ns()}"
        page = author.write(section, NewsPage, paragraphs=["Isi."], title=title, kind="berita", summary="Ringkasan.")
        author.act(page.pk, "start")
        forms.append((page.pk, approver.form_for(page.pk, "approve")))

    def approve(item: tuple[int, Any]) -> None:
        page, form = item
        answer = approver.client.post(
            approver.address(page, "approve"),
            form.urlencode(),
            content_type="application/x-www-form-urlencoded",
        )
        assert answer.status_code == 302, answer.status_code

    return timed(approve, forms, OURS)


def main() -> int:
    """What runs in the process with our settings."""
    import django

    django.setup()
    sys.stdout.write(json.dumps(one_round()) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
