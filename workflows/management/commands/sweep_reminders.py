"""Remind and escalate once; the worker (``run_outbox``) does the same every few minutes."""

from typing import Any

from django.core.management.base import BaseCommand

from workflows.notifications.endings import tell_of_endings
from workflows.notifications.reminders import sweep


class Command(BaseCommand):
    help = "Ingatkan yang waktunya hampir atau sudah habis, dan beri tahu atasannya. Aman dijalankan berulang kali."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{sweep() + tell_of_endings()} pesan pengingat ditulis.")
