"""Fill an empty installation with the five demonstration offices, their people and their content."""

import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from home import demo_offices
from offices.roles import ensure_headquarters

HEADQUARTERS, TECHNICIAN = "pusat.admin", "teknis"
PASSWORD_FILE = Path(settings.BASE_DIR) / "var" / "demo-password"


def demo_password() -> str:
    """DEMO_PASSWORD, else the one made at the first start and kept beside the database."""
    if given := os.environ.get("DEMO_PASSWORD"):
        return given
    if not PASSWORD_FILE.exists():
        PASSWORD_FILE.parent.mkdir(parents=True, exist_ok=True)
        PASSWORD_FILE.write_text(secrets.token_urlsafe(9) + "\n", encoding="utf-8")
        PASSWORD_FILE.chmod(0o600)
    return PASSWORD_FILE.read_text(encoding="utf-8").strip()


class Command(BaseCommand):
    help = "Muat lima kantor contoh dengan orang dan isinya (idempoten; hanya pada pengaturan demo)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        parser.add_argument("--people-only", action="store_true", help="tanpa isi")

    def handle(self, *args: Any, port: int, people_only: bool, **options: Any) -> None:
        if not demo_offices.is_allowed():
            raise CommandError("Isi contoh hanya untuk pengaturan demo (IS_DEMO), bukan untuk situs sungguhan.")
        call_command("load_sops", stdout=self.stdout)
        password = demo_password()
        encoded = self._encoded(password)
        self._headquarters(encoded)
        for path in demo_offices.files():
            office = demo_offices.DemoOffice(path, port=port)
            office.open()
            people = office.appoint_people(encoded)
            self.stdout.write(f"{office.slug}: {people} orang, kata sandi {password}")
            if not people_only:
                for line in office.load_items():
                    self.stdout.write(line)

    @staticmethod
    def _encoded(password: str) -> str:
        """The password as stored; one (slow) encoding serves all, and stays while the password does."""
        known = get_user_model().objects.filter(username=TECHNICIAN).first()
        return known.password if known and known.check_password(password) else make_password(password)

    @staticmethod
    def _headquarters(password: str) -> None:
        people = get_user_model().objects
        admin, _ = people.update_or_create(
            username=HEADQUARTERS,
            defaults={"first_name": "Admin Pusat", "email": "pusat.admin@localhost", "password": password},
        )
        admin.groups.add(ensure_headquarters())
        facts = {"first_name": "Admin Teknis", "email": "teknis@localhost", "is_superuser": True, "is_staff": True}
        people.update_or_create(username=TECHNICIAN, defaults={**facts, "password": password})
