"""What Prometheus reads: gauges asked of the database at each scrape, and what the processes have counted so far.

With ``METRICS_DIR`` all processes of a machine count into files there, so that any of them tells the same.
"""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from functools import lru_cache

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from prometheus_client import REGISTRY, CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from operations import health
from operations.models import ShownCertificate

BUCKETS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
REMEMBERED = 60
"""Seconds for which the state of the parts is taken for true; the alarm about one waits five minutes."""
SECONDS = Histogram(
    "kpu_request_seconds",
    "Answers that no kept page gave, by view and status class",
    ["view", "status"],
    buckets=BUCKETS,
)


def time_views(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware behind the page cache: how long each view takes, with all that stands around it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = get_response(request)
        match = request.resolver_match
        view = match.view_name if match else "-"
        SECONDS.labels(view, f"{response.status_code // 100}xx").observe(time.perf_counter() - began)
        return response

    return middleware


@lru_cache(maxsize=1)
def parts_within(period: int) -> list[tuple[str, bool]]:
    """Each part's name and whether it is well, asked once in a period: they cost more than all figures together."""
    return [(part.name, part.well) for part in health.parts()]


class OfTheDatabase(Collector):
    """What health judges by, as figures; the same from every process."""

    def collect(self) -> Iterator[Metric]:
        try:
            gauges = [
                (
                    "kpu_queue_age_seconds",
                    "How long the oldest due message or task waits",
                    health.queue_age().total_seconds(),
                ),
                ("kpu_failing_mails", "Messages that failed often", health.failing_mails().count()),
                ("kpu_overdue_steps", "Open steps past their due time", health.overdue_steps().count()),
                ("kpu_late_go_lives", "Items past their go-live time", health.late_go_lives().count()),
                ("kpu_unapproved_pages", "Live pages that show what nobody approved", len(health.unapproved())),
            ]
            yield self._parts()
            yield self._certificates()
        except DatabaseError:
            gauges = []
        gauges.append(("kpu_database_up", "1 while the database answers", float(bool(gauges))))
        with suppress(OSError):  # kpu_part_well tells of it
            used = shutil.disk_usage(settings.MEDIA_ROOT)
            gauges.append(("kpu_media_free_ratio", "Free part of the disk of uploaded files", used.free / used.total))
        for name, about, value in gauges:
            yield GaugeMetricFamily(name, about, value=value)

    def _parts(self) -> Metric:
        """1 or 0 for each part that "Kesehatan Sistem" shows."""
        family = GaugeMetricFamily("kpu_part_well", "1 while a part does its work", labels=["part"])
        for name, well in parts_within(int(time.monotonic() // REMEMBERED)):
            family.add_metric([name], float(well))
        return family

    def _certificates(self) -> Metric:
        """For each host by TLS, as the hourly job last saw it."""
        family = GaugeMetricFamily("kpu_certificate_days", "Days until a host's certificate ends", labels=["host"])
        for shown in ShownCertificate.objects.all():
            family.add_metric([shown.host], shown.left / timedelta(days=1))
        return family


def exposition() -> bytes:
    """Everything in Prometheus' text format."""
    asked = CollectorRegistry()
    asked.register(OfTheDatabase())
    counted = REGISTRY
    if settings.METRICS_DIR:
        counted = CollectorRegistry()
        MultiProcessCollector(counted, path=settings.METRICS_DIR)
    return generate_latest(asked) + generate_latest(counted)
