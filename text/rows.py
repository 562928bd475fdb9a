"""Cleaning the rows of models: the texts of a row when it is made, and afterwards each text that changes.

A text that is stored already stays as it is until somebody changes it: it may be part of what was signed.
"""

import json
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.signals import pre_save
from modelcluster.models import get_all_child_relations
from wagtail.fields import StreamField

from text.cleaning import clean, clean_all


@cache
def text_fields(model: type[models.Model]) -> tuple[models.Field, ...]:
    """The fields of a model that hold words people wrote: not its choices, not JSON, not its ``signed_texts``."""
    kinds = (models.CharField, models.TextField, StreamField)
    signed = getattr(model, "signed_texts", ())
    fields = [field for field in model._meta.concrete_fields if isinstance(field, kinds) and not field.choices]
    return tuple(field for field in fields if field.name not in signed)


def clean_row(sender: Any, instance: Any, *, raw: bool = False, update_fields: Any = None, **kwargs: Any) -> None:
    """Receiver of ``pre_save``. A model that says ``cleans_its_drafts`` gets its later texts from a cleaned draft."""
    new = instance._state.adding
    if raw or (not new and getattr(sender, "cleans_its_drafts", False)):
        return
    fields = [field for field in text_fields(sender) if update_fields is None or field.name in update_fields]
    unclean = dict(_unclean(instance, fields))
    if unclean and not new:
        stored = sender._base_manager.filter(pk=instance.pk).values(*unclean).first() or {}
        unclean = {name: text for name, text in unclean.items() if stored.get(name) != getattr(instance, name)}
    _put(instance, unclean)
    if new:
        for child in _children(instance):
            clean_texts(child)


def clean_texts(instance: Any) -> None:
    """Clean every text of a row and of the rows that are kept with it, as before it becomes a draft."""
    model: type[models.Model] = type(instance)
    _put(instance, dict(_unclean(instance, text_fields(model))))
    for child in _children(instance):
        clean_texts(child)


def connect(models_of_ours: Iterable[type[models.Model]]) -> None:
    """Have the rows of these models cleaned; once, before any guard looks at what is saved."""
    for model in models_of_ours:
        if text_fields(model):
            pre_save.connect(clean_row, sender=model, dispatch_uid=f"clean-{model._meta.label}")


def _unclean(instance: Any, fields: Iterable[models.Field]) -> Iterator[tuple[str, Any]]:
    """Name and clean value of each text that isn't clean."""
    for field in fields:
        value = instance.__dict__.get(field.attname)  # not loaded, not changed
        if isinstance(field, StreamField):
            if value and (cleaned := _stream(field, value)):
                yield field.name, cleaned
        elif isinstance(value, str):
            cleaned = clean(value, lines=isinstance(field, models.TextField))
            if cleaned != value:
                yield field.name, cleaned


def _stream(field: StreamField, value: Any) -> str:
    """The blocks as clean JSON; "" where they are clean already."""
    blocks = field.get_prep_value(value)
    if isinstance(blocks, str):
        blocks = json.loads(blocks)
    cleaned = clean_all(blocks)
    return "" if cleaned == blocks else json.dumps(cleaned, cls=DjangoJSONEncoder)


def _put(instance: Any, texts: dict[str, Any]) -> None:
    for name, text in texts.items():
        setattr(instance, name, text)


def _children(instance: Any) -> Iterator[Any]:
    """The rows in memory that a cluster keeps with itself: attachments, pictures of a gallery, comments."""
    known = getattr(instance, "_cluster_related_objects", None) or {}
    names = {relation.get_accessor_name() for relation in get_all_child_relations(type(instance))} if known else ()
    return (child for name in names for child in known.get(name, ()))
