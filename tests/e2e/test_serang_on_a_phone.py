"""A whole Serang run in a real browser at phone width: five people, four steps, one page the public opens."""

import re

import pytest
from playwright.sync_api import expect
from wagtail.models import Site

from tests.conftest import draft
from tests.e2e.desk import PHONE, Desk
from workflows.models import SopRun

pytestmark = [
    pytest.mark.browser,
    pytest.mark.story,
    pytest.mark.usefixtures("world_anew"),
    pytest.mark.django_db(transaction=True),
]


def test_serang_from_draft_to_public_page_on_phones(browser, live_server):
    base = live_server.url
    Site.objects.update(is_default_site=False)
    Site.objects.filter(root_page__slug="serang").update(is_default_site=True)  # the test server has one name
    page = draft("serang", title="Sosialisasi di Kecamatan Anyar")
    title = page.title

    staf = Desk(browser, base, "serang.staf")
    staf.page.goto(f"{base}/admin/sop/tugas/{page.pk}/")
    expect(staf.page.get_by_text("4 langkah · ±100 menit kerja")).to_be_visible()
    staf.fits()
    staf.tick_all()
    staf.press(staf.page.get_by_role("button", name="Ajukan ke Kasubag Terkait dan Kordiv Terkait"))
    expect(staf.page.get_by_text("Menunggu Kasubag Terkait dan Kordiv Terkait").first).to_be_visible()

    waiting = Desk(browser, base, "serang.admin-website")
    waiting.page.goto(f"{base}/admin/pages/{page.pk}/edit/")
    expect(waiting.page.get_by_text("Menunggu Kasubag Terkait dan Kordiv Terkait · sejak").first).to_be_visible()
    assert waiting.faults == []

    for username in ("serang.kordiv", "serang.kasubag"):
        approver = Desk(browser, base, username)
        approver.open_first_task(title)
        approver.fits()
        approver.tick_all()
        approver.press(approver.page.get_by_role("button", name="Setujui dan tanda tangani"))
        expect(approver.page.get_by_text("Setujui dan tanda tangani: tercatat").first).to_be_visible()
        assert approver.clicks == 2
        assert approver.faults == []

    staf.open_first_task(title)
    staf.tick_all()
    staf.press(staf.page.get_by_role("button", name="Serahkan ke Admin Website"))
    expect(staf.page.get_by_text("Menunggu Admin Website").first).to_be_visible()

    publisher = Desk(browser, base, "serang.admin-website")
    publisher.open_first_task(title)
    publisher.tick_all()
    publisher.press(publisher.page.get_by_role("button", name="Tayangkan"))
    expect(publisher.page.get_by_role("heading", name="Selesai")).to_be_visible()

    run = SopRun.objects.get(page_id=page.pk)
    assert run.status == "finished"
    reader = browser.new_context(viewport=PHONE).new_page()
    reader.goto(base + re.sub(r"^https?://[^/]+", "", run.live_url))
    expect(reader.get_by_role("heading", level=1)).to_have_text(title)
    assert reader.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
