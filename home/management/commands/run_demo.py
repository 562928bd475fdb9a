"""One command to a running demonstration: migrate, load, start the worker, serve."""

import os
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from home.management.commands.load_demo import demo_password
from workflows.models import Office


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
            call_command("runserver", f"127.0.0.1:{port}", use_reloader=False)
        finally:
            worker.terminate()

    def _greet(self, port: str) -> None:
        self.stdout.write("\nSitus kantor:")
        for office in Office.objects.order_by("slug"):
            self.stdout.write(f"  http://{office.hostname}:{port}/  {office}")
        self.stdout.write(f"\nAdmin: http://127.0.0.1:{port}/admin/")
        people = get_user_model().objects.filter(memberships__isnull=False).order_by("username")
        example = people.values_list("username", flat=True)[0]
        self.stdout.write(f"Masuk sebagai <kantor>.<peran>, misalnya {example}; atau pusat.admin.")
        self.stdout.write(f"Kata sandi semua akun contoh: {demo_password()}")
        self.stdout.write("Surel terbaca di var/mail/.\n\n")
