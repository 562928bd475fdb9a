"""What is known of stored documents: read once from each file, kept, read again when the file is another."""

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from files.findings import found_in
from files.models import DocumentReport

logger = logging.getLogger("files")

MOST_READ_AT_ONCE = 5
"""Documents that one request reads; the next one reads on. A document is read where it is uploaded."""


def reports_of(documents: Iterable[Any]) -> dict[int, Mapping[str, Any]]:
    """What was found in documents, by number; those that can't be read now are left out."""
    documents = list(documents)
    kept = {row.pk: row for row in DocumentReport.objects.filter(pk__in=[one.pk for one in documents])}
    found: dict[int, Mapping[str, Any]] = {}
    read = 0
    for one in documents:
        row = kept.get(one.pk)
        if row is not None and row.file_name == one.file.name:
            found[one.pk] = row.found
        elif read < MOST_READ_AT_ONCE:
            read += 1
            if (told := _read(one)) is None:
                read = MOST_READ_AT_ONCE  # where the storage doesn't answer for one, nobody waits for the others
            else:
                found[one.pk] = told
    return found


def report_of(document: Any) -> Mapping[str, Any]:
    """What was found in one document; nothing where it can't be read."""
    return reports_of([document]).get(document.pk, {})


def _read(document: Any) -> Mapping[str, Any] | None:
    try:
        with document.file.open("rb") as stored:
            found = found_in(stored, document.file_extension.lower())
    except Exception:  # the storage is away; a service says so in faults of its own library
        logger.warning("document %s can't be read for its report", document.pk, exc_info=True)
        return None
    DocumentReport.objects.update_or_create(pk=document.pk, defaults={"file_name": document.file.name, "found": found})
    return found
