"""What was taken out of a text is said in the answer to it, not on some later page."""

import pytest

from tests.conftest import draft, holder
from tests.desk.test_incomplete_drafts import save

pytestmark = pytest.mark.django_db
TOLD = "memuat tanda tak terlihat yang membalik arah tulisan"


def test_on_the_page_that_shows_the_form_again():
    who = holder("serang", "staf")
    fields = {"title": "Rapat\u202e", "description": "Suasana\u202e", "tags": ""}  # and no file
    html = who.client.post("/admin/images/add/", fields).content.decode()
    assert f"Isian «Judul», «Deskripsi» {TOLD}" in html
    assert TOLD not in who.client.get("/admin/").content.decode()


def test_to_the_editor_that_saves_by_itself():
    page = draft("serang")
    assert TOLD in save(page, title="Rapat\u202e").json()["told"]
    assert "told" not in save(page, title="Rapat").json()
