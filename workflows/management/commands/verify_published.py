"""Hold all that the public gets against what was approved; run it once a night."""

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from wagtail.log_actions import log

from workflows.gate.verification import LOGGED_AS, deleted, differences, live_pages

security = logging.getLogger("security")


class Command(BaseCommand):
    help = "Cocokkan isi setiap halaman yang tayang dengan isi yang disetujui (jalankan setiap malam)."

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(differences(live_pages()))
        for one in found:
            log(one.page, LOGGED_AS, data={"why": one.why})
            security.error("published differs", extra={"page": one.page.pk, "fault": one.why})
            self.stderr.write(f"{one.page.pk} {one.page.title}: {one.why}.")
        gone = list(deleted())
        for run in gone:
            security.error("published is gone", extra={"page": run.page_id, "fault": "deleted"})
            self.stderr.write(f"{run.page_id} {run.page_title}: dihapus, padahal menurut catatan SOP tayang.")
        if found or gone:
            raise CommandError(f"{len(found) + len(gone)} halaman tidak tayang sebagaimana disetujui.")
        self.stdout.write(f"{live_pages().count()} halaman tayang sesuai dengan yang disetujui.")
