"""Try everything the site needs, and say of each part how it does and what to do."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from operations import health, jobs, surroundings


class Command(BaseCommand):
    help = "Periksa semua yang diperlukan situs: layanan, surel, sertifikat, DNS, jam, berkas, cadangan."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        found = health.parts()
        if found[0].well and connection.introspection.table_names():
            # Asked here and now; what the hourly job found of them would say it twice.
            found = [part for part in found if part.name != jobs.SURROUNDINGS] + surroundings.parts()
        for part in found:
            self.stdout.write(f"{'  ' if part.well else '! '}{part.name}: {part.state}")
        if ill := [part for part in found if not part.well]:
            raise CommandError("\n".join(part.sentence for part in ill))
        self.stdout.write("Semua baik.")
