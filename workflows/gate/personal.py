"""Personal data in a text on its way to the public: found, told, and let through only with somebody's reason.

Who signs or publishes may keep it by writing why (UU 27/2022, art. 20: a basis for each use); the reason stands in the
ledger with the hash of the text, so another text is asked about anew.
"""

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from wagtail.models import Page

from text.personal_data import Found, counted, found_in
from workflows.core.acts import EventKind
from workflows.models import DraftFile, SopRun
from workflows.models.signed import fingerprint, signed_content

FileTexts = Callable[[Iterable[tuple[int, int]]], Mapping[str, str]]
FILE_TEXTS: list[FileTexts] = []
"""What the room that reads files for the search says of them: of files (content type, key) the text by title."""
TAGS = re.compile(r"<[^>]*>")
UNREAD = frozenset({"id", "type", "slug", "url", "url_path"})
"""Parts of a page that hold no words of a reader."""


@dataclass(frozen=True)
class Places:
    """What was found in one field or file."""

    where: str
    found: tuple[Found, ...]

    def __str__(self) -> str:
        shown = ", ".join(one.masked for one in self.found[:3])
        return f"{counted(list(self.found))} di {self.where} ({shown}{', …' if len(self.found) > 3 else ''})"


def places_in(model: Any, page_id: int, content: Mapping[str, Any]) -> list[Places]:
    """Where a page's content and the files its newest draft names hold personal data (one query, more with files)."""
    texts = [*_texts(model, content), *_file_texts(page_id)]
    return [Places(where, tuple(found)) for where, text in texts if (found := found_in(text))]


def _texts(model: Any, content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in signed_content(content).items():
        if name not in UNREAD and (text := "\n".join(_words(value))):
            yield _label(model, name), text


def _label(model: Any, name: str) -> str:
    try:
        label = str(getattr(model._meta.get_field(name), "verbose_name", name))
    except FieldDoesNotExist:
        label = name
    return label[:1].upper() + label[1:]


def _words(value: Any) -> Iterator[str]:
    """The texts within a value of JSON, without marks of format."""
    if isinstance(value, str):
        yield html.unescape(TAGS.sub(" ", value))
    elif isinstance(value, list):
        for part in value:
            yield from _words(part)
    elif isinstance(value, dict):
        for name, part in value.items():
            if name not in UNREAD:
                yield from _words(part)


def _file_texts(page_id: int) -> Iterator[tuple[str, str]]:
    named = DraftFile.objects.filter(page_id=page_id, in_newest=True).values_list("content_type_id", "object_id")
    for read in FILE_TEXTS:
        for title, text in read(named).items():
            yield f"berkas «{title}»", text


def unaccounted(page: Page, content: Mapping[str, Any], run: SopRun | None) -> list[Places]:
    """Where a page's content holds personal data, unless somebody has written why it stays in this very text."""
    places = places_in(page.specific_class, page.pk, content)
    kept = run.events.filter(kind=EventKind.KEPT, data__sha256=fingerprint(content)) if run and places else None
    return [] if kept is not None and kept.exists() else places


def sentence(places: list[Places]) -> str:
    """What stands in the way, and what can be done."""
    return (
        f"Naskah memuat data pribadi: {'; '.join(map(str, places))}. Hapus atau samarkan; "
        "bila memang harus tayang, yang memeriksa atau menayangkan menulis alasannya."
    )
