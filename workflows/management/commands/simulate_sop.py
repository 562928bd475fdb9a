"""Play an item through an SOP, on an office's clock and with its people: nothing of it touches pages, mails, ledger."""

import json
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from offices import office_time
from offices.models import Office
from sops.document import ContentKind
from sops.models import Sop, SopVersion
from workflows.core.rehearsal import Moment
from workflows.models.rehearsals import Rehearsal, rehearsal_of


class Command(BaseCommand):
    help = (
        "Uji coba SOP: setiap jalan yang dapat ditempuh sebuah naskah, siapa mendapatnya kapan, dan beban tiap peran."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--office", help="Kode kantor: orang dan jam kerjanya yang dipakai.")
        parser.add_argument("--kind", default=ContentKind.BERITA, choices=list(ContentKind), help="Jenis isi.")
        parser.add_argument("--versi", type=int, help="Nomor versi; tanpa ini yang berlaku.", dest="version_id")
        parser.add_argument("--start", help="Waktu diajukan, misalnya 2026-12-01T09:00; tanpa ini sekarang.")
        parser.add_argument("--refusals", type=int, default=1, help="Paling banyak berapa kali Tidak.")
        parser.add_argument("--items", type=int, default=1, help="Naskah seminggu, untuk beban tiap peran.")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        version = self._version(options["slug"], options["version_id"])
        office = self._office(options["office"], version)
        start = self._start(options["start"], office)
        if not 0 <= options["refusals"] <= 3 or not 1 <= options["items"] <= 10_000:
            raise CommandError("--refusals antara 0 dan 3, --items antara 1 dan 10.000.")
        kind = ContentKind(options["kind"])
        played = rehearsal_of(version, office, kind, start, options["refusals"], options["items"])
        self.stdout.write(
            json.dumps(played.as_json(), ensure_ascii=False, indent=1) if options["json"] else said(played)
        )

    def _version(self, slug: str, key: int | None) -> SopVersion:
        versions = SopVersion.objects.filter(sop__slug=slug)
        sop = Sop.objects.filter(slug=slug).first()
        version = versions.filter(pk=key).first() if key else (sop.governing or versions.first()) if sop else None
        if version is None:
            known = ", ".join(Sop.objects.values_list("slug", flat=True)) or "belum ada; jalankan load_sops"
            raise CommandError(f"SOP «{slug}» atau versinya tidak ada. Yang ada: {known}.")
        return version

    def _office(self, slug: str | None, version: SopVersion) -> Office:
        wanted = Office.objects.filter(slug=slug) if slug else Office.objects.filter(sop_choices__sop=version.sop_id)
        office = wanted.first()
        if office is None:
            raise CommandError("Kantornya tidak ada. Sebut kode kantor yang ada dengan --office.")
        return office

    def _start(self, text: str | None, office: Office) -> datetime:
        try:
            start = datetime.fromisoformat(text) if text else timezone.now()
        except ValueError as error:
            raise CommandError(f"--start «{text}» tidak terbaca. Tulis seperti 2026-12-01T09:00.") from error
        return start if start.tzinfo else start.replace(tzinfo=office_time.zone_of(office))


def said(played: Rehearsal) -> str:
    """The rehearsal as text for the terminal."""
    lines = [f"{played.version} di {played.office}, {played.kind.label}: {len(played.ways)} jalan."]
    for number, way in enumerate(played.ways, start=1):
        lines += ["", f"{number}. {way.title}"]
        lines += [_line(moment, played) for moment in way.moments]
    lines += ["", f"Beban untuk {played.items} naskah seminggu (menit kerja):"]
    lines += [f"   {name}: {minutes}" for name, minutes in played.load]
    if played.really is not None:
        lines.append(f"Kantor ini sesungguhnya memerlukan {played.really} menit kerja sampai tayang (nilai tengah).")
    return "\n".join(lines)


def _line(moment: Moment, played: Rehearsal) -> str:
    who = ", ".join(moment.people) or "belum ada pemegangnya"
    due = f", tenggat {played.at(moment.due)}" if moment.due else ""
    what = f"   langkah {moment.step} ({moment.activity}): {moment.roles} ({who})"
    return f"{what}, mulai {played.at(moment.begins)}{due}: {moment.answer}"
