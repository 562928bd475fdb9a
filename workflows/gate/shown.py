"""What the public gets of a page beside its text: files to the byte, its place, moments and readers."""

import hashlib
from collections.abc import Iterator
from datetime import UTC
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import FileField
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from engine import wagtail_internals

MOMENTS = ("first_published_at", "last_published_at", "expire_at")


def public_facts(page: Page) -> dict[str, Any]:
    """Where a page stands, since when and until when, and for whom; as plain values."""
    parent = page.get_parent()
    moments = {name: getattr(page, name) for name in MOMENTS}
    return {
        "parent": parent.pk,
        "restrictions": sorted(page.get_view_restrictions().values_list("pk", flat=True)),
        **{name: moment and moment.astimezone(UTC).isoformat() for name, moment in moments.items()},
    }


def files_of(page: Page) -> list[Any]:
    """The pictures and documents a page or draft refers to, each once, in a steady order."""
    found: dict[str, Any] = {}
    for kind, pk, *_ in wagtail_internals.references_of(page):
        model: Any = ContentType.objects.get_for_id(kind).model_class()
        if issubclass(model, AbstractImage | AbstractDocument) and (item := model.objects.filter(pk=pk).first()):
            found[f"{model._meta.model_name}:{pk}"] = item
    return [found[name] for name in sorted(found)]


def fingerprints(page: Page) -> dict[str, str]:
    """SHA-256 over title and bytes of each file a page shows, by kind and number; "" for bytes that are gone."""
    return {f"{item._meta.model_name}:{item.pk}": _fingerprint(item) for item in files_of(page)}


def _fingerprint(item: Any) -> str:
    found = hashlib.sha256(f"{item.title}\0".encode())
    try:
        with item.file.storage.open(item.file.name) as file:
            for chunk in file.chunks():
                found.update(chunk)
    except OSError:
        return ""
    return found.hexdigest()


def swapped(page: Page) -> list[str]:
    """Names of what was drawn from a page's files (sizes, first pages) and no longer holds what was drawn."""
    return [name for item in files_of(page) for name, storage in _drawn(item) if not _is_as_drawn(storage, name)]


def _drawn(item: Any) -> Iterator[tuple[str, Any]]:
    for relation in item._meta.related_objects:
        model = relation.related_model
        for field in model._meta.concrete_fields:
            if isinstance(field, FileField):
                for row in model._default_manager.filter(**{relation.field.name: item.pk}):
                    yield getattr(row, field.name).name, field.storage


def _is_as_drawn(storage: Any, name: str) -> bool:
    try:
        return storage.is_as_named(name)
    except OSError:
        return True  # gone is not swapped: the worker draws it anew
