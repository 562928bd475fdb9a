"""Builds the search index anew, in batches, while the site keeps answering."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from search.rebuilding import rebuild


class Command(BaseCommand):
    help = "Susun ulang indeks pencarian; isi berkas PDF dan DOCX ikut dibaca (--without-files: tidak)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--without-files", action="store_true", help="jangan membaca berkas yang belum dibaca")

    def handle(self, *args: Any, without_files: bool, **options: Any) -> None:
        pages, files = rebuild(read_files=not without_files)
        self.stdout.write(f"{pages} halaman, {files} berkas baru dibaca.")
