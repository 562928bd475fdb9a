"""A picture or document that a governed page shows is part of what was approved: neither it nor its title changes.

While drafts only name it, it may change; whoever changes it then is an author of those drafts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Min, Q
from django_tasks import task
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.log_actions import get_active_log_context, log
from wagtail.models import ModelLogEntry, Page, PageLogEntry, ReferenceIndex, Revision

from accounts.forbidden import Forbidden
from workflows.models import DraftFile, GovernedPage, SopRun
from workflows.models.choosing import offices_using
from workflows.models.pages import OfficePage

LOGGED_AS = "workflows.file.change"
"""A changed file, in its own log and in that of each page whose draft names it."""
AT_ONCE = 100
"""Drafts that are opened in one go."""
REMEDY = "Unggah sebagai berkas baru, ganti di konsep halamannya, lalu ajukan melalui SOP."
REMEDY_FOR_STRUCTURE = "Unggah sebagai berkas baru, lalu ganti di halaman itu."
SHOWN = {
    AbstractImage: (
        *("file", "title", "description"),
        *("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"),
    ),
    AbstractDocument: ("file", "title"),
}
"""What the public sees of each."""


def shown_fields(item: Any) -> tuple[str, ...]:
    """The fields of a picture or document that the public sees; none of anything else."""
    return next((fields for model, fields in SHOWN.items() if isinstance(item, model)), ())


def governed_use(item: Any) -> Page | None:
    """A page that is live or on its way and shows this picture or document, if there is one."""
    pages_type = ContentType.objects.get_for_model(Page)
    used_by = ReferenceIndex.get_references_to(item).filter(base_content_type=pages_type)
    pages = Page.objects.filter(pk__in=[int(pk) for pk in used_by.values_list("object_id", flat=True)])
    pages = pages.type(OfficePage)
    open_ids = SopRun.objects.open().values_list("page_id", flat=True)
    shown = pages.filter(Q(live=True) | Q(pk__in=open_ids)).first()
    return shown or Page.objects.filter(pk__in=open_ids.filter(page_id__in=DraftFile.pages_naming(item))).first()


def remedy_for(page: Page) -> str:
    """What to do instead of changing a file that a page shows."""
    return REMEDY if issubclass(page.specific_class or Page, GovernedPage) else REMEDY_FOR_STRUCTURE


def note_draft_files(sender: type, instance: Revision, *, created: bool = False, **kwargs: Any) -> None:
    """A draft of a governed page was saved, or autosaved in its place: keep which files it names."""
    model = instance.content_type.model_class()
    if model is not None and issubclass(model, GovernedPage) and (created or instance.is_latest_revision()):
        DraftFile.note(instance.as_object(), (get_image_model(), get_document_model()))


@task(backend="outbox", queue_name="outbox")
def note_old_drafts(after: int = 0) -> None:
    """Keep which files the newest drafts name that were saved before that was noted; some at a time."""
    drafts = Page.objects.type(GovernedPage).filter(pk__gt=after, latest_revision__isnull=False)
    pages = list(drafts.order_by("pk").select_related("latest_revision")[:AT_ONCE])
    for page in pages:
        DraftFile.note(page.latest_revision.as_object(), (get_image_model(), get_document_model()))
    if pages:
        note_old_drafts.enqueue(pages[-1].pk)


def guard_file(sender: type, instance: Any, update_fields: Any = None, **kwargs: Any) -> None:
    """Raises ``Forbidden`` when what the public sees of a picture or document in governed use is changed, or hidden."""
    _guard_collection(instance, update_fields)
    names = [name for name in shown_fields(instance) if update_fields is None or name in update_fields]
    if not names or not instance.pk:
        return
    stored = type(instance)._default_manager.filter(pk=instance.pk).values(*names).first()
    changed = [name for name in names if stored and stored[name] != _value(instance, name)]
    if changed and (page := governed_use(instance)):
        raise Forbidden(f"Berkas dipakai di «{page.title}». {remedy_for(page)}")
    instance._changed_for_readers = changed


def note_change(sender: type, instance: Any, **kwargs: Any) -> None:
    """What readers will see of a file was changed: keep who did it, for whom its drafts may be checked by.

    An item of such a draft that was started meanwhile learns of it here: whoever starts one holds the page.
    """
    changed = instance.__dict__.pop("_changed_for_readers", ())
    user = get_active_log_context().user
    if not changed or user is None:
        return
    facts = {"file": instance.title, "fields": [str(instance._meta.get_field(name).verbose_name) for name in changed]}
    with transaction.atomic():
        # A number each: of one request's entries with one number, Wagtail's histories show but one row's.
        log(instance, LOGGED_AS, uuid=uuid4(), data=facts)
        pages = Page.objects.filter(pk__in=DraftFile.pages_naming(instance)).order_by("pk")
        for page in pages.select_for_update(of=("self",)):
            log(page, LOGGED_AS, uuid=uuid4(), data=facts)
            for run in SopRun.objects.open().select_for_update().filter(page_id=page.pk):
                run.authors = sorted({*run.authors, user.pk})
                run.save(update_fields=["authors"])


def _named_by(page: Page) -> dict[int, list[int]]:
    """Keys of the files that the page's newest draft names, by content type."""
    named: dict[int, list[int]] = {}
    for kind, pk in DraftFile.objects.filter(page_id=page.pk, in_newest=True).values_list(
        "content_type_id", "object_id"
    ):
        named.setdefault(kind, []).append(pk)
    return named


