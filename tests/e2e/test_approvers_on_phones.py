"""Four stories on phones, one after the other in one world: a whole run, a return, a postponement, a changed text."""

import pytest
from playwright.sync_api import Browser, expect
from wagtail.models import Page, Site

from tests.conftest import draft, started, user, walk_to
from tests.e2e.desk import PHONE, Desk
from workflows.models import DecisionLink, SopRun
from workflows.notifications import decision_links
from workflows.notifications.audience import next_to_act

pytestmark = [
    pytest.mark.browser,
    pytest.mark.story,
    pytest.mark.usefixtures("world_anew"),
    pytest.mark.django_db(transaction=True),
]
CHANGES_OF_HOLDER = 7
"""Of SOP 11/2023: 1-2, 3, the two signatures of 4, 5, 6-7, 8, 9 are acts; the last ends the run."""


def test_four_stories(browser, live_server):
    Site.objects.update(is_default_site=False)
    Site.objects.filter(root_page__slug="rembang").update(is_default_site=True)  # the test server has one name
    rembang_from_draft_to_public_page(browser, live_server.url)
    banten_sends_back(browser, live_server.url)
    bangka_barat_postpones(browser, live_server.url)
    a_changed_text_is_read_before_it_is_decided(browser, live_server.url)


def rembang_from_draft_to_public_page(browser: Browser, base: str) -> None:
    page = draft("rembang", kind="artikel", title="Sosialisasi di Kecamatan Lasem")
    desks: dict[str, Desk] = {}
    pressed: list[str] = []
    username = "rembang.pengampu-konsep"
    while username and len(pressed) < 20:
        desk = desks.setdefault(username, Desk(browser, base, username))
        if pressed:
            desk.open_first_task(page.title)
        else:
            desk.page.goto(f"{base}/admin/sop/tugas/{page.pk}/")
        desk.fits()
        pressed.append(desk.do_first())
        run = SopRun.objects.get(page_id=page.pk)
        waiting = next_to_act(run) if run.is_open else []
        username = waiting[0].username if waiting else ""
    assert run.status == "finished"
    signatures = 2  # step 4 needs both its roles: one act more than changes of holder
    assert len(pressed) == CHANGES_OF_HOLDER + signatures - 1, pressed
    assert len(desks) == 6
    assert {username: desk.faults for username, desk in desks.items() if desk.faults} == {}
    reader = browser.new_context(viewport=PHONE).new_page()
    reader.goto(f"{base}{page.specific.get_url_parts()[2]}")
    assert reader.get_by_role("heading", level=1).inner_text() == page.title


def banten_sends_back(browser: Browser, base: str) -> None:
    """Step 5, Tidak: back to step 4 (from a message's link), with reason and remark for the one it returns to."""
    run = walk_to(started("banten", kind="artikel", title="Pleno rekapitulasi tingkat provinsi"), 5)
    head = Desk(browser, base, "banten.kabag")
    phone = head.page
    link = DecisionLink.objects.get(user=user("banten.kabag"), visit=run.open_visit)
    phone.goto(f"{base}/putusan/{decision_links.token(link)}/")
    head.fits()
    head.press(phone.get_by_role("link", name="Tidak, kembali ke langkah 4"))
    phone.get_by_label("Fakta atau data keliru").check()
    phone.get_by_label("Penjelasan").fill("Jumlah TPS belum sama dengan lampiran.")
    head.press(phone.get_by_role("button", name="Konfirmasi: Tidak, kembali ke langkah 4"))
    expect(phone.get_by_role("heading", name="Keputusan Anda tersimpan")).to_be_visible()
    assert head.clicks == 2  # one to answer, one to confirm
    run.refresh_from_db()
    assert run.current_step == 4
    section = Desk(browser, base, "banten.kasubag")
    section.open_first_task(run.page_title)
    expect(section.page.get_by_text("Jumlah TPS belum sama dengan lampiran.").first).to_be_visible()
    assert head.faults == section.faults == []


def bangka_barat_postpones(browser: Browser, base: str) -> None:
    """Step 3, Tidak: the item waits, and is taken up again."""
    run = walk_to(started("bangka-barat", kind="artikel", title="Sosialisasi hukum pemilu"), 3)
    proposer = Desk(browser, base, "bangka-barat.divisi-pengusul")
    phone = proposer.page
    proposer.open_first_task(run.page_title)
    phone.get_by_text("Tunda", exact=True).first.click()
    form = phone.locator("#act-postpone")
    form.get_by_label("Lainnya").check()
    form.get_by_label("Penjelasan").fill("Menunggu jadwal tahapan.")
    form.get_by_role("button", name="Tunda").click()
    expect(phone.get_by_text("Ditunda").first).to_be_visible()
    run.refresh_from_db()
    assert run.status == "postponed"
    phone.get_by_role("button", name="Lanjutkan naskah").click()
    expect(phone.get_by_text("Lanjutkan naskah: tercatat").first).to_be_visible()
    run.refresh_from_db()
    assert (run.status, run.current_step) == ("running", 3)
    assert proposer.faults == []


def a_changed_text_is_read_before_it_is_decided(browser: Browser, base: str) -> None:
    run = walk_to(started("rembang", kind="artikel", title="Rapat pleno hari Senin"), 5)
    link = DecisionLink.objects.get(user=user("rembang.sekretaris"), visit=run.open_visit)
    page = Page.objects.get(pk=run.page_id).get_latest_revision_as_object()
    page.title = "Rapat pleno hari Selasa"
    page.save_revision(user=user("rembang.web-admin"), clean=False)
    secretary = Desk(browser, base, "rembang.sekretaris")
    phone = secretary.page
    phone.goto(f"{base}/putusan/{decision_links.token(link)}/")
    secretary.fits()
    expect(phone.get_by_role("heading", name="Isi naskah berubah sejak pesan dikirim")).to_be_visible()
    expect(phone.get_by_role("link", name="Ya, teruskan")).to_have_count(0)
    phone.get_by_role("button", name="Saya sudah membaca perubahan ini").click()
    phone.get_by_role("link", name="Ya, teruskan ke langkah 6").click()
    for box in phone.locator("input[type=checkbox]").all():
        box.check()
    phone.get_by_role("button", name="Konfirmasi: Ya, teruskan ke langkah 6").click()
    expect(phone.get_by_role("heading", name="Keputusan Anda tersimpan")).to_be_visible()
    run.refresh_from_db()
    assert run.current_step == 6
    assert secretary.faults == []
