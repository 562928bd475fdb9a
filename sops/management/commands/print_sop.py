"""Print the governing version of an SOP, as a table for the terminal or as its canonical JSON."""

import shutil
import textwrap
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sops.changes import CHOICES
from sops.document import POSTPONE, Step, StepKind
from sops.document import Sop as SopDocument
from sops.models import Sop
from sops.performers import holders
from sops.sheet import planned

HEADINGS = ("No", "Kegiatan", "Pelaksana", "Jenis", "Waktu", "Kelengkapan", "Output", "Tidak")
SHARES = (3, 25, 15, 12, 8, 15, 14, 8)
LEAST = (2, 8, 9, max(len(word) for kind in StepKind for word in CHOICES[kind].split()), 5, 11, 6, 6)
"""What a column is wide at least: its heading or, of kinds, the longest word."""


class Command(BaseCommand):
    help = "Cetak SOP yang berlaku sebagai tabel, atau JSON kanonisnya dengan --json."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--readings", action="store_true", help="Juga pembacaan † yang perlu ditegaskan kantor.")

    def handle(self, *args: Any, slug: str, json: bool, readings: bool, **options: Any) -> None:
        sop = Sop.objects.filter(slug=slug).first()
        version = (sop.governing or sop.versions.first()) if sop else None
        if version is None:
            known = ", ".join(Sop.objects.values_list("slug", flat=True)) or "belum ada; jalankan load_sops"
            raise CommandError(f"SOP «{slug}» tidak ada. Yang ada: {known}.")
        self.stdout.write(version.content if json else table(version.document, readings=readings))


def _refusal(step: Step) -> str:
    if step.on_refusal is None:
        return "—"
    return "ditunda" if step.on_refusal == POSTPONE else f"→ {step.on_refusal}"


def _cells(document: SopDocument, step: Step, *, readings: bool) -> tuple[str, ...]:
    activity = step.activity + (" †" if readings and step.assumptions else "")
    minutes = f"{step.norm_minutes} mnt" if step.norm_minutes else "—"
    return (
        str(step.number),
        activity,
        holders(document, step),
        CHOICES[step.kind],
        minutes,
        "; ".join(planned(document, step.inputs, step.number - 1)) or "—",
        "; ".join(planned(document, step.outputs, step.number)) or "—",
        _refusal(step),
    )


def table(document: SopDocument, *, readings: bool = False) -> str:
    """The SOP as a table that fits the terminal (at least 100 columns); ``readings`` adds what is marked †."""
    room = max(shutil.get_terminal_size((120, 24)).columns, 100) - 3 * len(SHARES)
    widths = [max(share * room // sum(SHARES), least) for share, least in zip(SHARES, LEAST, strict=True)]
    total = f"{document.norm_minutes} menit kerja" if document.norm_minutes else "tanpa waktu baku"
    rule = "-+-".join("-" * width for width in widths)
    lines = [document.name, f"{document.office} · {document.reference} · {len(document.steps)} langkah · {total}", rule]
    for row in (HEADINGS, *(_cells(document, step, readings=readings) for step in document.steps)):
        wrapped = [textwrap.wrap(cell, width) or [""] for cell, width in zip(row, widths, strict=True)]
        for i in range(max(map(len, wrapped))):
            parts = [(cell[i] if i < len(cell) else "").ljust(w) for cell, w in zip(wrapped, widths, strict=True)]
            lines.append(" | ".join(parts).rstrip())
        lines.append(rule)
    if readings:
        lines += [f"† langkah {one.step}: {one.text} (perlu konfirmasi kantor)" for one in document.assumptions]
    return "\n".join(lines)
