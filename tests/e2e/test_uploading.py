"""An upload shows how far it is, can be cancelled, ends with its dialog, and fails with a sentence."""

import os

import pytest
from playwright.sync_api import expect
from wagtail.images import get_image_model

from tests.conftest import draft, holder
from tests.e2e.writing import context_of
from tests.files.screens import add
from tests.files.test_uploads import picture

pytestmark = [
    pytest.mark.browser,
    pytest.mark.story,
    pytest.mark.usefixtures("world_anew"),
    pytest.mark.django_db(transaction=True),
]
EXPECTED_ERRORS = r"Failed to load resource"  # the line is cut here on purpose
PHOTO = {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": picture("JPEG", (60, 40)) + os.urandom(400_000)}


@pytest.fixture
def tab(browser, live_server):
    page = draft("serang")
    context = context_of(browser, live_server.url, "serang.staf")
    tab = context.new_page()
    tab.goto(f"/admin/pages/{page.pk}/edit/")
    yield tab
    context.close()


def slow_down(tab, bytes_per_second=60_000):
    tab.context.new_cdp_session(tab).send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": bytes_per_second},
    )


def begin(tab, file=PHOTO):
    tab.get_by_role("button", name="Pilih gambar").first.click()
    dialog = tab.locator(".modal")
    dialog.get_by_role("tab", name="Unggah").click()
    dialog.locator("input[type=file]").set_input_files(file)
    expect(dialog.get_by_label("Judul")).not_to_have_value("")
    dialog.locator("#tab-upload button[type=submit]").click()
    return dialog


def test_it_shows_percents_and_can_be_cancelled(tab):
    slow_down(tab)
    dialog = begin(tab)
    expect(dialog.locator(".sop-upload")).to_contain_text("Mengunggah foto.jpg")
    dialog.get_by_role("button", name="Batalkan").click()
    expect(dialog.locator(".sop-upload__said")).to_contain_text("Unggahan dibatalkan.")
    assert get_image_model().objects.filter(title="foto").count() == 0


def test_closing_the_dialog_cancels(tab):
    slow_down(tab)
    dialog = begin(tab)
    expect(dialog.locator(".sop-upload")).to_be_visible()
    dialog.locator("button.close").click()
    tab.wait_for_timeout(9000)  # longer than the upload would take
    assert get_image_model().objects.filter(title="foto").count() == 0
    assert tab.locator("input[name=image]").input_value() == ""


def cut_once(tab, address):
    """The first file sent there is lost on its way."""
    tab.route(address, lambda route: route.abort("connectionreset"), times=1)


def try_again(place):
    expect(place.locator(".sop-upload__said")).to_contain_text("Sambungan terputus, jadi berkas belum masuk.")
    place.get_by_role("button", name="Coba lagi").click()
    expect(place.locator(".sop-upload__said")).to_have_count(0)


def test_a_cut_line_is_told_and_the_same_file_sent_again(tab):
    """In the chooser, on the page for many, and on the page for one; there a second one is insisted on."""
    cut_once(tab, "**/images/chooser/create/**")
    dialog = begin(tab)
    try_again(dialog.locator("#tab-upload"))
    expect(tab.locator("input[name=image]")).not_to_have_value("")

    tab.goto("/admin/images/multiple/add/")
    cut_once(tab, "**/images/multiple/add/")
    tab.locator("#fileupload").set_input_files(PHOTO)
    rows = tab.locator("#upload-list > li")
    try_again(rows)
    expect(rows.locator(".error_messages")).to_contain_text("sudah ada di pustaka sebagai «foto»")
    rows.get_by_role("button", name="Unggah juga sebagai berkas kedua").click()
    expect(rows.get_by_label("Judul")).to_have_value("foto")

    tab.goto("/admin/images/add/")
    cut_once(tab, "**/images/add/")
    tab.locator("#id_file").set_input_files(PHOTO)
    tab.get_by_role("button", name="Unggah").click()
    try_again(tab.locator("form[enctype]"))
    choice = tab.locator(".sop-known")
    expect(choice).to_contain_text("Belum ada yang disimpan.")
    expect(choice.get_by_role("link", name="Buka yang sudah ada")).to_be_in_viewport()
    expect(tab.locator(".messages li, .error-message")).to_have_count(0)
    choice.get_by_role("button", name="Unggah juga sebagai berkas kedua").click()
    tab.wait_for_url("**/admin/images/")
    expect(tab.locator(".messages")).to_contain_text("ditambahkan")
    assert get_image_model().objects.filter(title="foto").count() == 3


