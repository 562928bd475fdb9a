"""One tag, however it is spelt: case, spaces, hyphens and Unicode form tell no two tags apart."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Value
from django.db.models.functions import Replace
from django.utils.text import slugify
from taggit.managers import _TaggableManager

from text.cleaning import clean

BARE = Replace(Replace("slug", Value("-"), Value("")), Value("_"), Value(""))
"""A tag's slug without what its spellings differ by; of a later spelling it ends in a number."""


def key(name: str) -> str:
    """What all spellings of a tag have in common; "" for a name without a letter or digit."""
    return slugify(clean(name), allow_unicode=True).replace("-", "").replace("_", "")


def spellings(tag: Any) -> list[Any]:
    """The tag and all others that are spelt so: what somebody signed keeps the spelling it had."""
    model, same = type(tag), key(tag.name)
    alike = model.objects.annotate(bare=BARE).filter(bare__startswith=same) if same else ()
    return [tag, *(one for one in alike if one.pk != tag.pk and key(one.name) == same)]


def as_known(model: Any, names: Iterable[Any]) -> list[Any]:
    """The tags, each once, a new spelling replaced by the name a tag has already (one query if any is a name)."""
    tags = [" ".join(clean(tag).split()) if isinstance(tag, str) else tag for tag in names]
    wanted = {key(tag) for tag in tags if isinstance(tag, str)} - {""}
    known: dict[str, str] = {}
    if wanted:
        rows = model.objects.annotate(bare=BARE).filter(bare__in=wanted).order_by("-pk")
        known = {bare: name for bare, name in rows.values_list("bare", "name") if key(name) == bare}
    once: dict[Any, Any] = {}
    for tag in tags:
        same = key(tag) if isinstance(tag, str) else ""
        if isinstance(tag, str) and not same:  # signs only: no address could lead to it
            continue
        once.setdefault(same or tag, known.get(same, tag))
    return list(once.values())


def connect() -> None:
    """Have every set of tags spelt as known; once, when the apps are ready."""
    stock = _TaggableManager._to_tag_model_instances

    def instances(manager: Any, tags: Iterable[Any], *args: Any) -> Any:
        return stock(manager, as_known(manager.through.tag_model(), tags), *args)

    _TaggableManager._to_tag_model_instances = instances
