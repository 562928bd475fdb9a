"""Clear what has been kept long enough; run it once a day. The record of the SOPs is never touched."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from operations.retention import expired


class Command(BaseCommand):
    help = "Hapus data harian yang lewat masa simpannya. Catatan SOP dan buktinya tidak pernah dihapus."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Sebut saja, tidak menghapus apa pun.")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        for part in expired():
            number = part.rows.count() if dry_run else part.clear()
            kept = f" ({part.setting}: {getattr(settings, part.setting)} hari)" if part.setting else ""
            self.stdout.write(f"{number} {part.name} {'akan dihapus' if dry_run else 'dihapus'}{kept}.")
