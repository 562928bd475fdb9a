"""Django's own, asking in Indonesian: the first person of headquarters."""

import getpass
import sys
from collections.abc import Callable
from typing import Any

from django.contrib.auth.management.commands.createsuperuser import Command as StockCommand
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError


class Command(StockCommand):
    help = "Buat admin pusat pertama. Tanpa pertanyaan (--noinput): DJANGO_SUPERUSER_USERNAME, _EMAIL, _PASSWORD."

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["interactive"]:
            super().handle(*args, **{**options, "verbosity": 0})
            self.stdout.write("Admin pusat dibuat.")
            return
        if not sys.stdin.isatty():
            raise CommandError("Perintah ini bertanya, jadi perlu terminal. Tanpa terminal, pakai --noinput.")
        model: Any = self.UserModel
        username = options["username"] or self._asked("Nama akun: ", input, self._sound_username)
        email = options["email"] or self._asked("Alamat surel: ", input, model._meta.get_field("email").clean)
        known = model(username=username, email=email)
        password = self._asked("Kata sandi: ", getpass.getpass, lambda text, _: self._sound_password(text, known))
        model._default_manager.db_manager(options["database"]).create_superuser(username, email, password)
        self.stdout.write("Admin pusat dibuat.")

    def _asked(self, question: str, ask: Callable[[str], str], check: Callable[[str, Any], Any]) -> str:
        """Ask until the answer is sound; each fault is told."""
        while True:
            answer = ask(question).strip()
            try:
                check(answer, None)
            except ValidationError as error:
                self.stderr.write(" ".join(error.messages))
            else:
                return answer

    def _sound_username(self, text: str, _: Any) -> None:
        self.username_field.clean(text, None)
        if self.UserModel._default_manager.filter(**{f"{self.username_field.name}__iexact": text}).exists():
            raise ValidationError("Nama akun itu sudah dipakai. Pilih yang lain.")

    def _sound_password(self, text: str, known: Any) -> None:
        validate_password(text, known)
        if getpass.getpass("Kata sandi sekali lagi: ").strip() != text:
            raise ValidationError("Kedua kata sandi tidak sama. Ulangi.")
