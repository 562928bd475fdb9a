"""Picture and document forms: what may be uploaded, and no swapping of a file in governed use."""

import logging
import os
import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from workflows import scanner, traces, uploads
from workflows.files import governed_use, remedy_for, shown_fields

security = logging.getLogger("security")

LONGEST_STEM = 12
"""Characters kept of a picture's own name: Wagtail cuts the names of renditions."""


class _Unswappable:
    cleaned_data: dict[str, Any]
    changed_data: list[str]
    instance: Any
    add_error: Any

    def clean(self) -> Any:
        cleaned = super().clean()  # type: ignore[misc]
        changed = [name for name in shown_fields(self.instance) if name in self.changed_data]
        if self.instance.pk and changed and (page := governed_use(self.instance)):
            for name in changed:
                self.add_error(
                    name, f"Berkas dipakai di «{page.title}» dan tidak dapat diganti di sini. {remedy_for(page)}"
                )
        return cleaned


class PictureField(WagtailImageField):
    """Looks at the content before Wagtail's own checks decode it."""

    def to_python(self, data: Any) -> Any:
        if data and _extension(data) in uploads.FORMATS:
            refuse_hostile(data)
        return super().to_python(data)


class GovernedImageForm(_Unswappable, BaseImageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (given := self.fields.get("file")) is not None:  # not where pictures just uploaded get their titles
            # Made for each form: the field's texts are translated, and its limits read, when it is made.
            self.fields["file"] = PictureField(label=given.label, required=given.required, widget=given.widget)

    def clean_file(self) -> Any:
        file = self.cleaned_data.get("file")
        if file and "file" in self.changed_data:
            file = _without_traces(file)
            # Renditions bear the name, and nobody is asked who he is for one: drafts' pictures must not be guessed.
            stem, _, extension = file.name.rpartition(".")
            file.name = f"{stem[:LONGEST_STEM]}-{secrets.token_hex(6)}.{extension}"
        return file


class GovernedDocumentForm(_Unswappable, BaseDocumentForm):
    def clean_file(self) -> Any:
        file = self.cleaned_data.get("file")
        if file and "file" in self.changed_data:
            refuse_hostile(file)
            file = _without_traces(file)
        return file


def _without_traces(file: Any) -> Any:
    """The upload without what it tells of people."""
    bare = traces.taken_out(file, _extension(file))
    return file if bare is None else UploadedFile(bare, file.name, file.content_type, size=bare.seek(0, os.SEEK_END))


def refuse_hostile(file: Any) -> None:
    """The gate of every upload. Raises ``ValidationError`` with fault and remedy, which the security log gets too."""
    extension = _extension(file)
    judge = uploads.picture_fault if extension in uploads.FORMATS else uploads.document_fault
    if fault := judge(file, extension) or scanner.fault(file):
        security.warning("upload refused", extra={"fault": fault})
        raise ValidationError(fault)


def _extension(file: Any) -> str:
    return str(file.name).rpartition(".")[2].lower()
