"""Cleaning what was stored before texts were cleaned at the door; what somebody signed stays to the letter.

- Left alone: the ledger and its copies, SOP texts, whatever a page that is live or has ever been in a run holds,
  pictures and files that any page names, tags and divisions in use. An old control character in one of them is
  encoded by each outlet, and goes when the text is next changed through its SOP.
- Cleaned: everything else, drafts that no run has seen with their latest revisions included.
"""

import json
from typing import Any

from django.db import IntegrityError, models, transaction
from wagtail.fields import StreamField

from text.cleaning import clean, clean_all

RECORDS = {"sopevent", "contentcopy", "signature", "sopversion", "sop", "revision", "pagelogentry", "modellogentry"}
"""Models whose rows say what was; the history of a page tells what it was called."""


def clean_stored(apps: Any, labels: list[str]) -> int:
    """Clean every row of these apps that may change; returns how many did. ``apps`` as a migration has them."""
    kept = _Signed(apps)
    changed = 0
    for model in apps.get_models():
        if model._meta.app_label in labels and model._meta.model_name not in RECORDS:
            changed += _clean_rows(model, kept.of(model))
    return changed + _clean_drafts(apps, kept.pages)


class _Signed:
    """Primary keys of what must stay, by kind."""

    def __init__(self, apps: Any) -> None:
        run, types = apps.get_model("workflows", "SopRun"), apps.get_model("contenttypes", "ContentType").objects
        self.pages = signed_pages(apps)
        named = apps.get_model("wagtailcore", "ReferenceIndex").objects
        self.named: dict[str, set[Any]] = {name: set() for name in ("image", "document", "division", "tag")}
        for kind in types.filter(model__in=self.named):
            keys = named.filter(to_content_type=kind.pk).values_list("to_object_id", flat=True)
            self.named[kind.model] |= set(keys.distinct())
        self.named["division"] |= {str(pk) for pk in run.objects.values_list("division_id", flat=True)}
        self.named["tag"] |= {str(pk) for pk in apps.get_model("news", "NewsTag").objects.values_list("tag", flat=True)}

    def of(self, model: Any) -> models.Q:
        """The rows of a model that stay as they are."""
        name = model._meta.model_name
        if name in self.named:
            return models.Q(pk__in=[int(pk) for pk in self.named[name] if pk.isdecimal()])
        pages = [field.name for field in model._meta.fields if _points_at_page(field)]
        stays = models.Q(pk__in=[])
        for place in ["pk"] if name == "page" else pages:
            stays |= models.Q(**{f"{place}__in": self.pages})
        return stays


def signed_pages(apps: Any) -> set[int]:
    """Pages whose text somebody signed: those that are live or were ever in a run."""
    page, run = apps.get_model("wagtailcore", "Page"), apps.get_model("workflows", "SopRun")
    types = apps.get_model("contenttypes", "ContentType").objects
    # Every governed page names its home page.
    governed = [kind.pk for kind in types.all() if _has_field(apps, kind.app_label, kind.model, "home")]
    live = page.objects.filter(content_type__in=governed, live=True).values_list("pk", flat=True)
    return {*live, *run.objects.values_list("page_id", flat=True)}


def _points_at_page(field: Any) -> bool:
    """Whether a row belongs to a page: as a part of it, or as what its type adds."""
    named = field.name in ("page", "page_ptr", "content_object")
    return named and bool(field.related_model) and field.related_model._meta.model_name.endswith("page")


def _has_field(apps: Any, app: str, model: str, field: str) -> bool:
    try:
        return any(each.name == field for each in apps.get_model(app, model)._meta.get_fields())
    except LookupError:
        return False


def _clean_rows(model: Any, stays: models.Q) -> int:
    kinds = models.CharField | models.TextField | StreamField
    own = [field for field in model._meta.local_concrete_fields if isinstance(field, kinds)]
    fields = [field for field in own if not field.choices and not field.primary_key]
    if not fields:
        return 0
    changed = 0
    for row in model._base_manager.exclude(stays).only(*(field.name for field in fields)).iterator():
        if cleaned := {field.attname: text for field in fields if (text := _cleaned(field, row)) is not None}:
            changed += _stored(model, row.pk, cleaned)
    return changed


def _cleaned(field: Any, row: Any) -> Any:
    """The clean value; None where it is clean already."""
    value = getattr(row, field.attname)
    if isinstance(field, StreamField):
        blocks = list(value.raw_data) if value else []
        cleaned = clean_all(blocks)
        return field.to_python(json.dumps(cleaned)) if cleaned != blocks else None
    if not isinstance(value, str):
        return None
    cleaned = clean(value, lines=isinstance(field, models.TextField))
    return cleaned if cleaned != value else None


def _stored(model: Any, pk: Any, cleaned: dict[str, Any]) -> int:
    try:
        with transaction.atomic():
            return model._base_manager.filter(pk=pk).update(**cleaned)
    except IntegrityError:  # clean, it would be another's unique name
        return 0


def _clean_drafts(apps: Any, signed: set[int]) -> int:
    """The latest revisions of pages that no run has seen."""
    page, revision = apps.get_model("wagtailcore", "Page"), apps.get_model("wagtailcore", "Revision")
    latest = page.objects.exclude(pk__in=signed).exclude(latest_revision=None).values("latest_revision")
    changed = 0
    for row in revision.objects.filter(pk__in=latest).iterator():
        content = {name: _part(value) for name, value in row.content.items()}
        if content != row.content:
            changed += revision.objects.filter(pk=row.pk).update(content=content)
    return changed


def _part(value: Any) -> Any:
    """A field of a revision; the blocks of a body are JSON within it, whose escapes must be read first."""
    if isinstance(value, str) and value.startswith('[{"'):
        try:
            return json.dumps(clean_all(json.loads(value)))
        except ValueError:
            pass
    return clean_all(value)
