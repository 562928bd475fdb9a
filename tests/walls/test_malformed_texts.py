"""What no editor sends as a text, a block or a row of a page's form: refused with a sentence that names the field."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.models import Comment, Page
from wagtail.test.utils.form_data import querydict_from_html

from home.walking import EDITOR_FORM
from tests.conftest import Colleague, draft, person
from text.rich import UnreadableText

pytestmark = pytest.mark.django_db
WHO = "serang.staf"
TEXT = {
    "blocks": [
        {
            "key": "a1",
            "text": "Lihat di sini.",
            "type": "unordered-list-item",
            "depth": 1,
            "inlineStyleRanges": [{"offset": 0, "length": 3, "style": "BOLD"}],
            "entityRanges": [{"key": 0, "offset": 0, "length": 5}],
            "data": {},
        },
        {
            "key": "a2",
            "text": " ",
            "type": "atomic",
            "depth": 0,
            "inlineStyleRanges": [],
            "entityRanges": [{"key": 1, "offset": 0, "length": 1}],
            "data": {},
        },
    ],
    "entityMap": {
        "0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "https://kpu.go.id/"}},
        "1": {"type": "HORIZONTAL_RULE", "mutability": "IMMUTABLE", "data": {}},
    },
}
WRONG = (None, True, 5, -1, 10**30, 1.5, "x", "", [], {}, [1], ["x"], {"x": 1}, [[]], [None], {"0": None}, {"0": []})


def changed(value: Any) -> Iterator[tuple[str, Any]]:
    """The value with each of its parts in turn missing, or something else."""
    if isinstance(value, dict | list):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            yield f"-{key}", {k: v for k, v in value.items() if k != key} if isinstance(value, dict) else value[:key]
            for where, other in changed(value[key]):
                copy = dict(value) if isinstance(value, dict) else list(value)
                copy[key] = other
                yield f"{key}.{where}", copy
    for other in WRONG:
        if other != value:
            yield f"={other!r}", other


def form_of(page: Page, who: Colleague) -> Any:
    html = who.client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    form = querydict_from_html(html, form_id=EDITOR_FORM)
    who._fill(form, ["Isi."], {})
    return form


def sent(page: Page, who: Colleague, form: Any, **fields: str) -> Any:
    filled = form.copy()
    for name, value in fields.items():
        filled[name] = value
    who.client.raise_request_exception = False
    address = f"/admin/pages/{page.pk}/edit/"
    return who.client.post(address, filled.urlencode(), "application/x-www-form-urlencoded")


def test_what_is_no_text_is_told_from_one():
    """Every part of a text in turn missing or of another kind: it is read, or its field is named."""
    widget, read, refused = DraftailRichTextArea(), 0, []
    for where, text in changed(TEXT):
        if where.endswith(f"depth.={10**30}"):  # which is refused before anything reads it (site_kpu/bounds.py)
            continue
        try:
            widget.value_from_datadict({"isi": json.dumps(text)}, {}, "isi")
            read += 1
        except UnreadableText as fault:
            refused.append((where, fault.field))
    assert read > 100
    assert len(refused) > 300
    assert {field for _, field in refused} == {"isi"}


@pytest.mark.parametrize(
    "text",
    [
        {"blocks": [{"key": 1, "text": 5, "type": "unstyled"}], "entityMap": []},
        {"blocks": 5, "entityMap": {}},
        {"blocks": [None]},
        {**TEXT, "entityMap": {}},
        {"blocks": [{"key": "a", "text": "x", "type": "ordered-list-item", "depth": 10**30}, None], "entityMap": {}},
        [],
        "x",
        7,
    ],
)
def test_a_form_with_one_is_refused_with_its_field(text):
    page, who = draft("serang"), person(WHO)
    before = page.get_latest_revision().pk
    answer = sent(page, who, form_of(page, who), **{"body-0-value": json.dumps(text)})
    assert answer.status_code == 400
    assert "sian «body-0-value» bukan teks" in answer.content.decode()
    assert Page.objects.get(pk=page.pk).latest_revision_id == before


COMMENT = {"comments-TOTAL_FORMS": "1", "comments-INITIAL_FORMS": "0", "comments-0-contentpath": "title"}
COMMENT |= {"comments-0-replies-TOTAL_FORMS": "0", "comments-0-replies-INITIAL_FORMS": "0"}


def test_a_comment_is_saved_with_its_page():
    page, who = draft("serang"), person(WHO)
    answer = sent(page, who, form_of(page, who), **COMMENT, **{"comments-0-text": "Periksa angkanya."})
    assert answer.status_code == 302
    assert Comment.objects.get(page=page).text == "Periksa angkanya."


ROWS = [
    {"comments-TOTAL_FORMS": "1", "comments-INITIAL_FORMS": "0", "comments-0-text": "x"},
    {"comments-TOTAL_FORMS": "1", "comments-INITIAL_FORMS": "1"},
    {"comments-TOTAL_FORMS": "1", "comments-INITIAL_FORMS": "1", "comments-0-id": "x"},
    {"comments-TOTAL_FORMS": "1", "comments-INITIAL_FORMS": "1", "comments-0-id": "9" * 30},
    {"comments-TOTAL_FORMS": "x", "comments-INITIAL_FORMS": "-1"},
    {**COMMENT, "comments-0-text": "x", "comments-0-contentpath": "a" * 300},
    {**COMMENT, "comments-0-text": "x", "comments-0-replies-TOTAL_FORMS": "1"},
    {**COMMENT, "comments-0-text": "x", "comments-0-replies-TOTAL_FORMS": "1", "comments-0-replies-INITIAL_FORMS": "1"},
    {"attachments-TOTAL_FORMS": "1", "attachments-INITIAL_FORMS": "1"},
    {"attachments-TOTAL_FORMS": "1", "attachments-INITIAL_FORMS": "1", "attachments-0-id": "x"},
    {"attachments-TOTAL_FORMS": "1", "attachments-INITIAL_FORMS": "1", "attachments-0-id": "9" * 30},
    {"attachments-TOTAL_FORMS": "1", "attachments-INITIAL_FORMS": "0", "attachments-0-document": "x"},
    {"attachments-TOTAL_FORMS": "-1", "attachments-INITIAL_FORMS": "x"},
]


def test_rows_that_no_form_has_are_no_fault_of_ours():
    page, who = draft("serang"), person(WHO)
    form = form_of(page, who)
    for row in ROWS:
        assert sent(page, who, form, **row).status_code < 500, row


def test_nothing_fails_on_purpose():
    assert person(WHO).client.get("/admin/failwhale/").status_code == 404
