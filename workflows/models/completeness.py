"""What a text still lacks before it may go on its way. A draft may lack all of it: saving never asks."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from modelcluster.models import get_all_child_relations
from wagtail.fields import StreamField

from workflows.models.pages import GovernedPage
from workflows.models.signed import UNSIGNED_FIELDS

REQUIRED = {"required", "blank", "null"}


def gaps(page: GovernedPage) -> dict[str, str]:
    """Where the editor has it (``image_alt``, ``body.<block>.alt``) → a sentence that names field and remedy."""
    found = {name: f"{label} wajib diisi." for name, label in missing_parts(page).items()}
    for field in page._meta.get_fields():
        if isinstance(field, StreamField) and field.name not in found:
            found |= dict(_of_stream(field.name, getattr(page, field.name)))
    for relation in get_all_child_relations(page):
        if relation.related_name and not relation.related_name.startswith(("comments", "wagtail_admin")):
            found |= dict(_of_rows(page, relation))
    try:
        page.full_clean(exclude=UNSIGNED_FIELDS)
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            found.setdefault(name, " ".join(messages))
    return {**page.faults(), **found}


def _of_stream(name: str, stream: Any) -> Iterator[tuple[str, str]]:
    for number, part in enumerate(stream, start=1):
        try:
            part.block.clean(part.value)
        except ValidationError as error:
            for path, label, said in _leaves(error, part.block):
                place = ".".join(filter(None, (name, part.id, *path)))
                yield place, f"Bagian {number} ({part.block.label}): {_sentence(label, said)}"


def _leaves(error: ValidationError, block: Any, path: tuple[str, ...] = (), label: str = "") -> Iterator[Any]:
    """The faults within a block: where, what that is called, and the fault itself."""
    inner = getattr(error, "block_errors", None)
    if not inner:
        said = getattr(error, "non_block_errors", None)
        yield path, label or block.label, said.as_data()[0] if said else error
        return
    for name, fault in inner.items() if isinstance(inner, dict) else enumerate(inner):
        if fault is None:
            continue
        children = getattr(block, "child_blocks", None)
        if children is not None and name in children:
            yield from _leaves(fault, children[name], (*path, str(name)), children[name].label)
        else:
            yield from _leaves(fault, block.child_block, path, block.child_block.label)


def _of_rows(page: GovernedPage, relation: Any) -> Iterator[tuple[str, str]]:
    for number, row in enumerate(getattr(page, relation.related_name).all(), start=1):
        try:
            row.full_clean(exclude=[relation.field.name])
        except ValidationError as error:
            for name, faults in error.error_dict.items():
                label = row._meta.verbose_name if name == NON_FIELD_ERRORS else row._meta.get_field(name).verbose_name
                said = _sentence(str(label).capitalize(), faults[0])
                yield (
                    f"{relation.related_name}.{number - 1}.{name}",
                    f"{str(row._meta.verbose_name).capitalize()} {number}: {said}",
                )


def _sentence(label: str, fault: ValidationError) -> str:
    if fault.code in REQUIRED:
        return f"{label} wajib diisi."
    return f"{label}: {' '.join(fault.messages)}"


def missing_parts(page: GovernedPage) -> dict[str, str]:
    """Required fields a draft may lack but a finished text may not: field name → label."""
    missing = {}
    for field in page._meta.get_fields():
        if not getattr(field, "editable", False) or not hasattr(field, "blank") or field.blank:
            continue
        if field.name in UNSIGNED_FIELDS or field.primary_key or field.auto_created:
            continue
        value = getattr(page, field.name, None)
        if value is None or value == "" or (hasattr(value, "stream_block") and not len(value)):
            missing[field.name] = str(field.verbose_name).capitalize()
    return missing
