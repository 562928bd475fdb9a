"""What of a page can be found: read from the page itself, whatever its type."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from taggit.managers import TaggableManager
from wagtail.fields import StreamField
from wagtail.models import CollectionViewRestriction
from wagtail.search.index import SearchField

from text.cleaning import clean_lines

LONGEST_BODY = 60_000
"""Characters of a page's own text that are kept."""


@dataclass(frozen=True)
class FileRef:
    """A file offered to the public on a page, under the title it has there."""

    document: Any
    title: str


@dataclass(frozen=True)
class Content:
    """A page's findable text by weight: ``title`` and ``name`` first, then ``summary`` and ``facts``, then ``body``."""

    title: str
    name: str
    summary: str
    facts: str
    body: str
    kind: str
    moment: datetime
    """When it first went live."""
    year: int | None
    """The year a document names; None: that of ``moment``, where the office is."""
    files: tuple[FileRef, ...] = field(default_factory=tuple)


def read(page: Any, attachments: Iterable[Any] | None = None, tags: Iterable[str] | None = None) -> Content:
    """The findable content of a specific governed page.

    ``attachments`` and ``tags``: given where they were fetched for many pages at once, else read from the page.
    """
    if attachments is None:
        attachments = page.attachments.all()
    if tags is None:
        tags = _tags(page)
    body, facts = [], [page.content_kind.label, *tags]
    for name in _searchable(type(page)):
        value = getattr(page, name, None)
        if isinstance(page._meta.get_field(name), StreamField) and value is not None:
            body += value.stream_block.get_searchable_content(value)
        elif value:
            facts.append(str(value))
    return Content(
        title=_clean(page.shown_title),
        name=_clean(_name(page)),
        summary=_clean(page.summary),
        facts=_clean(" · ".join(facts)),
        body=_clean("\n".join(body))[:LONGEST_BODY],
        kind=page.content_kind.value,
        moment=page.shown_at or timezone.now(),
        year=getattr(page, "year", None),
        files=tuple(_files(page, attachments)),
    )


def _searchable(model: Any) -> list[str]:
    """Names of the fields the page type declares searchable, beside title and summary."""
    declared = (entry.field_name for entry in model.get_search_fields() if isinstance(entry, SearchField))
    return [name for name in dict.fromkeys(declared) if name not in ("title", "full_title", "summary")]


def _name(page: Any) -> str:
    """How a numbered document is cited, such as "Keputusan Nomor 31 Tahun 2022"; empty for other pages."""
    if not (number := getattr(page, "number", "")):
        return ""
    year = getattr(page, "year", None)
    return f"{page.content_kind.label} Nomor {number}" + (f" Tahun {year}" if year else "")


def _tags(page: Any) -> list[str]:
    managers = [field.name for field in page._meta.get_fields() if isinstance(field, TaggableManager)]
    return [tag.name for name in managers for tag in getattr(page, name).all()]


def _files(page: Any, attachments: Iterable[Any]) -> Iterable[FileRef]:
    """The page's public files, each once; the letter that set the work going (``source_file``) is not public."""
    refs = [FileRef(page.file, page.file.title)] if getattr(page, "file", None) else []
    refs += [FileRef(one.document, one.title or one.document.title) for one in attachments if one.document_id]
    for block in page.body:
        if block.block_type == "document" and block.value.get("document"):
            document = block.value["document"]
            refs.append(FileRef(document, block.value.get("title") or document.title))
    if refs:
        closed = closed_collections()
        seen: set[int] = set()
        for ref in refs:
            path = ref.document.collection.path
            if ref.document.pk not in seen and not any(path.startswith(start) for start in closed):
                seen.add(ref.document.pk)
                yield ref


def closed_collections() -> list[str]:
    """Paths of the collections whose files not everybody may open."""
    return list(CollectionViewRestriction.objects.values_list("collection__path", flat=True))


def _clean(text: str) -> str:
    return clean_lines(text.replace("\x00", " ")).strip()
