"""What the desk's lists and reports hand out as CSV and XLSX: words, local times, and nothing a spreadsheet runs."""

import codecs
from collections import OrderedDict
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.formats import date_format
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.admin.views.reports.aging_pages import AgingPagesView
from wagtail.admin.views.reports.workflows import WorkflowTasksView, WorkflowView
from wagtail.coreutils import multigetattr
from wagtail.users.utils import get_deleted_user_display_name

from offices import office_time
from text.outlets import cell

HEADINGS = {
    "workflow": "SOP",
    "task": "Langkah",
    "requested_by": "Diajukan oleh",
    "started_at": "Mulai",
    "finished_at": "Selesai",
    "finished_by": "Diselesaikan oleh",
    "created_at": "Mulai",
}
"""Of the columns of Wagtail's reports that have none there."""


def value_of(item: Any, name: str) -> Any:
    """What a row holds under a name; of a choice its label."""
    return multigetattr(item, f"get_{name}_display" if hasattr(item, f"get_{name}_display") else name)


def in_words(value: Any) -> Any:
    """A value as people read it in a sheet; numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Ya" if value else "Tidak"
    if isinstance(value, int | float):
        return value
    if isinstance(value, datetime):
        return office_time.said(value)
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, list | tuple):
        return cell(", ".join(str(one) for one in value))
    return cell(str(value))


def name_publishers(view: AgingPagesView, pages: QuerySet) -> QuerySet:
    """Wagtail's report says who published a page by the name of the account; here by the person's."""
    people = get_user_model().objects.filter(pk__in={page.last_published_by for page in pages})
    names = {person.pk: str(person) for person in people}
    for page in pages:
        deleted = get_deleted_user_display_name(page.last_published_by) if page.last_published_by else ""
        page.last_published_by_user = names.get(page.last_published_by, deleted)
    return pages


def connect() -> None:
    """Have every export of the admin write so; once, when the app is ready."""
    AgingPagesView.decorate_paginated_queryset = name_publishers
    for report in (WorkflowView, WorkflowTasksView):
        report.export_headings = {**report.export_headings, **HEADINGS}
    _connect_sheets()


def _connect_sheets() -> None:
    setup = SpreadsheetExportMixin.setup
    stream, answer = SpreadsheetExportMixin.stream_csv, SpreadsheetExportMixin.write_csv_response

    def setup_declared(view: SpreadsheetExportMixin, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        setup(view, request, *args, **kwargs)
        view.is_export = view.is_export and bool(view.list_export)

    def to_row_dict(view: SpreadsheetExportMixin, item: Any) -> OrderedDict[str, Any]:
        return OrderedDict((name, value_of(item, name)) for name in view.list_export)

    def preprocess(view: SpreadsheetExportMixin, field: str, value: Any, export_format: str) -> Any:
        own = view.custom_field_preprocess.get(field, {}).get(export_format)
        return in_words(own(value) if own else value)

    def stream_csv(view: SpreadsheetExportMixin, queryset: QuerySet) -> Iterator[bytes]:
        yield codecs.BOM_UTF8  # else Excel reads it in the machine's old code page
        yield from stream(view, queryset)

    def write_csv_response(view: SpreadsheetExportMixin, queryset: QuerySet) -> HttpResponseBase:
        response = answer(view, queryset)
        response["Content-Type"] = "text/csv; charset=utf-8"
        return response

    SpreadsheetExportMixin.setup = setup_declared
    SpreadsheetExportMixin.to_row_dict = to_row_dict
    SpreadsheetExportMixin.preprocess_field_value = preprocess
    SpreadsheetExportMixin.stream_csv = stream_csv
    SpreadsheetExportMixin.write_csv_response = write_csv_response
