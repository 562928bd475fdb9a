"""The lines of the ledger in words: one sentence per event, for the page's history and whoever reads the record."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sops.document import Sop
from workflows.core.acts import LINES
from workflows.core.answers import Reason
from workflows.core.living_row import moment

MOMENTS = ("go_live_at", "due_at")
"""What events keep as moments in ISO 8601."""


def sentence(sop: Sop, kind: str, data: Mapping[str, Any], *, as_whom: str, zone: ZoneInfo) -> str:
    """What happened, e.g. "Dikembalikan dari langkah 4 ke langkah 3 sebagai Kasubag. Alasan: Data keliru."

    ``data`` is what the event keeps, ``as_whom`` the role or capacity in which its actor acted. Raises ``KeyError`` for
    an event that has no words.
    """
    local = {name: _local(data[name], zone) for name in MOMENTS if data.get(name)}
    said = LINES[kind].said(sop, {**data, **local}) + (f" sebagai {as_whom}" if as_whom else "")
    if data.get("claimed_by"):
        said += f", walau diambil {data['claimed_by']}"
    return f"{said}. Alasan: {Reason(data['reason']).label}." if data.get("reason") else f"{said}."


def _local(stamp: str, zone: ZoneInfo) -> str:
    at = datetime.fromisoformat(stamp).astimezone(zone)
    return f"{moment(at)} {at.tzname()}"
