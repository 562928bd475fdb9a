"""Let Wagtail's groups follow the memberships and delegations in force today; run it once a day."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.db.models import Q

from offices.membership import sync_groups


class Command(BaseCommand):
    help = "Samakan grup dengan keanggotaan dan penugasan yang berlaku hari ini (jalankan harian)."

    def handle(self, *args: Any, **options: Any) -> None:
        concerned = Q(memberships__isnull=False) | Q(delegations_held__isnull=False)
        people = get_user_model().objects.filter(concerned).distinct()
        for user in people.iterator():
            sync_groups(user)
        self.stdout.write(f"{people.count()} orang diperiksa.")
