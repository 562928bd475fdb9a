"""Picture and document forms that refuse to swap a file in governed use, beside the field."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from workflows.files import REMEDY, governed_use


class _Unswappable:
    cleaned_data: dict[str, Any]
    changed_data: list[str]
    instance: Any

    def clean_file(self) -> Any:
        file = self.cleaned_data.get("file")
        if self.instance.pk and "file" in self.changed_data and (page := governed_use(self.instance)):
            raise ValidationError(f"Berkas dipakai di «{page.title}» dan tidak dapat diganti di sini. {REMEDY}")
        return file


class GovernedImageForm(_Unswappable, BaseImageForm):
    pass


class GovernedDocumentForm(_Unswappable, BaseDocumentForm):
    pass
