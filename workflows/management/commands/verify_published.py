"""Hold every live text against what was approved; run it once a night."""

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from wagtail.log_actions import log

from workflows.verification import LOGGED_AS, differences, live_pages

security = logging.getLogger("security")


class Command(BaseCommand):
    help = "Cocokkan isi setiap halaman yang tayang dengan isi yang disetujui (jalankan setiap malam)."

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(differences(live_pages()))
        for one in found:
            log(one.page, LOGGED_AS, data={"why": one.why})
            security.error("published differs", extra={"page": one.page.pk, "fault": one.why})
            self.stderr.write(f"{one.page.pk} {one.page.title}: {one.why}.")
        if found:
            raise CommandError(f"{len(found)} halaman menayangkan isi yang tidak disetujui.")
        self.stdout.write(f"{live_pages().count()} halaman tayang sesuai dengan yang disetujui.")
