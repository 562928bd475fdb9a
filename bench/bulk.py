"""Many pages at once into a treebeard tree: paths computed here, child tables filled straight.

Django refuses ``bulk_create`` for models with a parent table, so both rows of a page are written one
after the other, in batches. For empty sections only; no signals are sent.
"""

from collections.abc import Iterable, Mapping
from itertools import islice

from django.db import transaction
from django.db.models import Model
from django.db.models.query import QuerySet
from django.utils.text import slugify
from taggit.models import Tag
from wagtail.models import Page

BATCH = 1000


@transaction.atomic
def add_children(parent: Page, pages: Iterable[Page]) -> int:
    """Write unsaved pages below a parent that has no children yet; returns how many."""
    parent.refresh_from_db()
    if parent.numchild:
        raise ValueError(f"{parent} has children already")
    count, left = 0, iter(pages)
    while batch := list(islice(left, BATCH)):
        for page in batch:
            count += 1
            page.path = Page._get_path(parent.path, parent.depth + 1, count)
            page.depth = parent.depth + 1
            page.numchild = 0
            page.url_path = f"{parent.url_path}{page.slug}/"
            page.locale_id = parent.locale_id
            page.draft_title = page.title
        rows = [Page(**{f.attname: getattr(page, f.attname) for f in Page._meta.concrete_fields}) for page in batch]
        Page.objects.bulk_create(rows)
        for page, row in zip(batch, rows, strict=True):
            page.pk = page.page_ptr_id = row.pk
        model = type(batch[0])
        QuerySet(model)._insert(batch, fields=model._meta.local_concrete_fields, using="default")
    Page.objects.filter(pk=parent.pk).update(numchild=count)
    return count


def add_tags(through: type[Model], tags_by_slug: Mapping[str, Iterable[str]]) -> None:
    """Tag the pages of those slugs; ``through`` is the table between pages and tags."""
    names = sorted({name for tags in tags_by_slug.values() for name in tags})
    Tag.objects.bulk_create([Tag(name=name, slug=slugify(name)) for name in names], ignore_conflicts=True)
    tags = {tag.name: tag.pk for tag in Tag.objects.all()}
    pages = through._meta.get_field("content_object").related_model.objects.values_list("slug", "pk")
    rows = (through(content_object_id=page, tag_id=tags[name]) for slug, page in pages for name in tags_by_slug[slug])
    while batch := list(islice(rows, BATCH)):
        through.objects.bulk_create(batch)
