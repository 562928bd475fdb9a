"""What a search costs: ``python -m bench.search.cost [--again] [SIZE ...]`` (default 1000 50000).

``--again``: on the databases of the last run, without filling them anew.

CPU milliseconds of one request for the search page with its results, rendered: this process and the PostgreSQL
backend together, from the scheduler's counts in /proc (so another load on the machine changes little). Medians
of rounds that take the queries in turn. Also the number of SQL queries.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import monotonic

from bench import data
from bench.search import database
from bench.search.documents import Document
from bench.search.relevance import say

ROUNDS = 25
QUERIES = {
    "rare (0.5 % of pages)": "angklung",
    "middle (16 %)": "binuang",
    "common (46 %)": "pemilih",
    "very common (70 %)": "peserta",
    "two common words": "data pemilih",
    "common, narrowed": "pemilih&jenis=berita&tahun=2024",
    "slip of a common word": "pemlih",
    "some words unknown": "pemilih astronomi ekspedisi",
    "nothing": "zzzqqq",
}


def main(arguments: list[str]) -> None:
    again = [word for word in arguments if word == "--again"]
    sizes = [word for word in arguments if word not in again] or ["1000", "50000"]
    if len(sizes) > 1:  # Django is set up once per process, on one database
        for size in sizes:
            subprocess.run([sys.executable, "-m", "bench.search.cost", *again, size], check=True)
        return
    if again:
        database.connect(_name(sizes[0]))
        say(f"\n{sizes[0]} pages")
    else:
        fill(int(sizes[0]))
    measure()


def fill(size: int) -> None:
    database.start(_name(size))
    database.fill(list(articles(size)))
    started = monotonic()
    database.index()
    say(f"\n{size} pages; index built in {monotonic() - started:.0f} s")


def _name(size: object) -> str:
    return f"bench_search_{size}"


def measure() -> None:
    """Print the table for the database at hand."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, host = Client(), {"host": database.HOST}
    for query in QUERIES.values():
        for _ in range(5):
            assert client.get(f"/cari/?q={query}", headers=host).status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    app: dict[str, list[float]] = {name: [] for name in QUERIES}
    db: dict[str, list[float]] = {name: [] for name in QUERIES}
    for _ in range(ROUNDS):
        for name, query in QUERIES.items():
            before = spent("self"), spent(str(backend))
            client.get(f"/cari/?q={query}", headers=host)
            app[name].append(spent("self") - before[0])
            db[name].append(spent(str(backend)) - before[1])
    say(f"  {'':24} {'CPU ms':>8} {'app':>6} {'db':>6}  queries")
    for name, query in QUERIES.items():
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/cari/?q={query}", headers=host)
        both = median(a + d for a, d in zip(app[name], db[name], strict=True))
        say(f"  {name:24} {both:8.1f} {median(app[name]):6.1f} {median(db[name]):6.1f}  {len(captured)}")


def spent(process: str) -> float:
    """CPU milliseconds so far of a process."""
    threads = Path("/proc", process, "task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e6


def articles(size: int) -> Iterator[Document]:
    """The articles of the pages' bench, of some 330 words each."""
    for article in data.news(size):
        yield Document(article.title, article.summary, article.paragraphs, article.kind, article.day, {})


if __name__ == "__main__":
    main(sys.argv[1:])
