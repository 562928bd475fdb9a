"""A file that is in the library already is stored a second time only for who insists on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.documents.models import AbstractDocument
from wagtail.models import Collection
from wagtail.permissions import policy_registry
from wagtail.utils.file import hash_filelike

ANYWAY = "anyway"
"""The form's field with the digest of the file whose twin the person has seen: sent again, it is stored."""


class Known(ValidationError):
    """The file is there as ``twin``."""

    def __init__(self, twin: Any) -> None:
        what = "Berkas" if isinstance(twin, AbstractDocument) else "Gambar"
        super().__init__(
            f"{what} ini sudah ada di pustaka sebagai «{twin.title}» ({twin.collection.name}). "
            "Belum ada yang disimpan.",
            code="known",
        )
        self.twin = twin


class StoredOnce:
    """Mixed into the forms of pictures and documents that are new."""

    data: Any
    fields: dict[str, Any]
    instance: Any
    cleaned_data: dict[str, Any]
    collections: Any
    errors: Any
    known: Known | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.uploader = kwargs.get("user")
        super().__init__(*args, **kwargs)
        if "file" in self.fields and not self.instance.pk:
            self.fields[ANYWAY] = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def refuse_known(self, file: Any) -> None:
        """Raises ``Known`` where the person may choose a twin of ``file`` and does not insist on a second one."""
        if ANYWAY not in self.fields or self.uploader is None:
            return
        file.seek(0)
        digest = hash_filelike(file)
        file.seek(0)
        name = self.add_prefix(ANYWAY)  # type: ignore[attr-defined]
        if digest and self.data.get(name) != digest and (twin := self._twin(digest)):
            self.data = self.data.copy()
            self.data[name] = digest
            self.known = Known(twin)
            raise self.known

    def choice(self) -> Known | None:
        """The twin there is to choose, if any; from here on it is no fault of the form."""
        if self.known:
            self.errors.pop("file", None)
        return self.known

    def _twin(self, digest: str) -> Any:
        policy = policy_registry.get_by_type(type(self.instance))
        mine = policy.instances_user_has_permission_for(self.uploader, "choose").select_related("collection")
        return mine.filter(file_hash=digest).order_by("pk").first()


@contextmanager
def storing(form: StoredOnce) -> Iterator[None]:
    """Store what ``form`` holds in here: whoever sends the same file at the same time waits. Raises ``Known``."""
    with transaction.atomic():
        place = form.cleaned_data.get("collection") or form.collections[0]
        Collection.objects.select_for_update(no_key=True).get(pk=place.pk)
        form.refuse_known(form.cleaned_data["file"])
        yield
