"""Read a backup to its end and check every sum; changes nothing."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from operations.backups import keys
from operations.backups.restoring import verify_whole


class Command(BaseCommand):
    help = "Periksa sebuah cadangan sampai akhir, tanpa mengubah apa pun."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, metavar="BERKAS")
        parser.add_argument("--key", type=Path, required=True, metavar="KUNCI", help="berkas dari make_backup_key")

    def handle(self, *args: Any, path: Path, key: Path, **options: Any) -> None:
        content, _ = verify_whole(path, keys.read(key))
        facts = content.facts
        base = f", dan {len(content.left)} berkas dalam {facts['base']}" if facts["base"] else ""
        self.stdout.write(
            f"Utuh: dibuat {facts['made_at']} oleh rilis {facts['release']}, {facts['database']['kind']}, "
            f"{len(facts['tables'])} tabel, {len(content.files)} berkas{base}."
        )
