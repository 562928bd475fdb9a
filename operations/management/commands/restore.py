"""Put a backup back into an empty place, and check that everything is there."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from operations import health
from operations.backups import facts, keys, restoring


class Command(BaseCommand):
    help = "Pulihkan sebuah cadangan ke tempat kosong. Hentikan dulu semua layanan situs."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, metavar="BERKAS")
        parser.add_argument("--key", type=Path, required=True, metavar="KUNCI", help="berkas dari make_backup_key")
        parser.add_argument("--overwrite", action="store_true", help="Ganti isi basis data tujuan.")

    def handle(self, *args: Any, path: Path, key: Path, overwrite: bool, **options: Any) -> None:
        content = restoring.restore(path, keys.read(key), overwrite=overwrite)
        told = content.facts
        if differing := facts.differing_tables(told, connection):
            raise CommandError(
                f"Basis data terpasang, tetapi isinya berbeda dari catatan cadangan: {', '.join(differing)}. "
                "Jangan dipakai; hentikan layanan yang masih menulis, lalu ulangi dengan --overwrite."
            )
        restoring.settle()
        count = len(content.files) + len(content.left)
        self.stdout.write(
            f"Pulih seperti {told['made_at']}: {len(told['tables'])} tabel seperti catatannya, {count} berkas."
        )
        self._warn(told)

    def _warn(self, told: dict[str, Any]) -> None:
        """What still needs a hand."""
        differing = facts.differing_settings(told)
        if "SECRET_KEY" in differing:
            self.stderr.write(
                "SECRET_KEY lain daripada saat cadangan dibuat: tautan keputusan dalam pesan lama tidak berlaku lagi. "
                "Pasang yang lama, kecuali memang diganti."
            )
        elif differing:
            self.stderr.write(f"Setelan yang lain daripada saat cadangan dibuat: {', '.join(differing)}.")
        if lost := restoring.forget_lost_files():
            self.stderr.write(f"{len(lost)} berkas tidak ada dalam cadangan: {', '.join(lost[:5])}.")
        if not health.migrations().well:
            self.stderr.write("Rilis ini lebih baru daripada cadangannya. Jalankan manage.py migrate.")
