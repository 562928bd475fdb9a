"""A date is read as people write it, and a refusal says how to write one."""

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from text.dates import in_figures


@pytest.mark.parametrize(
    "typed",
    [
        "30/11/2026",
        "2026-11-30",
        "30 November 2026",
        "30 nopember 2026",
        "30 Nov. 2026",
        "Senin, 30 November 2026",
        "30 / 11 / 2026",
        "30–11–2026",
        "30\u221211\u22122026",
        " 30.11.2026 ",
        "٣٠/١١/٢٠٢٦",
        "３０／11／2026".replace("／", "/"),
    ],
)
def test_a_date_is_read_as_people_write_it(typed):
    with translation.override("id"):
        assert forms.DateField().clean(typed) == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("word", "month"), [("Mei", 5), ("May", 5), ("Agt", 8), ("Agustus", 8), ("Maret", 3), ("Des", 12), ("Peb", 2)]
)
def test_months_have_the_names_that_offices_give_them(word, month):
    assert in_figures(f"1 {word} 2026 13.17") == f"1/{month}/2026 13.17"


@pytest.mark.parametrize("typed", ["30 Hari 2026", "besok", "31/02/2026", "11/30/2026", "31 Februari 2026"])
def test_what_is_no_date_is_refused_with_an_example(typed):
    with translation.override("id"), pytest.raises(ValidationError, match="Tulis tanggal seperti 30/11/2026"):
        forms.DateField().clean(typed)
