"""Read a paper SOP (Word, Excel, PDF, text, scan) and print it as a draft, with marks where it is uncertain."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management.base import BaseCommand, CommandError, CommandParser

from sops.paper.printing import as_json, as_toml, place_in_words
from sops.paper.values import PaperReading
from sops.paper_upload import paper_draft


class Command(BaseCommand):
    help = (
        "Baca naskah SOP (.docx, .xlsx, .pdf, .txt, pindaian) menjadi konsep TOML; yang belum pasti ditandai # PERIKSA."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, metavar="BERKAS")
        parser.add_argument("--json", action="store_true", help="Cetak JSON: document, uncertain, missing.")

    def handle(self, *args: Any, path: Path, json: bool, **options: Any) -> None:
        try:
            reading = paper_draft(SimpleUploadedFile(path.name, path.read_bytes()))
        except OSError as error:
            raise CommandError(
                f"{path}: tidak dapat dibaca ({error.strerror}). Periksa jalur dan izin berkasnya."
            ) from error
        except ValidationError as refusal:
            raise CommandError(f"{path}: {' '.join(refusal.messages)}") from refusal
        self.stdout.write(as_json(reading) if json else as_toml(reading), ending="\n" if json else "")
        self._say_missing(reading)

    def _say_missing(self, reading: PaperReading) -> None:
        """What is to be done, beside the draft and not in it: the draft goes into a file."""
        for one in reading.missing:
            self.stderr.write(f"Belum ada · {place_in_words(one.place)}: {one.why}")
        self.stderr.write(
            f"{len(reading.uncertain)} isian perlu diperiksa, {len(reading.missing)} di antaranya belum ada."
        )
