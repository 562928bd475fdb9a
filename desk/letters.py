"""The scanned letter of a form: which files it takes, and who gets it back."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import FileResponse

from files.content_checks import EMPTY
from files.forms import taken_upload

LARGEST = 5 * 1024 * 1024
"""Bytes; a scanned letter of a few pages has under 1 MB."""
KINDS = (".pdf", ".jpg", ".jpeg", ".png")


class LetterField(forms.FileField):
    """PDF, JPG or PNG, checked as every upload is. Raises ``ValidationError``."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "PDF, JPG, atau PNG paling besar 5 MB. Tidak dapat dibuka publik.")
        messages = {"required": f"Pilih {label.lower()}.", "empty": EMPTY}
        super().__init__(label=label, error_messages=messages, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if not file:
            return None
        if file.size > LARGEST:
            raise ValidationError(f"{self.label} lebih dari 5 MB. Perkecil atau pindai ulang.")
        if not file.name.lower().endswith(KINDS):
            raise ValidationError(f"{self.label} bukan PDF, JPG, atau PNG. Simpan ulang sebagai salah satunya.")
        return taken_upload(file)


def handed_out(document: Any) -> FileResponse:
    """The letter as a file to save; its reader has been found entitled."""
    return FileResponse(document.file.open("rb"), as_attachment=True, filename=document.filename)
