"""A text of 200 kB in any field costs a moment, not minutes: no pattern looks at it again from each of its signs."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.conftest import office, person
from text import dates
from text.cleaning import clean

LONG = 200_000
FORMS = ("hari-libur", "jam-kerja", "eskalasi", "divisi", "orang", "plt-plh", "kanal-kantor")
UNITS = ("x", " ", "1", "a.", "\u200b", "é", "x-", "0", "<", "'", "1 ", "\t", "x,", "- ")


@contextmanager
def at_once() -> Iterator[None]:
    """Not a measure of speed: what is stopped here would run for minutes."""

    def stop(number, frame):
        raise AssertionError("it takes the square of the length")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(20)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("unit", UNITS)
def test_texts_and_dates_are_read_once(unit):
    text = unit * (LONG // len(unit))
    with at_once():
        dates.in_figures(text)
        clean(text, lines=False)
        clean(text, lines=True)


@pytest.mark.django_db
@pytest.mark.parametrize("unit", ["x", " ", "1"])
@pytest.mark.parametrize(
    "address", ["hari-libur", "jam-kerja", "eskalasi", "divisi", "orang", "plt-plh", "kanal-kantor"]
)
def test_every_form_of_an_office_answers(address, unit):
    admin = person("serang.admin-kantor").client
    shown = admin.get(f"/admin/sop/{address}/new/")
    fields = [field.html_name for field in shown.context["form"]]
    with at_once():
        answer = admin.post(
            f"/admin/sop/{address}/new/", dict.fromkeys(fields, unit * LONG) | {"office": office("serang").pk}
        )
    assert answer.status_code in (200, 400, 422)
