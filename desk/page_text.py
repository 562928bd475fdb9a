"""A governed page as people read it: its signed parts in words, for whoever decides and whoever compares."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from bs4 import BeautifulSoup, NavigableString, Tag
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.template.defaultfilters import filesizeformat
from django.utils.formats import date_format
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.models import get_all_child_relations
from wagtail import blocks
from wagtail.documents.models import AbstractDocument
from wagtail.fields import StreamField
from wagtail.images.models import AbstractImage
from wagtail.models import Page
from wagtail.rich_text import RichText, features
from wagtail.rich_text.pages import PageLinkHandler
from wagtail.rich_text.rewriters import LinkRewriter

from offices import office_time
from workflows.core import compare
from workflows.models import ContentCopy
from workflows.models.pages import GovernedPage
from workflows.models.signed import UNSIGNED_FIELDS

LINES_OF = ("p", "h2", "h3", "h4", "li", "td", "th", "blockquote", "div", "br")
"""Elements of rich text that stand on lines of their own."""


@dataclass(frozen=True)
class Part:
    """One field of a page: what the form calls it, and its text in lines; none where it is empty."""

    name: str
    label: str
    lines: tuple[str, ...]
    value: Any = None


@dataclass(frozen=True)
class Difference:
    """One field before and after, in rows."""

    label: str
    rows: tuple[compare.Row, ...]

    @property
    def has_changed(self) -> bool:
        return any(row.change is not compare.Change.SAME for row in self.rows)

    @property
    def shown(self) -> list[compare.Row | compare.Gap]:
        """The changed rows and what stands beside them."""
        return compare.around_changes(self.rows)


@dataclass(frozen=True)
class Remark:
    """An open comment on the text: where it stands, what it says, who wrote it and when."""

    place: str
    text: str
    author: str
    at: datetime


def parts_of(page: GovernedPage) -> list[Part]:
    """Every part a signature covers: title, the type's own fields, child rows, then address and search texts."""
    common = {field.name for field in Page._meta.concrete_fields} - {"title"}
    fields = [field for field in page._meta.concrete_fields if _is_read(field)]
    own = [field for field in fields if field.name not in common]
    own += [field for field in page._meta.many_to_many if isinstance(field, ClusterTaggableManager)]
    parts = [_part(page, field) for field in own]
    parts += [_children(page, relation) for relation in get_all_child_relations(page) if _is_shown(relation)]
    return parts + [_part(page, field) for field in fields if field.name in common]


def _is_read(field: models.Field) -> bool:
    return field.editable and not field.primary_key and field.name not in UNSIGNED_FIELDS


def _is_shown(relation: Any) -> bool:
    """Rows with panels of their own; those of tags are read as tags."""
    return hasattr(relation.related_model, "panels") and relation.get_accessor_name() not in UNSIGNED_FIELDS


def _part(page: GovernedPage, field: Any) -> Part:
    value = field.value_from_object(page) if isinstance(field, ClusterTaggableManager) else getattr(page, field.name)
    label = str(field.verbose_name)
    return Part(field.name, label[:1].upper() + label[1:], tuple(_lines(field, page, value)), value)


def _lines(field: Any, holder: Any, value: Any) -> Iterator[str]:
    if isinstance(field, StreamField):
        yield from _stream(value)
    elif isinstance(field, ClusterTaggableManager):
        if names := sorted(str(tag) for tag in value):
            yield ", ".join(names)
    elif field.choices and value not in (None, ""):
        yield str(getattr(holder, f"get_{field.name}_display")())
    else:
        yield from _plain(value)


def _plain(value: Any) -> Iterator[str]:
    """A value of any field or block in words; nothing for an empty one."""
    if value is None or value == "":
        return
    if isinstance(value, bool):
        yield "Ya" if value else "Tidak"
    elif isinstance(value, datetime):
        yield office_time.said(value)
    elif isinstance(value, date):
        yield date_format(value, "j F Y")
    elif isinstance(value, AbstractImage):
        yield f"{value.title} ({value.filename}, {value.width} × {value.height} piksel)"
    elif isinstance(value, AbstractDocument):
        size = value.get_file_size()
        yield f"{value.title} ({value.filename}{f', {filesizeformat(size)}' if size else ''})"
    else:
        yield from (line.strip() for line in str(value).splitlines() if line.strip())


def _children(page: GovernedPage, relation: Any) -> Part:
    """Child rows, one line each."""
    name = relation.get_accessor_name()
    model = relation.related_model
    fields = [
        field
        for field in model._meta.concrete_fields
        if field.editable and not field.primary_key and field.name not in ("sort_order", relation.field.name)
    ]
    rows = []
    for row in getattr(page, name).all():
        said = [(str(field.verbose_name), " ".join(_lines(field, row, getattr(row, field.name)))) for field in fields]
        rows.append("; ".join(f"{label}: {text}" for label, text in said if text))
    label = str(model._meta.verbose_name_plural)
    return Part(name, label[:1].upper() + label[1:], tuple(rows))


