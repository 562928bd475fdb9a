"""Counts the records of the security log for Prometheus; part of the logging settings, so no models here."""

import logging

from prometheus_client import Counter

EVENTS = Counter("kpu_security_events", "Records of the security log: logins, lockouts, refused uploads", ["event"])


class CountEvents(logging.Handler):
    """Counts what the logger "security" is told; its messages are the events, everything else stands beside them."""

    def emit(self, record: logging.LogRecord) -> None:
        EVENTS.labels(record.getMessage()).inc()
