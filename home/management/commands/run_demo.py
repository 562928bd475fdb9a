"""One command to a running demonstration: migrate, load, start the worker, serve."""

import os
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from home.management.commands.load_demo import HEADQUARTERS, demo_password
from offices.models import Office
from offices.role_holders import people_in
from sops.models import Sop


def hands(office: Office) -> list[tuple[str, Any]]:
    """Whose hands an article of this office goes through, in their order, with the numbers of their steps ("1, 4")."""
    found: dict[Any, list[str]] = {}
    document = Sop.objects.get(slug=office.slug).document
    for step in document.steps:
        for person in people_in(office, step.roles):
            found.setdefault(person, []).append(str(step.number))
    return [(", ".join(steps), person) for person, steps in found.items()]


class Command(BaseCommand):
    help = "Siapkan dan jalankan demo di 127.0.0.1."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IS_DEMO:
            raise CommandError("Demo memerlukan pengaturan demo (DJANGO_SETTINGS_MODULE=site_kpu.settings.dev).")
        port = os.environ.get("PORT", "8000")
        os.makedirs(settings.STATIC_ROOT, exist_ok=True)
        call_command("migrate", verbosity=0)
        call_command("load_demo", port=int(port), stdout=open(os.devnull, "w"))  # noqa: SIM115
        self._greet(port)
        worker = subprocess.Popen([sys.executable, "manage.py", "run_outbox"], cwd=settings.BASE_DIR)
        try:
            # WhiteNoise gives static files, as in production: Django's own handler answers "/static/../" with 500.
            call_command("runserver", f"127.0.0.1:{port}", use_reloader=False, use_static_handler=False)
        finally:
            worker.terminate()

    def _greet(self, port: str) -> None:
        self.stdout.write("\nSitus kantor, dan siapa yang masuk untuk langkah SOP yang mana:")
        for office in Office.objects.order_by("slug"):
            self.stdout.write(f"\n{office} · http://{office.hostname}:{port}/")
            for steps, person in hands(office):
                self.stdout.write(f"  langkah {steps:<10} {person.username} · {person.jabatan}")
        self.stdout.write(f"\nAdmin: http://127.0.0.1:{port}/admin/; admin pusat: {HEADQUARTERS}")
        self.stdout.write(f"Kata sandi semua akun contoh: {demo_password()}")
        self.stdout.write('Surel menjadi berkas di var/mail/; yang terbaru: less "$(ls -t var/mail/* | head -1)"\n\n')