def files_of_draft(page: Page) -> list[Any]:
    """The pictures and documents that the page's newest draft names."""
    models = {ContentType.objects.get_for_id(kind).model_class(): pks for kind, pks in _named_by(page).items()}
    return [file for model, pks in models.items() if model for file in model._default_manager.filter(pk__in=pks)]


def changes_of_files(page: Page) -> list[ModelLogEntry]:
    """Who changed a file that the page's newest draft names, and when, since the page was first saved."""
    named = _named_by(page)
    if not named:
        return []
    of_these = Q()
    for kind, pks in named.items():
        of_these |= Q(content_type_id=kind, object_id__in=[str(pk) for pk in pks])
    changes = ModelLogEntry.objects.filter(of_these, action=LOGGED_AS, user__isnull=False).select_related("user")
    found = list(changes.order_by("timestamp"))
    first = _first_saved(page) if found else None
    return [change for change in found if first is None or change.timestamp >= first]


def _first_saved(page: Page) -> datetime | None:
    """When the page was first saved; of a copy, when its original was, for the original's drafts came along."""
    kept = Revision.objects.for_instance(page).aggregate(at=Min("created_at"))["at"]
    logged = PageLogEntry.objects.filter(page_id=page.pk).aggregate(at=Min("timestamp"))["at"]
    return min(filter(None, (kept, logged)), default=None)


def _guard_collection(item: Any, update_fields: Any) -> None:
    """Raises ``Forbidden`` when a file in governed use moves to a collection that its page's office may not use."""
    if not item.pk or not shown_fields(item) or not (update_fields is None or "collection" in update_fields):
        return
    before = type(item)._default_manager.filter(pk=item.pk).values_list("collection_id", flat=True).first()
    if before in (None, item.collection_id) or (page := governed_use(item)) is None:
        return
    offices = offices_using(item.collection)
    if offices is not None and not any(
        root and page.path.startswith(root) for root in offices.values_list("root_page__path", flat=True)
    ):
        raise Forbidden(f"Berkas dipakai di «{page.title}», yang kantornya tidak memakai koleksi «{item.collection}».")


def _value(item: Any, name: str) -> Any:
    return item.file.name if name == "file" else getattr(item, name)


@dataclass(frozen=True)
class Use:
    """A page that names a picture or document: itself, in its newest draft, or in one that its history keeps."""

    page: Page
    where: Literal["page", "draft", "history"]


def uses_of(item: Any) -> Iterator[Use]:
    """The pages that name a picture or document, each once."""
    pages_type = ContentType.objects.get_for_model(Page)
    used_by = ReferenceIndex.get_references_to(item).filter(base_content_type=pages_type)
    drafts = list(DraftFile.naming(item).select_related("page").order_by("-in_newest", "pk"))
    in_newest = {row.page_id for row in drafts if row.in_newest}
    named = Page.objects.filter(pk__in={int(pk) for pk in used_by.values_list("object_id", flat=True)}).order_by("pk")
    said = set()
    for page in named:
        said.add(page.pk)
        yield Use(page, "page" if page.live else "draft" if page.pk in in_newest else "history")
    for row in drafts:
        if row.page_id not in said and row.is_kept():
            yield Use(row.page, "draft" if row.in_newest else "history")


def why_kept(item: Any) -> str:
    """Why a picture or document can't be deleted, in a sentence; "" where it can."""
    if page := governed_use(item):
        return f"Berkas dipakai di «{page.title}». Selama dipakai, berkas tidak dapat dihapus."
    for row in DraftFile.naming(item).select_related("page").order_by("-in_newest", "pk"):
        title = row.page.draft_title or row.page.title
        if row.in_newest:
            return f"Berkas dipakai di konsep «{title}». Lepaskan dari konsep itu, lalu hapus lagi."
        if row.is_kept():
            return f"Berkas termuat dalam riwayat «{title}», jadi tidak dapat dihapus selama riwayatnya disimpan."
    return ""


def guard_file_delete(sender: type, instance: Any, **kwargs: Any) -> None:
    """Raises ``Forbidden`` when a picture or document is deleted that a governed page or a kept draft of one names."""
    if sentence := why_kept(instance):
        raise Forbidden(sentence)
