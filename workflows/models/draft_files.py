"""Which pictures and documents the drafts of a governed page name: Wagtail's own index reads live rows only."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.models import Page, Revision

from engine import wagtail_internals


class DraftFile(models.Model):
    """A file that a draft of a page names, so that whether one may change or go is asked of an index."""

    wagtail_reference_index_ignore = True

    page = models.ForeignKey(Page, models.CASCADE, related_name="+")
    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+", db_index=False)
    object_id = models.PositiveBigIntegerField()
    in_newest = models.BooleanField(default=True, db_default=True)
    """Whether the newest draft names it; else an earlier one did, which may be kept or not."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content_type", "object_id", "page"], name="one_row_per_file")]

    @classmethod
    def note(cls, draft: Any, file_models: tuple[type[models.Model], ...]) -> None:
        """Keep what the newest draft of a page names; a query where nothing changed."""
        kinds = {ContentType.objects.get_for_model(model).pk for model in file_models}
        found = wagtail_internals.references_of(draft)
        named = {(kind, int(pk)) for kind, pk, *_ in found if kind in kinds}
        known = {(row.content_type_id, row.object_id): row for row in cls.objects.filter(page_id=draft.pk)}
        for key, row in known.items():
            if row.in_newest is not (key in named):
                cls.objects.filter(pk=row.pk).update(in_newest=key in named)
        new = [cls(page_id=draft.pk, content_type_id=kind, object_id=pk) for kind, pk in named - known.keys()]
        cls._default_manager.bulk_create(new, ignore_conflicts=True)

    @classmethod
    def naming(cls, item: Any) -> models.QuerySet["DraftFile"]:
        """The rows that name a picture or document."""
        return cls.objects.filter(content_type=wagtail_internals.base_content_type(item), object_id=item.pk)

    @classmethod
    def pages_naming(cls, item: Any) -> models.QuerySet["DraftFile", int]:
        """The numbers of the pages whose newest draft names a picture or document."""
        return cls.naming(item).filter(in_newest=True).values_list("page_id", flat=True)

    def is_kept(self) -> bool:
        """Whether any draft of the page that is still there names the file."""
        if self.in_newest:
            return True
        key = (self.content_type_id, str(self.object_id))
        revisions = Revision.page_revisions.filter(object_id=str(self.page_id)).order_by("-pk")
        return any(
            key in {found[:2] for found in wagtail_internals.references_of(revision.as_object())}
            for revision in revisions.iterator(chunk_size=20)
        )
