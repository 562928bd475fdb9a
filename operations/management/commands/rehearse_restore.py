"""Back up what is here and put it back into an empty place beside it, to see that it can be done."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from operations import jobs
from operations.backups.rehearsal import rehearse


class Command(BaseCommand):
    help = "Latihan: cadangkan, lalu pulihkan ke tempat kosong di sampingnya. Situs tidak diubah."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder", type=Path, nargs="?", default=settings.BACKUP_FOLDER, metavar="FOLDER", help="tempat latihannya"
        )

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        with jobs.recorded("rehearsal"):
            self.stdout.write(rehearse(Path(folder)))
