"""Open an office from the command line."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from home.offices import OfficeFacts, open_office
from offices.models import Office


class Command(BaseCommand):
    help = "Buka kantor: situs, pohon halaman, koleksi, peran, dan izin sekaligus (idempoten)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="kode singkat, misalnya kota-contoh")
        parser.add_argument("--name", required=True, help="nama kantor apa adanya (di Aceh: KIP …)")
        parser.add_argument("--region-code", required=True, help="kode Kemendagri, misalnya 33.17")
        parser.add_argument("--level", required=True, help=", ".join(Office.Level.values))
        parser.add_argument("--hostname", required=True)
        parser.add_argument("--port", type=int, default=settings.OFFICE_PORT)
        parser.add_argument("--time-zone", default=Office.Zone.WIB, help=", ".join(Office.Zone.values))
        parser.add_argument("--sop", default="", help="SOP yang diadopsi, misalnya slug dari load_sops")
        parser.add_argument("--division", action="append", default=[], help="nama divisi; boleh berulang")

    def handle(self, *args: Any, **options: Any) -> None:
        names = ("name", "slug", "region_code", "level", "time_zone", "hostname", "port", "sop")
        facts = OfficeFacts(**{name: options[name] for name in names}, divisions=options["division"])
        try:
            office = open_office(facts)
        except ValidationError as error:
            labels = {**{f.name: f.verbose_name for f in Office._meta.fields}, "sop": "SOP"}
            lines = [f"{labels.get(name, name)}: {' '.join(texts)}" for name, texts in error.message_dict.items()]
            raise CommandError("\n".join(lines)) from error
        self.stdout.write(f"{office}: http://{office.hostname}/ · {office.roles.count()} peran")
