"""A day of a form: the browser's own field, and what people write."""

from typing import Any

from django import forms


class DayField(forms.DateField):
    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(
            label=label,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            input_formats=["%Y-%m-%d", "%d/%m/%Y"],
            error_messages={"required": f"Isi {label.lower()}.", "invalid": "Tanggal tidak terbaca."},
            **kwargs,
        )
