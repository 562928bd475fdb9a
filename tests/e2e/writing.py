"""A person who writes in the editor, over a line that can be slow, broken or dead."""

import random
import re
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from wagtail.models import Page as CmsPage

from tests.conftest import user

WORDS = "rapat pleno terbuka membahas daftar pemilih tetap di aula kantor dan dihadiri saksi partai politik".split()
SAVES = "**/admin/pages/**"
BUSY = 120_000
"""Milliseconds that a busy machine may take; that it is slow is nothing of the editor's."""
TITLE, SUMMARY, BODY = "#id_title", "#id_summary", "[data-contentpath=body] [contenteditable=true]"


class Line:
    """What becomes of each save on its way, one fault after the other: "", "lost", "5xx", "unanswered"."""

    def __init__(self, page: Page, seconds: float = 0.0, faults: Iterable[str] = ()) -> None:
        self.faults, self.saves = iter(faults), 0
        page.route(SAVES, self.carry)
        page.context.new_cdp_session(page).send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": seconds * 1000, "downloadThroughput": -1, "uploadThroughput": -1},
        )

    def carry(self, route: Route) -> None:
        request = route.request
        if request.method != "POST" or (not request.url.endswith("/edit/") and "/pages/add/" not in request.url):
            route.continue_()
            return
        self.saves += 1
        fault = next(self.faults, "")
        if fault == "5xx":
            route.fulfill(status=502, body="<h1>Bad Gateway</h1>", content_type="text/html")
        elif fault == "lost":  # it never arrives
            route.abort("connectionreset")
        elif fault == "unanswered":  # it is saved, and nobody hears of it
            route.fetch(max_redirects=0, timeout=BUSY)
            route.abort("connectionreset")
        else:
            route.continue_()


def context_of(
    browser: Browser, base: str, username: str, size: tuple[int, int] = (1280, 900), scheme: str = "light"
) -> BrowserContext:
    """A browser in which somebody is logged in."""
    client = Client()
    client.force_login(user(username))
    context = browser.new_context(
        base_url=base,
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,
        locale="id-ID",
        timezone_id="Pacific/Honolulu",
    )
    context.set_default_navigation_timeout(BUSY)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": base}])
    return context


def label(page: Page) -> Any:
    return page.locator("[data-sop-saved]")


def wait_saved(page: Page, seconds: float = 40) -> None:
    """Until the editor says so itself, and of what is in it now."""
    for _ in range(round(seconds * 5)):
        page.wait_for_timeout(200)  # (the policy of these pages lets no test wait inside them)
        if page.evaluate("() => !sopDraft.isDirty && !sopDraft.sent && Date.now() - sopDraft.touchedAt > 500"):
            break
    expect(label(page)).to_have_attribute("data-sop-saved", "saved")


def stored(page_id: int) -> tuple[str, str]:
    """The summary and the first paragraph of the body as the server has them."""
    draft: Any = CmsPage.objects.get(pk=page_id).get_latest_revision_as_object()
    return draft.summary, re.sub("<[^>]+>", "", draft.body.raw_data[0]["value"])


def type_like_a_person(page: Page, text: str, chance: random.Random) -> None:
    """Key by key, with the rhythm and the pauses of somebody who thinks."""
    for sign in text:
        page.keyboard.type(sign)
        page.wait_for_timeout(chance.uniform(5, 60) + (chance.uniform(200, 1200) if chance.random() < 0.03 else 0))


def write(page: Page, seed: int, length: int = 30) -> tuple[str, str]:
    """Write on in summary and body, now here, now there; returns what then stands in both."""
    chance = random.Random(seed)
    texts = {SUMMARY: page.locator(SUMMARY).input_value(), BODY: page.locator(BODY).first.inner_text()}
    for _ in range(3):
        place = chance.choice((SUMMARY, BODY))
        added = " " + " ".join(chance.choices(WORDS, k=length // 10))
        page.locator(place).first.click()
        page.keyboard.press("Control+End")
        type_like_a_person(page, added, chance)
        texts[place] = texts[place] + added if place == SUMMARY else page.locator(BODY).first.inner_text()
        assert texts[place].endswith(added)
    return texts[SUMMARY], texts[BODY]
