"""Logging in on a phone with a security key and with recovery codes: set up by hand, then asked for."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from wagtail.models import Site

from tests.conftest import user
from tests.e2e.desk import PHONE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.story,
    pytest.mark.usefixtures("world_anew"),
    pytest.mark.django_db(transaction=True),
]
PASSWORD = "kata-sandi-panjang-1"
NAME = "rembang.sekretaris"


def test_a_security_key_opens_the_workplace(browser, live_server, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # the test's server speaks no TLS
    Site.objects.update(is_default_site=False)
    Site.objects.filter(root_page__slug="rembang").update(is_default_site=True)  # the test server has one name
    mine = user(NAME)
    mine.set_password(PASSWORD)
    mine.save()

    faults: list[str] = []
    phone = with_a_key(browser, live_server.url.replace("127.0.0.1", "localhost"), faults)
    log_in(phone, "/admin/sop/tugas-saya/")
    expect(phone.get_by_text("Ruang kerja terbuka setelah langkah kedua aktif")).to_be_visible()
    phone.get_by_role("link", name="Tambah").click()
    fits(phone)
    phone.get_by_role("button", name="Tambah").click()
    expect(phone.get_by_role("heading", name="Kode Pemulihan")).to_be_visible()
    fits(phone)
    spare = phone.locator("textarea").input_value().split()[0]
    phone.get_by_role("link", name="Lanjut ke ruang kerja").click()
    expect(phone).to_have_url(re.compile("/admin/sop/tugas-saya/$"))

    phone.context.clear_cookies()
    log_in(phone, "/admin/")
    fits(phone)
    phone.get_by_role("button", name="Gunakan kunci keamanan").click()
    expect(phone).to_have_url(re.compile("/admin/$"))

    phone.context.clear_cookies()
    log_in(phone, "/admin/")
    phone.get_by_label("Kode").fill(spare)
    phone.get_by_role("button", name="Masuk").click()
    expect(phone).to_have_url(re.compile("/admin/$"))
    assert faults == []


def with_a_key(browser: Browser, base: str, faults: list[str]) -> Page:
    """A phone with a security key in it: Chromium's own virtual authenticator."""
    page = browser.new_context(viewport=PHONE, base_url=base, locale="id-ID").new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "usb",
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return page


def log_in(page: Page, wanted: str) -> None:
    page.goto(wanted)
    fits(page)
    page.get_by_label("Nama pengguna").fill(NAME)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()


def fits(page: Page) -> None:
    """Nothing wider than the window, once its scripts are there: before, a press on a button they answer is lost."""
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
