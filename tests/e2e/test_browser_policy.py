"""With the policies in force no page of ours is short of anything: no browser reports a breach."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page

from tests.conftest import started
from tests.e2e.public_pages import ADDRESSES
from workflows.models import SopRun

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
EXPECTED_ERRORS = r"jahat\.example|/tidak-ada/"  # the breach that one test commits, and the page that is none
SEATS = ("root", "serang.kasubag")


@pytest.fixture(scope="module")
def run(django_db_setup, django_db_blocker) -> SopRun:
    with django_db_blocker.unblock():
        return started("serang")


@pytest.fixture
def tab(browser: Browser, public_server: str, sessions) -> Iterator[Page]:
    """A tab in which the policies hold (the other browser tests put axe into the pages)."""
    context = browser.new_context(base_url=public_server)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": sessions["root"], "url": public_server}])
    yield context.new_page()
    context.close()


def breaches(page: Page, addresses: list[str]) -> list[str]:
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{page.url}: {message.text}"))
    for address in addresses:
        page.goto(address, wait_until="networkidle")
    return [text for text in said if "Security Policy" in text]


def test_public_pages_lack_nothing(tab):
    assert breaches(tab, list(ADDRESSES.values())) == []


def test_the_admin_lacks_nothing(tab, run):
    page = run.page_id
    addresses = [
        "/admin/",
        f"/admin/pages/{page}/edit/",
        f"/admin/pages/{page}/history/",
        f"/admin/pages/{page}/view_draft/",
        f"/admin/sop/tugas/{page}/",
        "/admin/sop/tugas-saya/",
        "/admin/images/",
        "/admin/images/add/",
        "/admin/documents/",
        "/admin/reports/site-history/",
        "/admin/account/",
        "/akun/dua-langkah/",
        "/akun/dua-langkah/totp/activate/",
    ]
    assert breaches(tab, addresses) == []


def test_a_breach_would_be_seen(tab):
    tab.goto("/")
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=\"https://jahat.example/x.png\">')")
    tab.wait_for_timeout(300)
    assert any("Security Policy" in text for text in said)
