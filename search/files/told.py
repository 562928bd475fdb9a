"""What the files of a text say, for whoever answers for it before the public."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from wagtail.documents import get_document_model

from search.files.reading import is_current, read_document
from search.models import DocumentText

MOST_READ_AT_ONCE = 3
"""Files that one request reads; the next one reads on. What was read is kept."""


def texts_of(named: Iterable[tuple[int, int]]) -> dict[str, str]:
    """Of files (content type, key) the documents' text by title; of what can't be read, nothing."""
    kind = ContentType.objects.get_for_model(get_document_model()).pk
    keys = [key for content_type, key in named if content_type == kind]
    if not keys:
        return {}
    known = DocumentText.objects.in_bulk(keys)
    unread = MOST_READ_AT_ONCE
    found = {}
    for document in get_document_model().objects.filter(pk__in=keys):
        text = known.get(document.pk)
        if not is_current(document, text) and unread:
            unread -= 1
            text = read_document(document)
        if text is not None and text.text:
            found[document.title] = text.text
    return found
