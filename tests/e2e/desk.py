"""A person of the suite at a phone, in a real browser."""

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page

from tests.conftest import user

PHONE = {"width": 360, "height": 780}


class Desk:
    """A person at a phone, counting what they press."""

    def __init__(self, browser: Browser, base: str, username: str) -> None:
        client = Client()
        client.force_login(user(username))
        context = browser.new_context(viewport=PHONE, locale="id-ID")
        context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                    "url": base,
                }
            ]
        )
        self.page: Page = context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.base, self.clicks = base, 0

    def open_first_task(self, title: str) -> None:
        self.page.goto(f"{self.base}/admin/")
        self.press(self.page.get_by_role("link", name=title))
        self.page.wait_for_url("**/sop/tugas/**")

    def press(self, what) -> None:
        what.first.click()
        self.clicks += 1

    def tick_all(self) -> None:
        form = self.page.locator('form[id^="act-"]').first
        for box in form.locator("input[type=checkbox]").all():
            box.check()

    def do_first(self) -> str:
        """Tick what the act asks for and press its button; returns the button's words."""
        self.tick_all()
        button = self.page.locator('form[id^="act-"] .sop-act__button').first
        words = button.inner_text()
        with self.page.expect_navigation():
            self.press(button)
        return words

    def fits(self) -> None:
        """Nothing runs out of the phone's side."""
        assert self.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
