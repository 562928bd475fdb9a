"""Load SOP files into the library as drafts; without PATH the five shipped ones, in force in an empty library."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

import sops
from sops.document import Sop as SopDocument
from sops.models import SopVersion
from sops.toml_file import SopFileError, parse_sop
from workflows.models import compiler

SHIPPED = Path(sops.__file__).parent / "library"


def _as_printed(document: SopDocument) -> dict[str, Any]:
    """The signature a shipped SOP bears, as far as it says (month precision counts from its first day)."""
    dates = document.dates
    signed_on = _day(dates.signed or dates.effective or dates.created)
    effective_on = max(_day(dates.effective or dates.signed or dates.created), signed_on)
    return {"signed_number": document.number, "signed_on": signed_on, "effective_on": effective_on}


def _day(partial_date: str | None) -> date:
    return date.fromisoformat(f"{partial_date}-01"[:10])


class Command(BaseCommand):
    help = "Muat berkas SOP (TOML) sebagai konsep. Tanpa PATH: kelima SOP bawaan, langsung berlaku bila pustaka kosong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="*", type=Path, metavar="PATH")
        parser.add_argument("--check", action="store_true", help="Periksa saja, tidak menyimpan apa pun.")

    def handle(self, *args: Any, paths: list[Path], check: bool, **options: Any) -> None:
        documents = self._read(paths or sorted(SHIPPED.glob("*.toml")))
        with transaction.atomic():
            governs = not paths and not SopVersion.objects.exists()
            for document in documents:
                state = "sama, tidak ada perubahan"
                if not SopVersion.objects.filter(sha256=document.sha256).exists():
                    state = "baru, berlaku" if governs else "baru, konsep (belum disahkan)"
                if not check:
                    version = compiler.store(document)
                    if governs:
                        compiler.sign(version, **_as_printed(document))
                self.stdout.write(f"{document.slug:15} {document.sha256[:12]} {state}")
        self.stdout.write(
            "Semua berkas sah; tidak ada yang disimpan."
            if check
            else "Konsep disahkan dan diberlakukan di Pustaka SOP."
        )

    def _read(self, files: list[Path]) -> list[SopDocument]:
        """Every file, or a ``CommandError`` with the faults of all of them."""
        documents, faults = [], []
        for path in files:
            try:
                document = parse_sop(path.read_text(encoding="utf-8"), source=str(path))
                compiler.check_scope(document)
                documents.append(document)
            except OSError as error:
                faults.append(f"{path}: tidak dapat dibaca ({error.strerror}). Periksa jalur dan izin berkasnya.")
            except UnicodeDecodeError:
                faults.append(f"{path}: bukan teks UTF-8. Simpan ulang berkas sebagai UTF-8.")
            except SopFileError as error:
                faults.append(str(error))
            except compiler.OtherScope as error:
                faults.append(f"{path}: {error}")
        if faults:
            raise CommandError("\n".join(faults))
        return documents
