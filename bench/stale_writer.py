"""Changes watched pages for the stale check: ``python -m bench.stale_writer NUMBER SECONDS SLUG…``.

Every writer has its own pages. After each change, one line: page, version ("-": taken down), begun, done.
"""

import random
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta

PAUSES = (0.0, 0.1, 1.5)
"""Seconds between changes: some at once, some when readers have filled the cache again."""


class Writer:
    """Publishes, renames and takes down its pages, as the SOP's verbs do but without their steps."""

    def __init__(self, number: int, slugs: list[str]) -> None:
        from bench import stale
        from news.models import NewsPage

        self._random = random.Random(number)
        mine = {page: slug for page, slug in enumerate(slugs) if page % stale.WRITERS == number}
        articles = {page: NewsPage.objects.get(slug=slug) for page, slug in mine.items()}
        self._ids = {page: article.pk for page, article in articles.items()}
        self._first = {page: (article.title, article.published_on) for page, article in articles.items()}
        self._versions = dict.fromkeys(self._ids, 0)
        self._live = dict.fromkeys(self._ids, False)

    def begin(self) -> None:
        """Every page first in every list, with a title of its own."""
        from bench import data

        for page in self._ids:
            self._publish(page, data.NEWEST + timedelta(days=1 + page))

    def end(self) -> None:
        """Every page as it was found."""
        for page, (title, day) in self._first.items():
            self._publish(page, day, title)

    def change(self) -> None:
        page = self._random.choice(list(self._ids))
        if self._live[page] and self._random.random() < 0.4:
            self._take_down(page)
        else:
            self._publish(page)

    def _publish(self, page: int, day: date | None = None, title: str = "") -> None:
        from news.models import NewsPage
        from workflows.gate.publishing import permitted

        version = self._versions[page] = self._versions[page] + 1

        def publish() -> None:
            article = NewsPage.objects.get(pk=self._ids[page])
            article.title = title or f"Uji {page} versi {version}"
            article.published_on = day or article.published_on
            with permitted(article.pk):
                article.save_revision().publish(skip_permission_checks=True)

        self._live[page] = True
        self._tell(page, "-" if title else str(version), publish)

    def _take_down(self, page: int) -> None:
        from news.models import NewsPage
        from workflows.gate.publishing import unpublish

        self._live[page] = False
        self._tell(page, "-", lambda: unpublish(NewsPage.objects.get(pk=self._ids[page]), None))

    @staticmethod
    def _tell(page: int, state: str, act: Callable[[], None]) -> None:
        from django.db import transaction

        begun = time.monotonic()
        with transaction.atomic():
            act()
        sys.stdout.write(f"{page} {state} {begun} {time.monotonic()}\n")
        sys.stdout.flush()


def main() -> None:
    number, seconds, slugs = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3:]
    writer = Writer(number, slugs)
    writer.begin()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        writer.change()
        time.sleep(random.choice(PAUSES))
    time.sleep(2)  # the readers have stopped
    writer.end()


if __name__ == "__main__":
    import django

    django.setup()
    main()