def test_in_the_chooser_the_one_that_is_there_is_taken(tab):
    add(holder("serang", "staf"), "images", PHOTO["name"], PHOTO["buffer"])
    dialog = begin(tab)
    expect(dialog.get_by_role("button", name="Unggah juga")).to_be_visible()
    assert dialog.locator("input[type=file]").evaluate("field => field.files[0].name") == "foto.jpg"
    dialog.get_by_role("button", name="Pakai yang sudah ada").click()
    known = get_image_model().objects.get(title="Berkas")
    expect(tab.locator("input[name=image]")).to_have_value(str(known.pk))
    assert get_image_model().objects.filter(title="foto").count() == 0


def test_another_file_takes_away_what_was_said_of_the_last(tab):
    dialog = begin(tab, {**PHOTO, "name": "rusak.jpg", "buffer": PHOTO["buffer"][:300]})
    fault = dialog.locator(".error-message")
    expect(fault).to_contain_text("rusak atau terpotong")
    expect(dialog.get_by_label("Judul")).to_have_value("rusak")
    dialog.locator("input[type=file]").set_input_files(PHOTO)
    expect(fault).to_have_count(0)
    expect(dialog.get_by_label("Judul")).to_have_value("foto")


def test_of_many_at_once_each_can_be_cancelled(tab):
    tab.goto("/admin/images/multiple/add/")
    slow_down(tab)
    tab.locator("#fileupload").set_input_files(PHOTO)
    tab.locator("#upload-list").get_by_role("button", name="Batalkan").click()
    expect(tab.locator("#upload-list .sop-upload__said")).to_contain_text("Unggahan dibatalkan.")
    assert get_image_model().objects.filter(title="foto").count() == 0


def test_of_many_at_once_a_refusal_is_as_exact_as_on_the_page_for_one(tab):
    letter = {"name": "surat.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    tab.goto("/admin/images/add/")
    tab.locator("#id_file").set_input_files(letter)
    expect(tab.locator("#id_title")).to_have_value("surat")
    tab.get_by_role("button", name="Unggah").click()
    said = tab.locator(".error-message").inner_text()
    assert "Berkas ini PDF." in said
    tab.goto("/admin/images/multiple/add/")
    tab.locator("#fileupload").set_input_files(letter)
    row = tab.locator("#upload-list > li")
    expect(row.locator(".error_messages")).to_have_text(said)
    expect(row.get_by_text("Maaf, gagal mengunggah.")).not_to_be_visible()
    expect(row.get_by_text("Berikan deskripsi gambar")).not_to_be_visible()


def test_why_one_of_many_stays_is_said_beside_it_and_deleting_tried_again(tab):
    tab.goto("/admin/images/multiple/add/")
    tab.locator("#fileupload").set_input_files(PHOTO)
    row = tab.locator("#upload-list > li")
    expect(row.get_by_label("Judul")).to_have_value("foto")
    named = draft("serang", title="Rapat", image=get_image_model().objects.get(title="foto").pk, image_alt="Foto")
    row.get_by_role("link", name="Hapus").click()
    expect(row.locator(".sop-upload__said")).to_contain_text("Berkas dipakai di konsep «Rapat».")
    named.delete()
    row.get_by_role("button", name="Coba lagi").click()
    expect(row).to_have_count(0)
    assert get_image_model().objects.filter(title="foto").count() == 0
