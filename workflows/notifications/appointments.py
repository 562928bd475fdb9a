"""Whoever is given a role or acts for somebody is told: as what, from when, by which decree, and how to come in."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format

from messaging.models import Told
from messaging.outbox import plain_message, send_due
from offices.models import Delegation, Membership


def tell_appointed(membership: Membership, *, is_new: bool) -> None:
    """Write to a person newly in a role, in the caller's transaction; ``is_new``: the account was made for it."""
    user, role = membership.user, membership.role
    lines = [
        f"Peran: {role.name}" + (f", {membership.division}" if membership.division else ""),
        f"Berlaku: {_period(membership.valid_from, membership.valid_until)}",
        f"Surat keputusan: {membership.decree_number}",
        f"Nama pengguna: {user.get_username()}",
    ]
    if is_new:
        lines.append("Akun Anda baru. Tetapkan kata sandi dengan alamat surel ini, lalu masuk.")
    _write(user, f"Anda ditunjuk sebagai {role.name} di {role.office}", lines, sets_password=is_new)


def tell_deputy(delegation: Delegation) -> None:
    """Write to a person who is to act for somebody, in the caller's transaction."""
    lines = [
        f"Mewakili: {delegation.principal}",
        f"Peran: {delegation.role.name if delegation.role else 'semua peran yang bersangkutan'}",
        f"Berlaku: {_period(delegation.starts_on, delegation.ends_on)}",
        f"Surat: {delegation.letter_number}",
    ]
    headline = f"Anda ditunjuk sebagai {delegation.get_capacity_display()} di {delegation.office}"
    _write(delegation.deputy, headline, lines)


def _write(user: Any, headline: str, lines: list[str], *, sets_password: bool = False) -> None:
    name, button = (
        ("wagtailadmin_password_reset", "Tetapkan kata sandi")
        if sets_password
        else ("wagtailadmin_home", "Buka ruang kerja")
    )
    path = reverse(name)
    plain_message(user, headline, lines=lines, address=user.email, button=button, path=path, reason=Told.ACCOUNT).save()
    send_due.enqueue()


def _period(first: date, last: date | None) -> str:
    return f"{date_format(first, 'j F Y')} sampai {date_format(last, 'j F Y') if last else 'dicabut'}"
