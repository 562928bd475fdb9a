"""Dates that can be meant: a slip of the finger (0026, 2062) would stand first in every list, or in none."""

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.utils.formats import date_format

from offices import office_time

EARLIEST = date(1945, 8, 17)
"""Older than the republic is no text of an election office."""
FARTHEST = timedelta(days=10 * 366)
"""How far ahead a text may look: two elections."""


def date_faults(page: Any, *, today: date | None = None) -> dict[str, str]:
    """The dates and years of a page that can't be meant: field name → sentence that names the remedy."""
    today = today or office_time.here()
    latest = today + FARTHEST
    faults = {}
    for field in page._meta.fields:
        value = page.__dict__.get(field.attname)
        if type(field) is models.DateField and field.editable and isinstance(value, date):
            if not EARLIEST <= value <= latest:
                faults[field.name] = (
                    f"{_label(field)} tertulis {date_format(value, 'j F')} {value.year:04}. Isi tanggal antara "
                    f"{date_format(EARLIEST, 'j F Y')} dan {date_format(latest, 'j F Y')}."
                )
        elif field.name == "year" and value is not None and not EARLIEST.year <= value <= today.year + 1:
            faults[field.name] = f"{_label(field)} tertulis {value}. Isi tahun {EARLIEST.year} sampai {today.year + 1}."
    return faults


def _label(field: Any) -> str:
    return str(field.verbose_name).capitalize()
