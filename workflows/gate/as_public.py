"""A page asked for as anybody would: its address, the pictures and files it shows, the feed that announces it."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import urllib3
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.core.signals import request_finished
from django.db import close_old_connections

from workflows.models import GovernedPage

TIMEOUT = 15
"""Seconds one answer may take."""
MOST_PARTS = 100
"""Pictures and files of one page that are asked for."""
WHOLE_FEED = 20
"""Entries after which a feed leaves older ones out."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    text: str = ""


@dataclass
class Found(HTMLParser):
    """What a page names of its own site: where it says it stands, its pictures and files."""

    canonical: str = ""
    parts: dict[str, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "link" and given.get("rel") == "canonical":
            self.canonical = given.get("href", "")
        elif tag == "img" and given.get("src"):
            self.parts[given["src"]] = None
        elif tag == "a" and urlsplit(given.get("href", "")).path.startswith("/documents/"):
            self.parts[given["href"]] = None
        for size in given.get("srcset", "").split(",") if tag in ("img", "source") else ():
            if address := size.split():
                self.parts[address[0]] = None


def faults(page: GovernedPage, *, is_new: bool) -> Iterator[str]:
    """What of a live page its readers don't get, a sentence each; ``is_new``: its feed must announce it."""
    address = page.full_url
    if not address:
        yield "Halaman tidak punya alamat publik."
        return
    answer = ask(address)
    if answer.status != 200:
        yield f"Alamat halaman dijawab {answer.status}."
        return
    found = Found()
    found.feed(answer.text)
    if found.canonical and urlsplit(found.canonical).path != urlsplit(address).path:
        yield "Di alamat halaman tampil halaman lain."
    for part in list(found.parts)[:MOST_PARTS]:
        whole = urljoin(address, part)
        if urlsplit(whole).netloc == urlsplit(address).netloc and (status := ask(whole, "HEAD").status) >= 400:
            yield f"{'Berkas' if '/documents/' in whole else 'Gambar'} {urlsplit(whole).path} dijawab {status}."
    if is_new and (feed := page.feed_address):
        yield from _feed_faults(feed, address)


def _feed_faults(feed: str, address: str) -> Iterator[str]:
    answer = ask(feed)
    if answer.status != 200:
        yield f"Umpan {urlsplit(feed).path} dijawab {answer.status}."
    elif urlsplit(address).path not in answer.text and answer.text.count("<item>") < WHOLE_FEED:
        yield f"Umpan {urlsplit(feed).path} belum memuat halaman ini."


def ask(address: str, method: str = "GET") -> Answer:
    """Ask for an address without a cookie; 599 where nobody answers.

    ``READERS_ENTRANCE`` names where readers' requests come in (host:port of the front server), so that what is asked
    passes all that theirs pass; without it this process answers for the site.
    """
    return (_over_the_network if settings.READERS_ENTRANCE else _in_this_process)(address, method)


def _over_the_network(address: str, method: str) -> Answer:
    asked = urlsplit(address)
    host, _, port = settings.READERS_ENTRANCE.partition(":")
    named: dict[str, Any] = {"server_hostname": asked.hostname, "assert_hostname": asked.hostname}
    pool = urllib3.connection_from_url(
        f"{asked.scheme}://{host}:{port or (443 if asked.scheme == 'https' else 80)}",
        timeout=TIMEOUT,
        **(named if asked.scheme == "https" else {}),
    )
    try:
        answer = pool.request(method, asked.path or "/", headers={"Host": asked.netloc}, redirect=False, retries=False)
    except urllib3.exceptions.HTTPError:
        return Answer(599)
    return Answer(answer.status, answer.data.decode("utf-8", "replace"))


@cache
def _site() -> BaseHandler:
    handler = BaseHandler()
    handler.load_middleware()
    return handler


def _in_this_process(address: str, method: str) -> Answer:
    asked = urlsplit(address)
    port = str(asked.port or (443 if asked.scheme == "https" else 80))
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": asked.path or "/",
        "QUERY_STRING": asked.query,
        "SERVER_NAME": asked.hostname or "",
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": asked.netloc,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": asked.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    response: Any = _site().get_response(WSGIRequest(environ))
    # The end of a request closes the connection to the database, which whoever asks here still needs.
    request_finished.disconnect(close_old_connections)
    try:
        body = b"".join(response) if method == "GET" else b""
    finally:
        response.close()
        request_finished.connect(close_old_connections)
    return Answer(response.status_code, body.decode("utf-8", "replace"))
