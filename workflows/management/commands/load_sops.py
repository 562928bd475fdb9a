"""Load SOP files into versions; without PATH the five shipped ones, which count as signed."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflows import compiler
from workflows.core.sop_file import SopFileError, parse_sop

SHIPPED = Path(__file__).resolve().parents[2] / "sops"


class Command(BaseCommand):
    help = "Muat SOP dari berkas TOML (idempoten). Tanpa PATH: kelima SOP bawaan."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="*", type=Path, metavar="PATH")
        parser.add_argument("--check", action="store_true", help="Periksa saja, tidak menyimpan apa pun.")

    def handle(self, *args: Any, paths: list[Path], check: bool, **options: Any) -> None:
        shipped = not paths
        files = sorted(SHIPPED.glob("*.toml")) if shipped else paths
        intents, faults = [], []
        for path in files:
            try:
                document = parse_sop(path.read_text(encoding="utf-8"), source=str(path))
                intents.append(compiler.plan(document, counts_as_signed=shipped))
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
        for intent in intents:
            state = "sama, tidak ada perubahan"
            if intent.new:
                state = "baru" if intent.signed_on else "baru, konsep (belum disahkan)"
                state += f", menggantikan {intent.replaces}" if intent.replaces and intent.signed_on else ""
            if not check:
                compiler.apply(intent)
            self.stdout.write(f"{intent.document.slug:15} {intent.document.sha256[:12]} {state}")
        if check:
            self.stdout.write("Semua berkas sah; tidak ada yang disimpan.")
