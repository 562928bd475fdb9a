"""A picture or document that a governed page shows is part of what was approved: neither it nor its title changes."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.models import Page, ReferenceIndex, Revision

from workflows.forbidden import Forbidden
from workflows.models import DraftFile, GovernedPage, SopRun
from workflows.models.pages import OfficePage

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


def note_draft_files(sender: type, instance: Revision, created: bool = False, **kwargs: Any) -> None:
    """A draft of a governed page was saved, or autosaved in its place: keep which files it names."""
    model = instance.content_type.model_class()
    if model is not None and issubclass(model, GovernedPage) and (created or instance.is_latest_revision()):
        DraftFile.note(instance.as_object(), (get_image_model(), get_document_model()))


def guard_file(sender: type, instance: Any, update_fields: Any = None, **kwargs: Any) -> None:
    """Raises ``Forbidden`` when what the public sees of a picture or document in governed use is changed."""
    names = [name for name in shown_fields(instance) if update_fields is None or name in update_fields]
    if not names or not instance.pk:
        return
    stored = type(instance)._default_manager.filter(pk=instance.pk).values(*names).first()
    if stored and any(stored[name] != _value(instance, name) for name in names) and (page := governed_use(instance)):
        raise Forbidden(f"Berkas dipakai di «{page.title}». {remedy_for(page)}")


def _value(item: Any, name: str) -> Any:
    return item.file.name if name == "file" else getattr(item, name)


def guard_file_delete(sender: type, instance: Any, **kwargs: Any) -> None:
    """Raises ``Forbidden`` when a picture or document in governed use is deleted."""
    if isinstance(instance, AbstractImage | AbstractDocument) and (page := governed_use(instance)):
        raise Forbidden(f"Berkas dipakai di «{page.title}» dan tidak dapat dihapus.")
