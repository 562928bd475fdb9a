"""One set of public pages and one server for every test that looks at all of them.

The pages are committed before the tests of a module begin and stay: the tests only read.
"""

import os
import re
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests import furnished
from tests.conftest import user
from tests.e2e import public_pages

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs its own loop in this thread


@pytest.fixture(scope="package")
def built_pages(django_db_setup, django_db_blocker) -> None:
    """Every kind of public page, at the addresses of ``public_pages.ADDRESSES``."""
    with django_db_blocker.unblock():
        public_pages.build()


@pytest.fixture(scope="module")
def public_server(built_pages, django_db_blocker) -> Iterator[str]:
    """The address of a server with those pages.

    Not pytest-django's ``live_server``: that one empties the database after each test.
    """
    with django_db_blocker.unblock():
        server = LiveServer(public_pages.HOST)
        yield server.url
        server.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all; each test opens contexts of its own."""
    with sync_playwright() as playwright:
        expect.set_options(timeout=30_000)  # how fast a busy machine is, no test of a page says
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=["--no-sandbox"])
        listen_to_consoles(browser)
        yield browser
        browser.close()


HEARD: list[list[str]] = [[]]
"""What the consoles of this test's pages said of errors; those of earlier tests speak to nobody."""


def listen_to_consoles(browser: Browser) -> None:
    """Hear every error of every page that any test opens."""
    opened = browser.new_context

    def new_context(**kwargs):
        context, heard = opened(**kwargs), HEARD[0]
        context.on(
            "console", lambda said: heard.append(f"{said.text} ({said.page.url})") if said.type == "error" else 0
        )
        context.on("weberror", lambda fault: heard.append(f"{fault.error} ({fault.page.url if fault.page else ''})"))
        return context

    browser.new_context = new_context


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item) -> None:
    HEARD[0] = []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """No story makes a console complain; a module names in ``EXPECTED_ERRORS`` what it provokes itself."""
    result = yield
    expected = getattr(item.module, "EXPECTED_ERRORS", None)
    assert [said for said in HEARD[0] if not (expected and re.search(expected, said))] == []
    return result


@pytest.fixture
def world_anew(request, django_db_setup, django_db_blocker) -> None:
    """A story commits what it does, so each begins on a fresh copy of the furnished database."""
    with django_db_blocker.unblock():
        furnished.move_in(connection.settings_dict["NAME"])


@pytest.fixture(scope="module")
def sessions(request, django_db_setup, django_db_blocker) -> dict[str, str]:
    """Cookies of the people in the module's ``SEATS``, by username; committed, for the server to see."""
    with django_db_blocker.unblock():
        return {username: _session_of(username) for username in request.module.SEATS}


def _session_of(username: str) -> str:
    client = Client()
    client.force_login(user(username))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def tab(browser: Browser, public_server: str, sessions: dict[str, str]) -> Iterator[Callable[..., Page]]:
    """Opens tabs of the admin by person, width and colour scheme."""
    opened = []

    def _tab(username: str, width: int, scheme: str = "light") -> Page:
        opened.append(_context(browser, public_server, sessions[username], width, scheme))
        return opened[-1].new_page()

    yield _tab
    for context in opened:
        context.close()


def _context(browser: Browser, base: str, session: str, width: int, scheme: str) -> BrowserContext:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, locale="id-ID", base_url=base, bypass_csp=True
    )
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": base}])
    return context
