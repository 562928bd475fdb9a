"""Reading the files of a page after it was published, beside the mail worker (``manage.py run_outbox``)."""

from collections.abc import Iterable
from typing import Any

from django_tasks import task
from wagtail.documents import get_document_model
from wagtail.models import Page

from files.recognition import is_installed
from search import entries
from search.content import Content, read
from search.files import recognition
from search.files.reading import is_current, read_document
from search.models import DocumentText

BEHIND_ALL = -10
"""A page of a scan takes seconds: mails and pictures come first."""


def unread(contents: Iterable[Content]) -> list[int]:
    """Ids of the documents of pages whose present file has not been read yet."""
    documents = {ref.document.pk: ref.document for content in contents for ref in content.files}
    known = DocumentText.objects.defer("text").in_bulk(documents) if documents else {}
    return [pk for pk, document in documents.items() if not is_current(document, known.get(pk))]


def read_later(page_id: int, content: Content | None) -> None:
    """Have a page's unread files read; the order is written in the caller's transaction and seen when it commits."""
    if content and unread([content]):
        read_files_of.enqueue(page_id)


@task(backend="outbox", queue_name="outbox")
def read_files_of(page_id: int) -> int:
    """Read a page's unread files and bring its entry up to date; returns how many were read. Safe to run twice."""
    page: Any = Page.objects.filter(pk=page_id).specific().first()
    if page is None or not entries.is_findable(page):
        return 0
    waiting = unread([read(page)])
    for document in get_document_model().objects.filter(pk__in=waiting):
        if recognition.is_scan(read_document(document)) and is_installed():
            recognise_scan.enqueue(document.pk, page_id)
    if waiting:
        page.refresh_from_db()
        entries.refresh(page)
    return len(waiting)


@task(backend="outbox", queue_name="outbox", priority=BEHIND_ALL)
def recognise_scan(document_pk: int, page_id: int) -> bool:
    """Recognise the text of a scan that a page shows, and bring the page's entry up to date."""
    document = get_document_model().objects.filter(pk=document_pk).first()
    if document is None or not recognition.recognise(document):
        return False
    page: Any = Page.objects.filter(pk=page_id).specific().first()
    if page is not None and entries.is_findable(page):
        entries.refresh(page)
    return True
