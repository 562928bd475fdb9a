"""Picture and document forms: what may be uploaded, and no swapping of a file in governed use."""

import secrets
from typing import Any

from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from desk.known_files import StoredOnce
from files.content_checks import EMPTY
from files.forms import PictureField, taken_document
from workflows.gate.approved_files import governed_use, remedy_for, shown_fields

LONGEST_STEM = 12
"""Characters kept of a picture's own name: Wagtail cuts the names of renditions."""


class _Unswappable:
    cleaned_data: dict[str, Any]
    changed_data: list[str]
    instance: Any
    add_error: Any
    errors: Any

    def clean(self) -> Any:
        cleaned = super().clean()  # type: ignore[misc]
        changed = [name for name in (*shown_fields(self.instance), "collection") if name in self.changed_data]
        if self.instance.pk and changed and (page := governed_use(self.instance)):
            for name in changed:
                self.errors.pop(name, None)  # no other file would be taken either
                self.add_error(
                    name if name in self.fields else None,  # type: ignore[attr-defined]
                    f"Berkas dipakai di «{page.title}» dan tidak dapat diganti di sini. {remedy_for(page)}",
                )
        return cleaned


class GovernedImageForm(StoredOnce, _Unswappable, BaseImageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (given := self.fields.get("file")) is not None:  # not where pictures just uploaded get their titles
            # Made for each form: the field's texts are translated, and its limits read, when it is made.
            self.fields["file"] = PictureField(label=given.label, required=given.required, widget=given.widget)

    def clean_file(self) -> Any:
        file = self.cleaned_data.get("file")
        if file and "file" in self.changed_data:
            # Renditions bear the name, and nobody is asked who they are for one: drafts' pictures must not be guessed.
            stem, _, extension = file.name.rpartition(".")
            file.name = f"{stem[:LONGEST_STEM]}-{secrets.token_hex(6)}.{extension}"
            self.refuse_known(file)
        return file


class GovernedDocumentForm(StoredOnce, _Unswappable, BaseDocumentForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (given := self.fields.get("file")) is not None:
            given.error_messages["empty"] = EMPTY

    def clean_file(self) -> Any:
        file = self.cleaned_data.get("file")
        if file and "file" in self.changed_data:
            file = taken_document(file)
            self.refuse_known(file)
        return file

    def _update_errors(self, errors: Any) -> None:
        """Without the model's word on the extension of a file that was refused: it finds none, and says so."""
        if "file" in self.errors:
            errors.error_dict.pop("file", None)
        super()._update_errors(errors)  # type: ignore[misc]
