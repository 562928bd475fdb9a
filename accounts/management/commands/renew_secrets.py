"""After a change of SECRET_KEY: close what is stored encrypted with today's key, so that the earlier one can go."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.adapters import renew

SECRETS = ("secret", "seed")


class Command(BaseCommand):
    help = "Sandikan ulang rahasia langkah kedua dengan SECRET_KEY yang sekarang; sesudahnya kunci lama boleh dihapus."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        renewed = 0
        for factor in Authenticator.objects.select_for_update().iterator():
            for name in SECRETS:
                if name in factor.data:
                    factor.data[name], done = renew(factor.data[name])
                    renewed += done
            factor.save(update_fields=["data"])
        self.stdout.write(f"{renewed} rahasia disandikan ulang.")
