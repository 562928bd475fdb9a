"""Do what is due by now: memberships, backup, the check of what is live, retention, surroundings, rehearsal."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from operations import alerts, jobs
from operations.alone import JOBS, alone


class Command(BaseCommand):
    help = "Kerjakan semua pekerjaan berkala yang waktunya tiba (jalankan setiap jam, lima menit lewat)."

    def handle(self, *args: Any, **options: Any) -> None:
        with alone(connection, self._waiting, JOBS):  # on every machine; who comes later finds nothing due
            faults = jobs.run_due()
        alerts.tell()
        if faults:
            raise CommandError("\n".join(faults))

    def _waiting(self) -> None:
        self.stderr.write("Mesin lain sedang mengerjakannya; menunggu sampai selesai.")
