"""Django's own, but one at a time: of several processes that start at once one migrates, the others wait for it."""

from typing import Any

from django.core.management.commands.migrate import Command as StockCommand
from django.db import connections

from operations.alone import alone


class Command(StockCommand):
    def handle(self, *args: Any, **options: Any) -> None:
        def waiting() -> None:
            self.stderr.write("Proses lain sedang menjalankan migrate; menunggu sampai selesai.")

        with alone(connections[options["database"]], waiting):
            super().handle(*args, **options)
