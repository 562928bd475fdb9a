"""Write an SOP as BPMN 2.0, to be opened in any BPMN tool."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sops.bpmn_diagram import to_bpmn
from sops.models import Sop


class Command(BaseCommand):
    help = "Tulis SOP yang berlaku sebagai berkas BPMN 2.0."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="slug SOP")
        parser.add_argument("--output", help="berkas tujuan (tanpa ini: ke layar)")

    def handle(self, *args: Any, slug: str, output: str | None, **options: Any) -> None:
        sop = Sop.objects.filter(slug=slug).first()
        if sop is None or sop.governing is None:
            known = (
                ", ".join(Sop.objects.order_by("slug").values_list("slug", flat=True))
                or "belum ada; jalankan load_sops"
            )
            raise CommandError(f"Tidak ada SOP «{slug}» yang berlaku. Yang ada: {known}.")
        text = to_bpmn(sop.governing.document)
        if output is None:
            self.stdout.write(text)
            return
        try:
            Path(output).write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"Berkas «{output}» tidak dapat ditulis: {error.strerror}.") from error
        self.stdout.write(f"{output} ditulis.")
