"""The worker that sends the outbox and sweeps for reminders: takes up what an earlier one left, then waits for more."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from workflows.notifications.outbox import send_due
from workflows.notifications.reminders import keep_sweeping


class Command(BaseCommand):
    help = "Kirim pesan keluar. Berjalan terus; --batch berhenti bila antrean kosong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", action="store_true")

    def handle(self, *args: Any, batch: bool, **_: Any) -> None:
        send_due.enqueue()
        if not batch:
            keep_sweeping()
        options = ["--backend", "outbox", "--queue-name", "outbox", "--interval", "1", "--no-startup-delay"]
        call_command("db_worker", *options, *(["--batch"] if batch else []))
