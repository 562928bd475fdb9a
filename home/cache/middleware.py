"""The first middleware: answers anonymous visitors from kept pages, and keeps what may be kept.

A page is kept only when its view said what it shows (``home.cache.dependencies``), it is the same for everyone and
nothing personal is in it. Visitors ask each time whether their copy is still the current one (304 if so).
"""

import gzip
import hashlib
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from http.client import responses
from typing import Any
from urllib.parse import urlencode

import brotli
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed, TooManyFieldsSent
from django.core.handlers.wsgi import get_bytes_from_wsgi
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.http import http_date
from prometheus_client import Counter

from home.cache.dependencies import Dependencies, collecting
from home.cache.purge import EVERYTHING
from home.cache.release import release
from home.cache.store import CachedResponse, the_store

LONGEST = 3600
"""Seconds a page is kept at most: a backstop, every change purges what shows it."""
MOST_TAGS = 4000
NEVER = ("/admin/", "/documents/", settings.STATIC_URL, settings.MEDIA_URL)
PARAMETERS = frozenset("page sebelum sesudah urut jenis tahun status subjek golongan".split())
"""What a page may depend on in its query; everything else (tracking marks) shows the same page."""
TOLD_AGAIN = ("ETag", "Last-Modified", "Cache-Control", "Vary")
"""Headers of a 304."""
REFUSED = re.compile(r";\s*q\s*=\s*0(\.0*)?\s*$")
"""The end of an encoding that a visitor does not take."""
COMPRESSED = ("text/", "application/json", "application/xml", "application/rss+xml", "application/atom+xml")


_looked = Counter("kpu_page_cache", "Pages looked for in the page cache", ["answer"])
FOUND, MISSED = _looked.labels("found"), _looked.labels("missed")

ASKED = "home.cache.asked"
"""Marks a request whose page was looked for and not found."""


def find(meta: dict[str, Any]) -> CachedResponse | None:
    """The kept page that answers a request, by its WSGI environment; marks the environment where there is none."""
    store = the_store()
    if store is None or not _is_anonymous_reading(meta):
        return None
    try:
        meta[ASKED] = key = _key(meta)
    except TooManyFieldsSent:
        return None  # Django's to refuse
    kept = store.get(key, _encoding(meta.get("HTTP_ACCEPT_ENCODING", "")))
    (MISSED if kept is None else FOUND).inc()
    return kept


class KeptFirst:
    """Around the WSGI application: a kept page costs nothing of Django at all."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("REQUEST_METHOD") in ("GET", "HEAD"):
            environ.pop("CONTENT_TYPE", None)  # nothing is sent, so no charset can be claimed for the address
        kept = find(environ)
        if kept is None:
            return self._application(environ, start_response)
        status, headers, body = answer(environ, kept)
        start_response(f"{status} {responses[status]}", list(headers.items()))
        return [body]


class KeepPages:
    """Middleware: keeps what may be kept, and answers from it where ``KeptFirst`` doesn't stand before it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        store = the_store()
        if store is None:
            raise MiddlewareNotUsed("PAGE_CACHE is off")
        self._get_response, self._store = get_response, store

    def __call__(self, request: HttpRequest) -> HttpResponse:
        kept = None if ASKED in request.META else find(request.META)
        if kept is not None:
            return _response(request, kept)
        key = request.META.get(ASKED)
        if key is None:
            return self._get_response(request)
        if request.encoding:
            request.encoding = None  # type: ignore[assignment]  # a charset that a visitor claims must not change what the address says
        return self._render(request, key)

    def _render(self, request: HttpRequest, key: str) -> HttpResponse:
        """Have the page made, and keep it where it may be; while it is made, its view says what it depends on."""
        since = self._store.moment()
        with collecting(since) as shown:
            response = self._get_response(request)
        seconds = shown.seconds(LONGEST)
        invented = _asked(request.GET).items() - shown.query  # parameters that no address of the site bears
        if since is None or seconds <= 0 or invented:
            return response
        if not _may_be_kept(response, shown):
            return response
        page = _in_all_encodings(response)
        self._store.put(key, page, {EVERYTHING, *shown.tags}, since=since, seconds=seconds)
        return _response(request, page.get(_encoding(request.META.get("HTTP_ACCEPT_ENCODING", ""))) or page[""])


def _is_anonymous_reading(meta: dict[str, Any]) -> bool:
    return (
        meta.get("REQUEST_METHOD") in ("GET", "HEAD")
        and f"{settings.SESSION_COOKIE_NAME}=" not in meta.get("HTTP_COOKIE", "")
        and not meta.get("PATH_INFO", "").startswith(NEVER)
    )


