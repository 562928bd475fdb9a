"""Rich text as the editor sends it: ends of lines are told before it becomes HTML, where one is but a space."""

import json
import re
from typing import Any

from draftjs_exporter.error import ExporterException
from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from text.cleaning import LINE_ENDS, clean_all

NO_TEXT = (TypeError, ValueError, LookupError, AttributeError, RecursionError, ExporterException)
"""What the libraries raise that take what they read for a text of the editor."""


class UnreadableText(Exception):
    """What was sent for a field is no text as the editor sends it."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def with_lines(contentstate: Any) -> Any:
    """What the editor sent, with "\\n" for each sign of another program that ends a line.

    No text becomes shorter: the editor counts signs to say which are bold. The rest is cleaned in the HTML.
    What can't be read is left to whoever reads it next.
    """
    try:
        return json.dumps(clean_all(json.loads(contentstate), _told))
    except (ValueError, TypeError, RecursionError):
        return contentstate


def _told(text: str) -> str:
    return LINE_ENDS.sub(_as_long, text)


def _as_long(end: re.Match[str]) -> str:
    return "\n" if len(end[0]) == 1 else end[0]


def connect() -> None:
    """Have every editor's text read so; once, when the apps are ready."""
    stock = ContentstateConverter.to_database_format

    def to_database_format(converter: Any, contentstate: Any) -> str:
        return stock(converter, with_lines(contentstate))

    stock_value = DraftailRichTextArea.value_from_datadict

    def value_from_datadict(widget: Any, data: Any, files: Any, name: str) -> Any:
        try:
            return stock_value(widget, data, files, name)
        except NO_TEXT as fault:
            raise UnreadableText(name) from fault

    ContentstateConverter.to_database_format = to_database_format
    DraftailRichTextArea.value_from_datadict = value_from_datadict
