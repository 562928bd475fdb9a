"""What people paste from Word, mails and sheets into the editor, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.conftest import section

pytestmark = pytest.mark.browser
SEATS = ("serang.staf",)
WORD = """<html><body><p class=MsoNormal>Satu<br>Dua<br>Tiga<br>Empat<br>Lima</p>
<p>Tetap <del>dihapus</del><s>dicoret</s> ada</p>
<table><tr><td>Nama</td><td>Suara</td></tr><tr><td>TPS 1</td><td>120</td></tr></table></body></html>"""
PASTE = """([html, text]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  data.setData("text/plain", text);
  document.activeElement.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def editor(tab, django_db_blocker):
    """A new article with an empty text block, the cursor in it."""
    with django_db_blocker.unblock():
        where = section("serang").pk
    page = tab("serang.staf", 1280)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"/admin/pages/add/news/newspage/{where}/")
    page.locator("#id_title").fill("Uji tempel")
    page.locator(".c-sf-add-button").first.click()
    page.get_by_role("option", name="Teks", exact=True).click()
    page.locator(".public-DraftEditor-content").last.click()
    yield page
    assert faults == []


def lines(page):
    found = page.locator(".public-DraftEditor-content [data-block=true]").all_inner_texts()
    return [" ".join(text.split()) for text in found if text.strip()]


def test_lines_stay_deleted_words_stay_away_and_a_table_becomes_its_block(editor):
    editor.evaluate(PASTE, [WORD, "x"])
    assert lines(editor) == ["Satu", "Dua", "Tiga", "Empat", "Lima", "Tetap ada"]
    editor.get_by_role("button", name="Jadikan blok Tabel").click()
    table = editor.locator("textarea[name$='-value-text']")
    expect(table).to_have_value("Nama\tSuara\nTPS 1\t120")
    expect(editor.locator(".sop-pasted")).to_have_count(0)


def test_five_plain_lines_stay_five(editor):
    editor.evaluate(PASTE, ["", "\n".join("abcde")])
    assert lines(editor) == list("abcde")
