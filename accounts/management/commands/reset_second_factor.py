"""Take away a person's lost second factor where nobody can do it in the admin; the security log keeps it."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import second_factor


class Command(BaseCommand):
    help = "Hapus langkah kedua, akun lembaga yang tersambung, dan semua sesi seseorang; ia menyiapkan yang baru."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="nama pengguna")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        user = get_user_model().objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"Tidak ada akun «{username}». Periksa nama penggunanya.")
        second_factor.forget(user)
        self.stdout.write(f"Langkah kedua {username} dihapus; semua sesinya berakhir.")
