"""The lines of the ledger in words: one sentence per event, for the page's history and whoever reads the record."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sops.document import SignOff, Sop
from sops.sheet import time_in_words
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
    said = _SENTENCES[kind](sop, {**data, **local}) + (f" sebagai {as_whom}" if as_whom else "")
    if data.get("claimed_by"):
        said += f", walau diambil {data['claimed_by']}"
    return f"{said}. Alasan: {Reason(data['reason']).label}." if data.get("reason") else f"{said}."


def _local(stamp: str, zone: ZoneInfo) -> str:
    at = datetime.fromisoformat(stamp).astimezone(zone)
    return f"{moment(at)} {at.tzname()}"


def _step(sop: Sop, data: Mapping[str, Any]) -> str:
    """ "langkah 4 (Memeriksa konsep)"; "naskah" where no step waited."""
    number = data.get("step")
    return f"langkah {number} ({sop.step(number).activity})" if number else "naskah"


def _started(sop: Sop, data: Mapping[str, Any]) -> str:
    behalf = f" atas nama {data['on_behalf_of']}" if data.get("on_behalf_of") else ""
    return f"Diajukan{behalf}, {_step(sop, data)} selesai"


def _approved(sop: Sop, data: Mapping[str, Any]) -> str:
    corrected = " dengan koreksi" if data.get("corrected") else ""
    if sop.step(data["step"]).sign_off is SignOff.ALL:
        return f"Tanda tangan terakhir diberikan, {_step(sop, data)} disetujui{corrected}"
    return f"Disetujui pada {_step(sop, data)}{corrected}"


def _emergency(sop: Sop, data: Mapping[str, Any]) -> str:
    debts = " dan ".join(str(number) for number in data.get("debts", ()))
    return "Jalur darurat digunakan" + (f", pemeriksaan langkah {debts} menyusul" if debts else "")


def _handed(sop: Sop, data: Mapping[str, Any]) -> str:
    before = f" dari {data['from']}" if data.get("from") else ""
    return f"Dialihkan{before} kepada {data['to']}: {_step(sop, data)}"


def _deadline(sop: Sop, data: Mapping[str, Any]) -> str:
    return f"Tenggat hukum {data['due_at']}: {data['basis']}" if data.get("due_at") else "Tenggat hukum dicabut"


def _claimed(sop: Sop, data: Mapping[str, Any]) -> str:
    taken = f" alih dari {data['from']}" if data.get("from") else ""
    return f"Diambil{taken}: {_step(sop, data)}"


_SENTENCES: dict[str, Callable[[Sop, Mapping[str, Any]], str]] = {
    "started": _started,
    "completed": lambda sop, data: f"Selesai: {_step(sop, data)}",
    "approved": _approved,
    "signed": lambda sop, data: f"Ditandatangani pada {_step(sop, data)}",
    "voided": lambda sop, data: f"Tanda tangan {' dan '.join(data['names'])} batal karena isi berubah",
    "edited": lambda sop, data: f"Isi diubah pada {_step(sop, data)}",
    "adjusted": lambda sop, data: f"Waktu {_step(sop, data)} disesuaikan menjadi {time_in_words(data['minutes'])}",
    "returned": lambda sop, data: f"Dikembalikan dari {_step(sop, data)} ke langkah {data['to']}",
    "postponed": lambda sop, data: f"Ditunda pada {_step(sop, data)}",
    "resumed": lambda sop, data: f"Dilanjutkan pada {_step(sop, data)}",
    "withdrawn": lambda sop, data: "Naskah ditarik oleh pengusulnya",
    "emergency": _emergency,
    "scheduled": lambda sop, data: f"Dijadwalkan tayang {data['go_live_at']}",
    "unscheduled": lambda sop, data: "Jadwal tayang dibatalkan",
    "published": lambda sop, data: "Ditayangkan",
    "reached": lambda sop, data: "Halaman, gambar, berkas, dan umpannya terbuka untuk publik",
    "unreached": lambda sop, data: f"Belum terbuka utuh untuk publik: {' '.join(data['faults']).rstrip('.')}",
    "archived": lambda sop, data: "Tautan diarsipkan",
    "duty": lambda sop, data: f"Kewajiban pascatayang terlaksana: {data['duty']}",
    "settled": lambda sop, data: f"Pemeriksaan susulan langkah {data['debt']} disetujui",
    "objected": lambda sop, data: f"Pemeriksaan susulan langkah {data['debt']} ditolak",
    "taken_down": lambda sop, data: "Ditarik dari publik",
    "expired": lambda sop, data: "Masa berlakunya habis, halaman tidak lagi tayang",
    "deadline": _deadline,
    "finished": lambda sop, data: "Semua langkah dan kewajiban SOP selesai",
    "claimed": _claimed,
    "released": lambda sop, data: f"Dilepaskan: {_step(sop, data)}",
    "reassigned": _handed,
}
