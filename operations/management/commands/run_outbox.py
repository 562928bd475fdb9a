"""The worker: sends the outbox, reminds, keeps go-live times, looks after the site; takes up what was left."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from messaging.outbox import send_due
from operations import alerts
from workflows.actions import schedule
from workflows.notifications.reminders import keep_sweeping


class Command(BaseCommand):
    help = "Kirim pesan keluar. Berjalan terus; --batch berhenti bila antrean kosong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", action="store_true")

    def handle(self, *args: Any, batch: bool, **_: Any) -> None:
        send_due.enqueue()
        if not batch:
            keep_sweeping()
            schedule.keep_looking()
            alerts.keep_looking()
        # Looking for changed files, as it would where DEBUG is on, costs more than all the rest.
        options = ["--backend", "outbox", "--queue-name", "outbox", "--interval", "1.5", "--no-startup-delay"]
        options += ["--no-reload"]
        call_command("db_worker", *options, *(["--batch"] if batch else []))
