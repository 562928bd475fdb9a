"""What a password must be, and for how long it counts: as BSSN's standard is read, or as ASVS 5.0 has it.

BSSN 4/2021 Pasal 27 (K1-K7) asks for length, complexity and expiry; ASVS 5.0 6.2 asks for length and a check against
known passwords, and forbids the other two. They contradict each other, so ``PASSWORD_POLICY`` says which holds.
"""

import re
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone


def _missing(password: str) -> list[str]:
    has = {
        "huruf besar": password != password.lower(),
        "huruf kecil": password != password.upper(),
        "angka": re.search(r"\d", password) is not None,
        "tanda baca": re.search(r"[\W_]", password) is not None,
    }
    return [kind for kind, there in has.items() if not there]


class ComplexityValidator:
    """Upper and lower case, digits and signs, where the policy asks for them."""

    def validate(self, password: str, user: Any = None) -> None:
        missing = _missing(password) if settings.PASSWORD_POLICY == "bssn" else []
        if missing:
            raise ValidationError(f"Kata sandi belum memuat {', '.join(missing)}.", code="password_too_simple")

    def get_help_text(self) -> str:
        if settings.PASSWORD_POLICY != "bssn":
            return ""
        return "Kata sandi memuat huruf besar, huruf kecil, angka, dan tanda baca."


def is_expired(user: Any) -> bool:
    """Whether the person's password is older than the policy allows."""
    if settings.PASSWORD_POLICY != "bssn":
        return False
    return timezone.now() - user.password_changed_at > timedelta(days=settings.PASSWORD_DAYS)
