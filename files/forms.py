"""The gate of every upload: what a form does with a file before anything else sees it."""

import logging
import os
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from wagtail.images.fields import WagtailImageField

from files import content_checks, findings, metadata, pictures, texts, virus_scan

security = logging.getLogger("security")


class PictureField(WagtailImageField):
    """Takes a picture as the site shows it; Wagtail's own checks see only that one."""

    def to_python(self, data: Any) -> Any:
        return super().to_python(taken_picture(data) if data else data)


def taken_picture(upload: Any) -> UploadedFile:
    """An uploaded picture made fit to be shown, under the extension of what it is.

    ``notes_of`` it are for its uploader. Raises ``ValidationError``.
    """
    _name_anew(upload)
    most = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
    if upload.size > most:
        _refuse(too_large(most))
    try:
        picture = pictures.taken(upload, extension_of(upload))
    except pictures.Refused as refusal:
        _refuse(str(refusal))
    _refuse_infected(upload)
    stem = upload.name.rpartition(".")[0] or upload.name
    name = f"{stem}.{picture.extension}"
    if picture.file is None:
        upload.name, taken = name, upload
    else:
        taken = _anew(picture.file, name)
    taken.notes = picture.notes
    return taken


def too_large(most: int) -> str:
    """Of a picture of more than ``most`` bytes; said before it is sent where the page can tell."""
    return f"Berkas ini terlalu besar; gambar paling besar {filesizeformat(most)}. Perkecil dulu, lalu unggah lagi."


def notes_of(file: Any) -> tuple[str, ...]:
    """What whoever uploaded it should know: how it differs from what they sent."""
    return getattr(file, "notes", ())


def refuse_hostile(file: Any) -> None:
    """The gate of documents. Raises ``ValidationError`` with fault and remedy, which the security log gets too."""
    if fault := content_checks.document_fault(file, extension_of(file)):
        _refuse(fault)
    _refuse_infected(file)


def taken_upload(upload: Any) -> UploadedFile:
    """A picture or a document, by its extension. Raises ``ValidationError``."""
    _name_anew(upload)
    is_picture = extension_of(upload) in settings.WAGTAILIMAGES_EXTENSIONS
    return taken_picture(upload) if is_picture else taken_document(upload)


def taken_document(upload: Any) -> UploadedFile:
    """An uploaded document as it is kept: without its writers' names, a text in UTF-8.

    ``notes_of`` it are for its uploader. Raises ``ValidationError``.
    """
    _name_anew(upload)
    refuse_hostile(upload)
    extension = extension_of(upload)
    notes: list[str] = []
    taken = without_traces(upload)
    if extension in ("csv", "txt"):
        content = upload.read()
        upload.seek(0)
        notes += texts.notes(content)
        if (anew := texts.as_utf8(content, extension)) is not None:
            taken = _anew(BytesIO(anew), upload.name)
    taken.notes = (*notes, *findings.sentences(findings.found_in(taken, extension)))
    return taken


def _name_anew(upload: Any) -> None:
    """Without the blanks and dots that end a name unseen; a file named by its extension alone gets a name."""
    name = str(upload.name).rstrip(". \t\u00a0")
    upload.name = f"berkas{name}" if name.rfind(".") == 0 else name or "berkas"


def _refuse_infected(file: Any) -> None:
    if fault := virus_scan.fault(file):
        _refuse(fault)


def _refuse(fault: str) -> None:
    security.warning("upload refused", extra={"fault": fault})
    raise ValidationError(fault)


def without_traces(file: Any) -> Any:
    """The upload without what it tells of people."""
    bare = metadata.taken_out(file, extension_of(file))
    return file if bare is None else _anew(bare, file.name)


def _anew(content: Any, name: str) -> UploadedFile:
    size = content.seek(0, os.SEEK_END)
    content.seek(0)
    return UploadedFile(content, name, size=size)


def extension_of(file: Any) -> str:
    return str(file.name).rpartition(".")[2].lower() if "." in str(file.name) else ""
