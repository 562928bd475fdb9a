"""Every public page is valid HTML, and every feed well-formed."""

import re
from pathlib import Path

import feedparser
import pytest
from django.test import Client

from tests.e2e import nu_checker
from tests.e2e.public_pages import ADDRESSES, FEEDS, HOST
from tests.needs import needs

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def file_name(name: str) -> str:
    return re.sub(r"\W+", "-", name) + ".html"


@pytest.fixture(scope="module")
def faults(built_pages, django_db_blocker, tmp_path_factory) -> dict[str, list[str]]:
    """What the checker says, by file; all pages in one go, for starting it takes longest."""
    needs(nu_checker.why_not())
    folder = tmp_path_factory.mktemp("pages")
    with django_db_blocker.unblock():
        for name, address in ADDRESSES.items():
            answer = Client(SERVER_NAME=HOST).get(address)
            assert answer.status_code == (404 if name == "404" else 200), address
            (folder / file_name(name)).write_bytes(answer.content)
    found: dict[str, list[str]] = {path.name: [] for path in folder.iterdir()}
    for fault in nu_checker.faults(folder):
        line = f"{fault.get('lastLine', '?')}: {fault['message']} … {fault.get('extract', '')}"
        found[Path(fault["url"]).name].append(line)
    return found


@pytest.mark.parametrize("name", ADDRESSES)
def test_the_page_is_valid_html(faults, name):
    assert not faults[file_name(name)], "\n".join(faults[file_name(name)])


@pytest.mark.parametrize("address", FEEDS)
def test_the_feed_is_well_formed(built_pages, address):
    answer = Client(SERVER_NAME=HOST).get(address)
    feed = feedparser.parse(answer.content)
    assert answer.status_code == 200
    assert not feed.bozo, feed.bozo_exception
    assert feed.feed.title
    assert all(entry.title and entry.link and entry.id for entry in feed.entries)
