"""Which pictures and documents the newest draft of a governed page names: Wagtail's own index reads live rows only."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.models import Page, ReferenceIndex


class DraftFile(models.Model):
    """A file that the newest draft of a page names, so that whether one may change is asked of an index."""

    wagtail_reference_index_ignore = True

    page = models.ForeignKey(Page, models.CASCADE, related_name="+")
    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+", db_index=False)
    object_id = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content_type", "object_id", "page"], name="one_row_per_file")]

    @classmethod
    def note(cls, draft: Any, file_models: tuple[type[models.Model], ...]) -> None:
        """Keep what the newest draft of a page names; a query where nothing changed."""
        kinds = {ContentType.objects.get_for_model(model).pk for model in file_models}
        found = ReferenceIndex._extract_references_from_object(draft)
        named = {(kind, int(pk)) for kind, pk, *_ in found if kind in kinds}
        kept = cls.objects.filter(page_id=draft.pk)
        known = {(row.content_type_id, row.object_id): row.pk for row in kept}
        if gone := [pk for key, pk in known.items() if key not in named]:
            kept.filter(pk__in=gone).delete()
        new = [cls(page_id=draft.pk, content_type_id=kind, object_id=pk) for kind, pk in named - known.keys()]
        cls._default_manager.bulk_create(new, ignore_conflicts=True)

    @classmethod
    def pages_naming(cls, item: Any) -> models.QuerySet["DraftFile", int]:
        """The numbers of the pages whose newest draft names a picture or document."""
        kind = ReferenceIndex._get_base_content_type(item)
        return cls.objects.filter(content_type=kind, object_id=item.pk).values_list("page_id", flat=True)
