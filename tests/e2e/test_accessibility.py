"""Every public page, light and dark, on a phone and a desk: WCAG 2.2 AA as far as axe-core can tell, and sizes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import telling
from tests.e2e import axe
from tests.e2e.public_pages import ADDRESSES

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PHONE, DESK = 320, 1280
"""Widths in CSS pixels; the first as WCAG 1.4.10 asks."""
VIEWS = telling([(PHONE, "light"), (PHONE, "dark"), (DESK, "light"), (DESK, "dark")], (PHONE, "dark"), (DESK, "light"))
LEAST_TARGET = 24
"""CSS pixels (WCAG 2.2, 2.5.8)."""
SMALL_TARGETS = """least => [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [tabindex="0"]')]
    .filter(target => {
        const box = target.getBoundingClientRect(), style = getComputedStyle(target);
        if (!box.width || style.visibility === 'hidden' || target.closest('.visually-hidden, .skip-link')) return false;
        if (box.width >= least && box.height >= least) return false;
        // A link within a sentence is as high as its line: the exception "inline" of 2.5.8.
        const around = target.parentElement.textContent.trim();
        return !(style.display.startsWith('inline') && around.length > target.textContent.trim().length + 3);
    })
    .map(target => {
        const box = target.getBoundingClientRect();
        return `${Math.round(box.width)} x ${Math.round(box.height)}: ${target.outerHTML.slice(0, 160)}`;
    })"""
RUNS_OUT = """() => [...document.querySelectorAll('body *')]
    .filter(part => part.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .slice(0, 5).map(part => part.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module", params=VIEWS, ids=str)
def view(request, browser: Browser, public_server: str) -> Iterator[tuple[Page, str]]:
    """A tab of a width and colour scheme, and the server's address."""
    width, scheme = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        reduced_motion="reduce",
        locale="id-ID",
        base_url=public_server,
        bypass_csp=True,  # axe is put into the page
    )
    yield context.new_page(), f"{width} {scheme}"
    context.close()


def opened(page: Page, name: str) -> Page:
    """The page of that name in the tab."""
    answer = page.goto(ADDRESSES[name])
    assert answer.status == (404 if name == "404" else 200)
    return page


@pytest.mark.parametrize("name", ADDRESSES)
def test_axe_finds_nothing_and_everything_fits_and_can_be_hit(view, name):
    page, width = opened(view[0], name), view[0].viewport_size["width"]
    found = axe.faults(page)
    assert not found, "\n".join(found)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.evaluate(RUNS_OUT)
    small = page.evaluate(SMALL_TARGETS, LEAST_TARGET)
    assert not small, "\n".join(small)
    assert page.locator("h1").count() == 1
    the_skip_link_is_first_and_leads_to_the_text(page)


def the_skip_link_is_first_and_leads_to_the_text(page: Page) -> None:
    if page.locator(".skip-link").count() == 0:
        assert page.locator("header, nav").count() == 0, "a page with a header needs a link past it"
        return
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    box = page.locator(".skip-link").bounding_box()
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert min(box["width"], box["height"]) >= LEAST_TARGET
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "isi"


def test_axe_would_find_a_picture_without_text_and_a_pale_line(view):
    page = opened(view[0], "home")
    page.evaluate("""() => document.querySelector('main').insertAdjacentHTML(
        'beforeend', '<img src="/x.png"><p style="color: #777; background: #888">pucat</p>')""")
    assert {fault.split(":")[0] for fault in axe.faults(page)} == {"image-alt", "color-contrast"}


A4 = 680
"""CSS pixels between the margins of a sheet."""


@pytest.mark.parametrize("name", ["article", "legal list", "register of public information"])
def test_nothing_runs_off_the_paper(view, name):
    if view[0].viewport_size["width"] != DESK or "dark" in view[1]:
        return
    page = opened(view[0], name)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= A4, page.evaluate(RUNS_OUT)
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": DESK, "height": 800})
