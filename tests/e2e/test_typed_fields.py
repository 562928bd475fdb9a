"""What is typed stays as it was: no calendar rewrites a date, no limit cuts a title, which is counted instead."""

import pytest
from playwright.sync_api import expect

from tests.conftest import draft
from tests.e2e.writing import context_of, label

pytestmark = [
    pytest.mark.browser,
    pytest.mark.story,
    pytest.mark.usefixtures("world_anew"),
    pytest.mark.django_db(transaction=True),
]
EXPECTED_ERRORS = r"Failed to load resource"  # what is refused is answered 400


def test_a_slip_is_told_and_not_rewritten_and_titles_are_counted(browser, live_server):
    page = draft("serang")
    context = context_of(browser, live_server.url, "serang.staf", size=(360, 740))
    tab = context.new_page()
    tab.goto(f"/admin/pages/{page.pk}/edit/")
    field, calendar = tab.locator("#id_published_on"), tab.locator(".xdsoft_datetimepicker:visible")
    field.fill("04/03/0026")
    expect(calendar).to_have_count(1)
    tab.mouse.move(180, 700)
    tab.mouse.wheel(0, 1500)
    expect(calendar).to_have_count(0)
    field.press("Tab")
    expect(tab.locator("[data-sop-unsaved]")).to_contain_text("tertulis 4 Maret 0026. Isi tanggal antara")
    expect(field).to_have_value("04/03/0026")
    title = tab.locator("#id_title")
    title.fill("é" * 260)
    counted = tab.locator("[data-field]", has=title).locator(".sop-count")
    expect(counted).to_have_text("260 dari 255 karakter: kurangi 5.")
    title.fill("Rapat 😀")
    expect(counted).to_have_text("7 dari 255 karakter")
    context.close()


def test_what_was_refused_and_then_saved_is_offered_no_more_and_leaving_asks_nothing(browser, live_server):
    page = draft("serang")
    context = context_of(browser, live_server.url, "serang.staf")
    tab, asked = context.new_page(), []
    tab.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    tab.goto(f"/admin/pages/{page.pk}/edit/")
    save = tab.get_by_role("button", name="Simpan konsep")
    tab.locator("#id_title").fill("Rapat " * 60)
    save.click()
    expect(tab.locator(".error-message").first).to_be_visible()
    tab.locator("#id_title").fill("Rapat pleno")
    tab.locator("#id_published_on").fill("04/03/0026")
    save.click()
    expect(tab.get_by_text("tertulis 4 Maret 0026").first).to_be_visible()
    tab.locator("#id_published_on").fill("04/03/2026")
    save.click()
    expect(tab.locator(".messages .success")).to_be_visible()
    tab.locator("#id_summary").fill("Ringkasan yang baru")
    tab.locator("#id_summary").press("Tab")
    expect(label(tab)).to_contain_text("Tersimpan")
    tab.wait_for_timeout(1500)
    assert tab.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('sop-isian:'))") == []
    tab.goto("/admin/")
    assert asked == []
    context.close()


def test_what_a_field_cannot_take_stays_in_it_unsaved_and_the_rest_is_saved(browser, live_server):
    page = draft("serang")
    context = context_of(browser, live_server.url, "serang.staf")
    tab = context.new_page()
    tab.goto(f"/admin/pages/{page.pk}/edit/")
    tab.locator("#id_summary").fill("Ringkasan yang baru")
    date = tab.locator("#id_published_on")
    date.fill("entah kapan")
    date.press("Tab")
    expect(tab.locator("[data-sop-unsaved]")).to_contain_text("Isian yang lain sudah tersimpan.")
    expect(label(tab)).to_contain_text("Belum tersimpan")
    expect(date).to_have_value("entah kapan")
    assert page.specific.get_latest_revision_as_object().summary == "Ringkasan yang baru"
    date.fill("3 Maret 2026")
    date.press("Tab")
    expect(label(tab)).to_contain_text("Tersimpan")
    expect(tab.locator("[data-sop-unsaved]")).to_be_hidden()
    context.close()
