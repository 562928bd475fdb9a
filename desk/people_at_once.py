"""Appointing many people at once: a list pasted from a sheet, shown row by row before anything is done.

Each row is judged and saved by the form for one person, so nothing holds here that does not hold there.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from desk.own_office import OwnOfficeForm, runs_an_office
from desk.people import MembershipForm
from offices.models import Membership, Office
from text.cleaning import clean_lines
from text.codes import free_code

COLUMNS = ("Nama lengkap", "Surel", "Peran", "Nomor SK", "Berlaku mulai", "Berlaku sampai", "Divisi")
"""In this order; the last three may be left out."""
NEEDED = 4
MOST_ROWS = 100


@dataclass(frozen=True)
class Row:
    """One line of the list with what is wrong with it, in sentences."""

    number: int
    cells: Sequence[str]
    faults: Sequence[str]


class ListForm(OwnOfficeForm):
    people = forms.CharField(
        label="Daftar orang",
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text=(
            f"Satu orang dan satu peran per baris: {', '.join(COLUMNS)}. Tempel dari lembar kerja, atau pisahkan "
            "dengan titik koma. Tiga kolom terakhir boleh kosong."
        ),
        error_messages={"required": "Tempel daftarnya."},
    )

    def clean_people(self) -> list[list[str]]:
        lines = [line for line in clean_lines(self.cleaned_data["people"]).splitlines() if line.strip()]
        if len(lines) > MOST_ROWS:
            raise ValidationError(f"Daftar ini {len(lines)} baris; paling banyak {MOST_ROWS}. Bagi menjadi beberapa.")
        return [cells for cells in _cells(lines) if cells[0].casefold() != COLUMNS[0].casefold()]


def _cells(lines: list[str]) -> Iterator[list[str]]:
    between = next((sign for sign in "\t;," if any(sign in line for line in lines)), ";")
    for cells in csv.reader(lines, delimiter=between):
        yield [cell.strip() for cell in cells]


class AppointManyView(WagtailAdminTemplateMixin, View):
    """GET asks for the list; POST shows what would come of it, and with ``act=save`` does it, all or nothing."""

    template_name = "desk/people_at_once.html"
    page_title = "Tunjuk sekaligus"
    header_icon = "group"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not runs_an_office(request.user):
            raise PermissionDenied("Orang ditunjuk oleh admin kantor.")
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        people = {"url": reverse("membership:index"), "label": "Orang dan peran"}
        return [*self.breadcrumbs_items, people, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(ListForm(request.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ListForm(request.user, request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        office, lines = form.cleaned_data["office"], form.cleaned_data["people"]
        rows = self._appoint(office, lines)
        if any(row.faults for row in rows):
            return self._show(form, rows, status=422)
        if request.POST.get("act") != "save":
            return self._show(form, rows, ready=True)
        messages.success(request, f"{len(rows)} penugasan dicatat; orangnya diberi tahu.")
        return redirect("membership:index")

    def _appoint(self, office: Office, lines: Iterable[list[str]]) -> list[Row]:
        """Appoint everybody in the list; taken back where a row is wrong, or nobody has said to save yet."""
        with transaction.atomic():
            rows = [Row(number, cells, self._faults(office, cells)) for number, cells in enumerate(lines, start=1)]
            if any(row.faults for row in rows) or self.request.POST.get("act") != "save":
                transaction.set_rollback(True)
        return rows

    def _faults(self, office: Office, cells: list[str]) -> list[str]:
        """Appoint one; what keeps it from being done."""
        if not NEEDED <= len(cells) <= len(COLUMNS):
            return [f"Baris ini {len(cells)} kolom. Isi {', '.join(COLUMNS[:NEEDED])}, lalu bila perlu yang lain."]
        form = MembershipForm(self._data(office, cells), instance=Membership(), for_user=self.request.user)
        if not form.is_valid():
            return [
                f"{form.fields[name].label}: {fault}" if name in form.fields else str(fault)
                for name, faults in form.errors.items()
                for fault in faults
            ]
        try:
            with transaction.atomic():
                form.save()
        except (ValidationError, IntegrityError) as error:
            return getattr(error, "messages", ["Nama atau surel ini sudah dipakai akun lain."])
        return []

    def _data(self, office: Office, cells: list[str]) -> dict[str, Any]:
        """The fields of the form for one person."""
        name, email, role, decree, first, last, division = (*cells, *[""] * (len(COLUMNS) - len(cells)))
        roles = {key.casefold(): one.pk for one in office.roles.all() for key in (one.name, one.slug)}
        divisions = {one.name.casefold(): one.pk for one in office.divisions.all()}
        known = get_user_model().objects.filter(email__iexact=email).first() if email else None
        person = (
            {"user": known.pk} if known else {"new_name": name, "new_email": email, "new_username": _username(email)}
        )
        return {
            **person,
            "role": roles.get(role.casefold(), role),
            "decree_number": decree,
            "valid_from": first or office.today(),
            "valid_until": last,
            "division": divisions.get(division.casefold(), division),
        }

    def _show(
        self, form: ListForm, rows: Sequence[Row] = (), status: int = 200, *, ready: bool = False
    ) -> HttpResponse:
        context = self.get_context_data(form=form, rows=rows, ready=ready, columns=COLUMNS)
        return render(self.request, self.template_name, context, status=status)


def _username(email: str) -> str:
    """A free name made of the address."""
    wanted = free_code(email.partition("@")[0], (), otherwise="orang", longest=140)
    taken = get_user_model().objects.filter(username__startswith=wanted).values_list("username", flat=True)
    return free_code(wanted, taken, otherwise="orang", longest=143)
