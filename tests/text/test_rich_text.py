"""What is pasted into the editor with line ends of other programs keeps its lines."""

import json

import pytest
from wagtail.admin.rich_text import DraftailRichTextArea

from text.rich import UnreadableText

WIDGET = DraftailRichTextArea(features=["bold"])


def stored(text: str, **bold: int) -> str:
    ranges = [{"style": "BOLD", **bold}] if bold else []
    block = {"key": "a", "type": "unstyled", "depth": 0, "inlineStyleRanges": ranges, "entityRanges": [], "text": text}
    return WIDGET.value_from_datadict({"isi": json.dumps({"blocks": [block], "entityMap": {}})}, {}, "isi")


@pytest.mark.parametrize("end", ["\x0b", "\u2028", "\x85", "\x0c", "\r"])
def test_an_end_of_line_of_another_program_stays_one(end):
    assert "Pleno<br/>KPU" in stored(f"Pleno{end}KPU")


def test_what_is_bold_stays_so_behind_it():
    assert "a\r<br/>b\u200b<br/><b>tebal</b>" in stored("a\r\nb\u200b\x0btebal", offset=6, length=5)


def test_what_no_editor_sends_is_refused_by_its_field():
    with pytest.raises(UnreadableText, match="isi"):
        WIDGET.value_from_datadict({"isi": "x"}, {}, "isi")
