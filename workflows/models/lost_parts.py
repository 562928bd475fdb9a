"""A draft of which a part is gone: modelcluster opens none with a protected key that leads nowhere."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import models
from modelcluster.models import get_all_child_relations


def without_lost_parts(model: type[models.Model], data: Mapping[str, Any]) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """A page's serialised content without keys that lead nowhere, and what is missing ("Gambar utama", "Foto ke-2").

    A row below the page goes with the picture or document it is about.
    """
    holes: list[tuple[str, Any, str]] = [
        (field.name, None, str(field.verbose_name).capitalize()) for field in _lost(model, data)
    ]
    for relation in get_all_child_relations(model):
        name, rows = relation.get_accessor_name(), data.get(relation.get_accessor_name()) or []
        lost = [number for number, row in enumerate(rows) if any(_lost(relation.related_model, row))]
        if lost:
            label = str(relation.related_model._meta.verbose_name).capitalize()
            numbers = " dan ".join(str(number + 1) for number in lost)
            holes.append((name, [row for at, row in enumerate(rows) if at not in lost], f"{label} ke-{numbers}"))
    if not holes:
        return data, ()
    return {**data, **{name: left for name, left, _ in holes}}, tuple(said for *_, said in holes)


def _lost(model: type[models.Model], row: Mapping[str, Any]) -> Iterator[models.ForeignKey]:
    """The protected keys of a row whose target is gone."""
    for field in model._meta.concrete_fields:
        key = row.get(field.name)
        if isinstance(field, models.ForeignKey) and key and field.remote_field.on_delete is models.PROTECT:
            target = field.remote_field.model._default_manager.filter(pk=key)
            if not target.exists():
                yield field
