"""Write the whole installation to one encrypted file, while people go on working."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from operations import jobs
from operations.backups.making import make


class Command(BaseCommand):
    help = "Cadangkan basis data dan berkas ke satu berkas terenkripsi, selagi situs dipakai."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, metavar="BERKAS", help="berkas baru, atau folder (nama menurut waktu)")
        parser.add_argument(
            "--increment", action="store_true", help="tanpa berkas yang sudah ada dalam cadangan penuh terakhir folder"
        )

    def handle(self, *args: Any, path: Path, increment: bool, **options: Any) -> None:
        if path.is_dir():
            with jobs.recorded("increment" if increment else "backup"):
                made = jobs.back_up(path, increment=increment)
        else:
            made = make(path, increment=increment)
        what = f"tambahan atas {made.base.name}, " if made.base else ""
        self.stdout.write(f"{made.path} ditulis dan dibaca ulang: {what}basis data dan {made.files} berkas.")
        if made.gone:
            self.stderr.write(
                f"{len(made.gone)} berkas yang disebut basis data tidak ada lagi, karena dihapus selagi cadangan "
                f"dibuat atau sudah hilang: {', '.join(made.gone[:5])}."
            )
