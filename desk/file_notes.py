"""What whoever signs a text should know of its files: what nobody sees on the page, and what will not be seen."""

from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.formats import date_format
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from files.findings import is_cleanable, sentences
from files.models import PictureFault
from files.reports import reports_of
from offices import office_time
from workflows.actions.authors import changes_under, supplied_to
from workflows.models import DraftFile, SopRun


@dataclass(frozen=True)
class FileNote:
    """One file of a text: its title, a sentence about it, and where something can be done ("": nowhere)."""

    title: str
    text: str
    address: str = ""
    remedy: str = ""


def notes_on(page: Any) -> list[FileNote]:
    """What to know of the pictures and documents that the newest draft of a page names."""
    named: dict[int, list[int]] = {}
    rows = DraftFile.objects.filter(page_id=page.pk, in_newest=True)
    for kind, pk in rows.values_list("content_type_id", "object_id"):
        named.setdefault(kind, []).append(pk)
    pictures = named.get(_kind(get_image_model()), [])
    documents = _document_notes(named.get(_kind(get_document_model()), []))
    return [*_picture_notes(pictures), *documents, *_change_notes(page)]


def _change_notes(page: Any) -> list[FileNote]:
    """Who uploaded or changed a file under the text: its author too, whom no other line of the history names."""
    uploaded = [
        FileNote(file.title, f"berkas ini diunggah oleh {file.uploaded_by_user}; ia ikut menulis naskah ini.")
        for file in supplied_to(page, SopRun.objects.open().filter(page_id=page.pk).first())
        if file.uploaded_by_user_id != page.owner_id
    ]
    return uploaded + [
        FileNote(
            change.data["file"],
            f"berkas ini diubah ({', '.join(change.data['fields'])}) oleh {change.user} pada "
            f"{date_format(office_time.local(change.timestamp), 'j F Y H.i')}; ia ikut menulis naskah ini.",
        )
        for change in changes_under(page)
    ]


@dataclass(frozen=True)
class TextFile:
    """A document of a draft, to be opened by whoever reads the text."""

    title: str
    about: str
    """Kind and size: "PDF, 1,2 MB"."""
    address: str


def documents_of(page: Any) -> list[TextFile]:
    """The documents that the newest draft of a page names, by title."""
    model = get_document_model()
    named = DraftFile.objects.filter(page_id=page.pk, content_type_id=_kind(model), in_newest=True)
    found = model.objects.filter(pk__in=list(named.values_list("object_id", flat=True))).order_by("title", "pk")
    return [TextFile(one.title, _about(one), one.url) for one in found]


def _about(document: Any) -> str:
    size = document.get_file_size()
    return ", ".join(filter(None, (document.file_extension.upper(), filesizeformat(size) if size else "")))


def _kind(model: Any) -> int:
    return ContentType.objects.get_for_model(model).pk


def _picture_notes(pks: list[int]) -> list[FileNote]:
    failing = PictureFault.objects.filter(pk__in=pks).select_related("image") if pks else []
    return [
        FileNote(
            one.image.title,
            "gambar ini gagal disiapkan untuk situs; bila ditayangkan sekarang, halaman tampil tanpa gambar itu.",
            reverse("wagtailimages:edit", args=[one.pk]),
            "Unggah ulang gambarnya",
        )
        for one in failing
    ]


def _document_notes(pks: list[int]) -> list[FileNote]:
    documents = list(get_document_model().objects.filter(pk__in=pks)) if pks else []
    found = reports_of(documents)
    notes = []
    for one in documents:
        told = found.get(one.pk, {})
        cleanable = is_cleanable(told, one.file_extension.lower())
        address, remedy = (clean_address(one), "Buat salinan bersih") if cleanable else ("", "")
        notes += [FileNote(one.title, said, address, remedy) for said in sentences(told)[:1]]
        notes += [FileNote(one.title, said) for said in sentences(told)[1:]]
    return notes


def clean_address(document: Any) -> str:
    """Where a copy without what readers don't see is made."""
    return reverse("sop:clean_copy", args=[document.pk])