def _key(meta: dict[str, Any]) -> str:
    """Scheme, host and address as asked for, of the query only what a page may depend on, read as pages read it."""
    query = ""
    if meta.get("QUERY_STRING"):
        given = QueryDict(get_bytes_from_wsgi(meta, "QUERY_STRING", ""), encoding="utf-8")
        query = urlencode(sorted(_asked(given).items()))
    host = meta.get("HTTP_HOST", "").lower()
    asked = f"{_scheme(meta)}|{host}|{meta.get('PATH_INFO', '')}|{query}|{release()}"
    return hashlib.blake2b(asked.encode(errors="surrogateescape"), digest_size=16).hexdigest()


def _asked(query: QueryDict) -> dict[str, str]:
    """What a page may depend on of a query."""
    return {name: str(query[name]) for name in PARAMETERS & query.keys() if query[name]}


def _scheme(meta: dict[str, Any]) -> str:
    """As ``HttpRequest.scheme`` says it: a trusted proxy's word, where one is configured and says something."""
    if settings.SECURE_PROXY_SSL_HEADER:
        header, secure = settings.SECURE_PROXY_SSL_HEADER
        said = meta.get(header)
        if said is not None:
            return "https" if said.split(",", 1)[0].strip() == secure else "http"
    return meta.get("wsgi.url_scheme", "http")


@lru_cache(maxsize=256)
def _encoding(accepted: str) -> str:
    """The best encoding of ours that an Accept-Encoding header takes; "" for none of them."""
    taken = {part.partition(";")[0].strip() for part in accepted.lower().split(",") if not REFUSED.search(part)}
    return next((name for name in ("br", "gzip") if name in taken), "")


def _may_be_kept(response: HttpResponse, shown: Dependencies) -> bool:
    return (
        response.status_code == 200
        and shown.named
        and len(shown.tags) <= MOST_TAGS
        and not response.streaming
        and not response.cookies
        and "cookie" not in response.headers.get("Vary", "").lower()
        and "Cache-Control" not in response.headers
    )


def _in_all_encodings(response: HttpResponse) -> dict[str, CachedResponse]:
    """The response as it will be sent: plain, and compressed where that helps; each with its own ETag."""
    headers = dict(response.headers)
    body = response.content
    bodies = {"": body}
    if squeezed := headers.pop("Content-Encoding", ""):
        bodies = {"": gzip.decompress(body), squeezed: body}
    if response.headers.get("Content-Type", "").startswith(COMPRESSED):
        bodies["br"] = brotli.compress(bodies[""], quality=6)
        bodies.setdefault("gzip", gzip.compress(bodies[""], 6, mtime=0))
    mark = hashlib.blake2b(bodies[""], digest_size=12).hexdigest()
    headers |= {
        "Cache-Control": "public, no-cache",
        "Last-Modified": http_date(timezone.now().timestamp()),
        "Vary": "Accept-Encoding",
    }
    page = {}
    for encoding, coded in bodies.items():
        about = {"Content-Length": str(len(coded)), "ETag": f'"{mark}{encoding and "-" + encoding}"'}
        if encoding:
            about["Content-Encoding"] = encoding
        page[encoding] = CachedResponse(headers | about, coded)
    return page


def answer(meta: dict[str, Any], kept: CachedResponse) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body for whoever asks: 304 without a body when they have this very page."""
    headers = kept.headers
    if headers["Last-Modified"] in _just_now():
        # Another page of the same second would bear the same date.
        headers = {name: value for name, value in headers.items() if name != "Last-Modified"}
    asked = meta.get("HTTP_IF_NONE_MATCH")
    if asked is not None:
        unchanged = headers["ETag"] in asked or asked.strip() == "*"
    else:
        unchanged = "Last-Modified" in headers and meta.get("HTTP_IF_MODIFIED_SINCE") == headers["Last-Modified"]
    if unchanged:
        same: dict[str, str] = {name: headers[name] for name in TOLD_AGAIN if name in headers}
        return 304, same, b""
    return 200, headers, b"" if meta.get("REQUEST_METHOD") == "HEAD" else kept.body


def _just_now() -> tuple[str, str]:
    moment = timezone.now().timestamp()
    return http_date(moment), http_date(moment - 1)


def _response(request: HttpRequest, kept: CachedResponse) -> HttpResponse:
    status, headers, body = answer(request.META, kept)
    return HttpResponse(body, status=status, headers=headers)