def _stream(value: Iterable[Any]) -> Iterator[str]:
    for child in value:
        yield from _block(child.block, child.value)


def _block(block: blocks.Block, value: Any, label: str = "") -> Iterator[str]:
    before = f"{label}: " if label else ""
    if isinstance(block, blocks.StreamBlock):
        yield from _stream(value)
    elif isinstance(block, blocks.StructBlock):
        for name, inner in block.child_blocks.items():
            yield from _block(inner, value.get(name), f"{block.label}, {str(inner.label).lower()}")
    elif isinstance(block, blocks.ListBlock):
        for item in value:
            yield from _block(block.child_block, item, label or str(block.label))
    elif isinstance(value, RichText):
        yield from (before + line for line in rich_text_lines(value.source))
    elif isinstance(block, blocks.ChoiceBlock):
        shown = dict(block.field.choices).get(value, value)
        yield from (f"{before}{line}" for line in _plain(shown))
    else:
        yield from (f"{before}{line}" for line in _plain(value))


def rich_text_lines(source: str) -> list[str]:
    """Stored rich text as lines; a link shows where it leads, for that is content too."""
    soup = BeautifulSoup(_with_targets()(source), "html.parser")
    lines = [""]
    for node in soup.descendants:
        if isinstance(node, Tag):
            if node.name in LINES_OF:
                lines.append("• " if node.name == "li" else "")
        elif isinstance(node, NavigableString):
            lines[-1] += str(node)
            link = node.find_parent("a")
            if link is not None and link.get("href") and not list(node.next_siblings):
                lines[-1] += f" [{link['href']}]"
    return [" ".join(line.split()) for line in lines if line.strip(" •")]


@cache
def _with_targets() -> LinkRewriter:
    """Expands every link, also one to what isn't public, which a page itself shows without its address."""
    stock = {name: handler.expand_db_attributes_many for name, handler in features.get_link_types().items()}
    return LinkRewriter(bulk_rules={**stock, "page": PageLinkHandler.expand_db_attributes_many})


def differences(before: GovernedPage | None, after: GovernedPage) -> list[Difference]:
    """Field by field what changed, in the order of the page; nothing before means all of it is new."""
    old = {part.name: part.lines for part in parts_of(before)} if before is not None else {}
    found = []
    for part in parts_of(after):
        rows = tuple(compare.compare(old.get(part.name, ()), part.lines))
        if rows:
            found.append(Difference(part.label, rows))
    return found


def remarks_on(page: GovernedPage) -> list[Remark]:
    """The open comments of the editor, each followed by its replies, oldest first."""
    found = []
    for comment in page.wagtail_admin_comments.all():
        if comment.resolved_at is None:
            place = _place(page, comment.contentpath)
            found.append(Remark(place, comment.text, str(comment.user), comment.created_at))
            replies = comment.replies.all()
            found += [Remark(f"Balasan, {place}", reply.text, str(reply.user), reply.created_at) for reply in replies]
    return found


def _place(page: GovernedPage, path: str) -> str:
    """ "Isi, Teks" for the content path of a comment; the field alone where a block is gone."""
    name, _, rest = path.partition(".")
    try:
        field = page._meta.get_field(name)
    except FieldDoesNotExist:
        return ""
    label = str(getattr(field, "verbose_name", name))
    label = label[:1].upper() + label[1:]
    if isinstance(field, StreamField):
        block = next((child for child in getattr(page, name) if child.id == rest.partition(".")[0]), None)
        if block is not None:
            label += f", {block.block.label}"
    return label


def kept_page(page: GovernedPage, sha256: str) -> GovernedPage | None:
    """The page with the content the ledger keeps under that fingerprint; None where it keeps none."""
    copy = ContentCopy.objects.filter(pk=sha256).first()
    return None if copy is None else page.with_content_json(_restored(page, copy.content))


def _restored(page: GovernedPage, signed: dict[str, Any]) -> dict[str, Any]:
    """Signed content as a revision would hold it: child rows point at the page again, streams are text."""
    content: dict[str, Any] = {**page.serializable_data(), **signed}
    for relation in get_all_child_relations(page):
        name = relation.get_accessor_name()
        content[name] = [{"pk": None, relation.field.name: page.pk, **row} for row in signed.get(name, [])]
    for field in page._meta.concrete_fields:
        if isinstance(field, StreamField) and isinstance(content.get(field.name), list):
            content[field.name] = json.dumps(content[field.name])
    return content
