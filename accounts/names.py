"""Names and addresses of accounts: plain letters only, and none that looks like another account's.

What is written in the record is read by people, so what counts is how a name looks, not which characters it is made of.
Letters of other scripts are refused at the door; of those that remain, case and the few look-alikes don't count.
"""

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from typing_extensions import override

plain_username = RegexValidator(
    r"\A[a-z0-9.@+_-]+\Z", "Nama pengguna memuat karakter lain. Pakai huruf kecil a-z, angka, dan . @ + - _ saja."
)
_SIGNS = " .,'’-"
TITLES = frozenset(
    "admin anggota divisi kabag kasubag kasubbag kepala ketua komisioner koordinator kordiv operator pj plh plt "
    "redaktur sekretaris sekretariat staf subbag subbagian wakil".split()
)
"""Words that begin what somebody is, and nobody's name."""
INSTITUTIONS = frozenset("bawaslu dkpp kip komisi kpu".split())
"""Words of no person's name, wherever they stand."""


def plain_email(value: str) -> None:
    """Raises ``ValidationError`` for an address with letters beyond ASCII, which programs fold each in its way."""
    if not value.isascii():
        raise ValidationError("Alamat surel memuat huruf asing. Ketik ulang dengan huruf a-z biasa.")


def plain_name(value: str) -> None:
    """Raises ``ValidationError`` for a person's name beyond Latin letters, digits, spaces and . , ' -

    So too for what is no name: the record tells name and role, and a title in the one would pass for the other.
    """
    foreign = [sign for sign in value if sign not in _SIGNS and not _is_plain(sign)]
    if foreign:
        raise ValidationError(
            f"Nama memuat «{foreign[0]}». Pakai huruf Latin, angka, spasi, titik, koma, petik, dan tanda hubung saja; "
            "jabatan ditulis sebagai peran, bukan pada nama."
        )
    if sum(sign.isalpha() for sign in value) < 2:
        raise ValidationError("Nama tidak memuat huruf yang cukup. Tulis nama orangnya seperti pada surat keputusan.")
    words = [word.strip(".,").casefold() for word in value.split()]
    if titles := [word for word in words if word in INSTITUTIONS] + [word for word in words[:1] if word in TITLES]:
        raise ValidationError(
            f"Nama memuat jabatan atau lembaga («{titles[0]}»). Tulis nama orangnya; jabatannya tampil dari perannya."
        )


def _is_plain(sign: str) -> bool:
    """Whether it is a digit or a letter of a-z, with an accent or without."""
    base = unicodedata.normalize("NFD", sign)[0]
    return base.isascii() and base.isalnum()


def looks(text: str) -> str:
    """What two names have in common that the eye takes for one: no case, no accents, 0 as o, 1 as l, rn as m.

    Of an account's name the signs between its parts don't count either; of an address each is a mailbox of its own.
    """
    folded = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(sign for sign in folded if not unicodedata.combining(sign))
    if "@" not in letters:
        letters = re.sub(r"[-_+]", ".", letters)
    return letters.replace("0", "o").replace("1", "l").replace("rn", "m").replace("vv", "w")


def look_alike(name: str, other: str) -> bool:
    """Whether two people's names look the same, whatever their signs and spaces; a capital I is an l to the eye."""
    one, two = (re.sub(r"[\W_]", "", looks(text)).replace("i", "l") for text in (name, other))
    return one == two


class LooksField(models.TextField):
    """How another field of the row looks, kept by whatever saves it; None where that field is empty."""

    def __init__(self, of: str, **kwargs: Any) -> None:
        self.of = of
        super().__init__(**{"null": True, "unique": True, "editable": False, **kwargs})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, [self.of, *args], kwargs

    @override
    def pre_save(self, model_instance: Any, add: bool) -> str | None:
        value = looks(getattr(model_instance, self.of)) or None
        setattr(model_instance, self.attname, value)
        return value
