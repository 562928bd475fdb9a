"""A new pair of keys for backups: the secret one to a file that is kept elsewhere, the public one for the settings."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from operations.backups import keys


class Command(BaseCommand):
    help = "Buat sepasang kunci cadangan. Kunci rahasianya ditulis ke BERKAS; simpan di luar peladen."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, metavar="BERKAS")

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        public = keys.make(path)
        self.stdout.write(f"BACKUP_RECIPIENT={public}")
        self.stderr.write(
            f"Isikan baris di atas pada setelan peladen. Pindahkan «{path}» ke dua tempat aman di luar peladen: "
            "tanpa berkas itu tidak ada cadangan yang dapat dibuka."
        )
