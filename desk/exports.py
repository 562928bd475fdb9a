"""What the desk's lists and reports hand out as CSV and XLSX: words, local times, and nothing a spreadsheet runs."""

import codecs
from collections import OrderedDict
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils.formats import date_format
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.coreutils import multigetattr

from offices import office_time
from text.outlets import cell


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


def connect() -> None:
    """Have every export of the admin write so; once, when the app is ready."""
    stream, answer = SpreadsheetExportMixin.stream_csv, SpreadsheetExportMixin.write_csv_response

    def to_row_dict(view: SpreadsheetExportMixin, item: Any) -> OrderedDict[str, Any]:
        return OrderedDict((name, value_of(item, name)) for name in view.list_export)

    def preprocess(view: SpreadsheetExportMixin, field: str, value: Any, export_format: str) -> Any:
        return in_words(value)

    def stream_csv(view: SpreadsheetExportMixin, queryset: QuerySet) -> Iterator[bytes]:
        yield codecs.BOM_UTF8  # else Excel reads it in the machine's old code page
        yield from stream(view, queryset)

    def write_csv_response(view: SpreadsheetExportMixin, queryset: QuerySet) -> HttpResponseBase:
        response = answer(view, queryset)
        response["Content-Type"] = "text/csv; charset=utf-8"
        return response

    SpreadsheetExportMixin.to_row_dict = to_row_dict
    SpreadsheetExportMixin.preprocess_field_value = preprocess
    SpreadsheetExportMixin.stream_csv = stream_csv
    SpreadsheetExportMixin.write_csv_response = write_csv_response
