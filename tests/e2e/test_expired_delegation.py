"""An acting officer on a phone: the task is theirs while the letter runs, and a form left open past it is refused."""

import os
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.conftest import second_holder, started, user
from tests.e2e.desk import Desk
from tests.offices.test_delegations import LETTER, delegated, lapse, role
from tests.world import appoint
from workflows.models import StepVisit

EXPECTED_ERRORS = r"403 \(Forbidden\)"  # the act that is refused here on purpose

pytestmark = [
    pytest.mark.browser,
    pytest.mark.story,
    pytest.mark.usefixtures("world_anew"),
    pytest.mark.django_db(transaction=True),
]
SHOTS = os.environ.get("SCREENSHOTS", "")
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def looked_at(page: Page, name: str) -> None:
    """No violation axe can find in our part of the page, and nothing runs out of a phone's width."""
    found = Axe().run(page, context="#main", options={"resultTypes": ["violations"]}).response["violations"]
    assert [(fault["id"], [node["html"][:200] for node in fault["nodes"][:3]]) for fault in found] == []
    assert not page.evaluate(WIDER), name
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)
        for width in (768, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.reload()
            page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 360, "height": 780})


def test_a_delegation_that_ends_while_the_form_is_open(browser, live_server):
    appoint("serang.wakil", role("serang", "admin-kantor"))
    second_holder("serang", "staf")
    made = delegated("serang.kasubag", "serang.wakil")
    run, shared = started("serang", title="Rapat koordinasi pemutakhiran data pemilih"), started("serang")
    StepVisit.objects.filter(run=run, finished_at__isnull=True).update(due_at=timezone.now() - timedelta(hours=2))
    desk = Desk(browser, live_server.url, "serang.wakil")
    page = desk.page
    page.goto(f"{live_server.url}/admin/sop/tugas-saya/")
    expect(page.get_by_role("heading", name="Menunggu saya")).to_be_visible()
    expect(page.get_by_text("Anda bertindak sebagai Plh. mewakili")).to_be_visible()
    expect(page.get_by_text("Lewat tenggat").first).to_be_visible()
    looked_at(page, "tugas-saya")
    page.goto(f"{live_server.url}/admin/sop/plt-plh/")
    expect(page.get_by_text(LETTER)).to_be_visible()
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/plt-plh.png", full_page=True)
        page.goto(f"{live_server.url}/admin/sop/plt-plh/new/")
        page.screenshot(path=f"{SHOTS}/plt-plh-baru.png", full_page=True)
    desk.page.goto(f"{live_server.url}/admin/sop/tugas-saya/")
    desk.press(page.get_by_role("link", name=run.page_title))
    page.wait_for_url("**/sop/tugas/**")
    lapse(made)
    desk.tick_all()
    page.get_by_role("button", name="Setujui").first.click()
    expect(page.get_by_text("tidak memegang peran itu").first).to_be_visible()
    run.refresh_from_db()
    assert not run.open_visit.signatures.exists()
    page.goto(f"{live_server.url}/admin/sop/tugas-saya/")
    expect(page.get_by_text("Anda bertindak sebagai")).to_have_count(0)
    expect(page.get_by_role("link", name=shared.page_title)).to_have_count(0)
    page.goto(f"{live_server.url}/admin/sop/tugas-saya/?bagian=lain")
    expect(page.get_by_text(str(user("serang.kasubag"))).first).to_be_visible()
    looked_at(page, "pada-orang-lain")
    assert desk.faults == []
