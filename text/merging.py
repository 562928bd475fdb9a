"""Tags that were stored in several spellings become one; what somebody signed keeps its own to the letter."""

from collections import defaultdict
from typing import Any

from text.stored import signed_pages
from text.tags import key

THROUGH = (("news", "NewsTag", ("content_object_id",)), ("taggit", "TaggedItem", ("content_type_id", "object_id")))
"""Rows that give something a tag, and what says to what they give it."""


def merge_tags(apps: Any) -> int:
    """Put one tag in place of all its spellings; how many went. ``apps`` as a migration has them.

    The spelling that a text has which is live or was ever in a run stays; else the oldest.
    """
    spellings = defaultdict(list)
    for pk, name in apps.get_model("taggit", "Tag").objects.order_by("pk").values_list("pk", "name"):
        spellings[key(name)].append(pk)
    several = {same: pks for same, pks in spellings.items() if same and len(pks) > 1}
    signed = _signed_tags(apps) if several else set()
    new: dict[int, int] = {}
    for pks in several.values():
        kept = next((pk for pk in pks if pk in signed), pks[0])
        new |= {pk: kept for pk in pks if pk != kept and pk not in signed}
    if new:
        _put_in_place(apps, new)
    return len(new)


def _signed_tags(apps: Any) -> set[int]:
    pages = signed_pages(apps)
    rows = apps.get_model("news", "NewsTag").objects.filter(content_object_id__in=pages)
    found = set(rows.values_list("tag_id", flat=True))
    revisions = apps.get_model("wagtailcore", "Revision").objects.filter(object_id__in=[str(pk) for pk in pages])
    for content in revisions.values_list("content", flat=True).iterator(chunk_size=50):
        found |= {item["tag"] for item in content.get("tagged_items", ())}
    return found


def _put_in_place(apps: Any, new: dict[int, int]) -> None:
    for app, name, target in THROUGH:
        rows = apps.get_model(app, name).objects
        for row in rows.filter(tag_id__in=new):
            where = {field: getattr(row, field) for field in target}
            if rows.filter(tag_id=new[row.tag_id], **where).exists():
                row.delete()
            else:
                rows.filter(pk=row.pk).update(tag_id=new[row.tag_id])
    revisions = apps.get_model("wagtailcore", "Revision").objects
    for row in revisions.filter(content__has_key="tagged_items").iterator(chunk_size=50):
        items = row.content["tagged_items"]
        renamed = {(tag := new.get(item["tag"], item["tag"])): {**item, "tag": tag} for item in items}
        if [item["tag"] for item in items] != list(renamed):
            revisions.filter(pk=row.pk).update(content={**row.content, "tagged_items": list(renamed.values())})
    apps.get_model("taggit", "Tag").objects.filter(pk__in=new).delete()
