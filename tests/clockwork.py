"""Time as tests set it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

WIB = ZoneInfo("Asia/Jakarta")


def wib(text: str) -> datetime:
    """ "2026-11-26 14.20" in Jakarta's time (a Thursday)."""
    return datetime.strptime(text, "%Y-%m-%d %H.%M").replace(tzinfo=WIB)


def set_now(monkeypatch, text: str) -> datetime:
    """Let it be that moment for everything that asks Django; returns it."""
    at = wib(text)
    monkeypatch.setattr(timezone, "now", lambda: at)
    return at
