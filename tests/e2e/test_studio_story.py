"""An office brings its own SOP into force without a file: written on a phone, signed by its head, chosen, followed."""

import pytest
from playwright.sync_api import expect

from offices.models import SopStewardship
from sops.models import Sop, SopVersion
from tests.conftest import draft, office
from tests.e2e.desk import Desk
from tests.files.test_uploads import pdf

pytestmark = [
    pytest.mark.browser,
    pytest.mark.story,
    pytest.mark.usefixtures("world_anew"),
    pytest.mark.django_db(transaction=True),
]
MOST_PRESSES = 60


def test_from_a_copy_of_a_sheet_to_a_text_that_follows_it(browser, live_server):
    base = live_server.url
    head = office("serang").roles.get(slug="kasubag")
    SopStewardship.objects.create(sop=Sop.objects.get(slug="serang"), office=office("serang"), signed_by=head)
    admin = Desk(browser, base, "serang.admin-kantor")
    page = admin.page
    page.goto(f"{base}/admin/sop/pustaka/")
    admin.fits()
    page.get_by_label("Nama SOP").fill("Artikel Singkat")
    page.get_by_label("Mulai dari").select_option(label=str(Sop.objects.get(slug="serang").governing))
    admin.press(page.get_by_role("button", name="Mulai menyusun"))
    admin.fits()
    expect(page.get_by_text("2 hal perlu dilengkapi")).to_be_visible()
    page.get_by_label("Nama pengesah").fill("Sari Dewi")
    page.get_by_label("Jabatan pengesah").fill("Sekretaris")
    expect(page.get_by_text("Lembar ini lengkap dan dapat dijalankan.")).to_be_visible()
    time = page.get_by_label("Waktu baku").first
    time.fill("sebentar")
    expect(page.get_by_text("bukan waktu baku yang sah").first).to_be_visible()
    time.fill("20 menit")
    expect(page.get_by_text("bukan waktu baku yang sah")).to_have_count(0)
    admin.press(page.get_by_role("button", name="Turunkan langkah 2"))
    expect(page.get_by_role("button", name="Turunkan langkah 3")).to_be_focused()
    admin.press(page.get_by_role("button", name="Urungkan"))
    expect(page.get_by_role("button", name="Urungkan")).to_be_focused()
    admin.press(page.get_by_role("button", name="Hapus langkah 3"))
    expect(page.get_by_role("heading", name="Langkah", exact=True)).to_be_focused()
    expect(page.get_by_text("Lembar ini lengkap dan dapat dijalankan.")).to_be_visible()
    admin.press(page.get_by_role("button", name="Selesai, siapkan pengesahan"))
    expect(page.get_by_text("Menunggu pengesahan")).to_be_visible()
    version = SopVersion.objects.get(sop__name="Artikel Singkat")
    assert [step.norm_time for step in version.document.steps] == ["PT20M", "PT60M", "PT10M"]

    signer = Desk(browser, base, "serang.kasubag")
    signer.page.goto(f"{base}/admin/sop/pustaka/{version.pk}/")
    signer.fits()
    signer.page.get_by_label("Nomor pengesahan").fill("9/2026")
    for label in ("Tanggal pengesahan", "Berlaku mulai tanggal"):
        signer.page.get_by_label(label).fill("2026-01-05")
    signer.page.get_by_label("Naskah bertanda tangan").set_input_files(
        {"name": "naskah.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    )
    signer.press(signer.page.get_by_role("button", name="Sahkan dan berlakukan"))
    expect(signer.page.get_by_text("berlaku untuk naskah baru").first).to_be_visible()

    page.goto(f"{base}/admin/sop/berlaku/new/")
    assert page.locator("#id_office").input_value() == str(office("serang").pk), "the only one is there already"
    page.get_by_label("Jenis isi").select_option(label="Artikel")
    page.locator("#id_sop").select_option(str(version.sop_id))
    admin.press(page.get_by_role("button", name="Buat"))
    page.wait_for_url("**/sop/berlaku/")
    admin.fits()
    expect(page.get_by_text("dipilih di sini").nth(1)).to_be_visible()
    assert draft("serang", kind="artikel").specific.governing_version() == version
    assert admin.clicks + signer.clicks <= MOST_PRESSES
    assert admin.faults + signer.faults == []
