"""Let Wagtail's groups follow the memberships in force today; run it once a day."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand

from workflows.membership import sync_groups


class Command(BaseCommand):
    help = "Samakan grup dengan keanggotaan yang berlaku hari ini (jalankan harian)."

    def handle(self, *args: Any, **options: Any) -> None:
        people = get_user_model().objects.filter(memberships__isnull=False).distinct()
        for user in people.iterator():
            sync_groups(user)
        self.stdout.write(f"{people.count()} orang diperiksa.")
