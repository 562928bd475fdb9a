"""Whatever a stranger sends, the site answers: no fault, no foreign words, nothing slipped into kept pages."""

import gzip
import random
from itertools import product
from urllib.parse import quote, unquote_to_bytes

import pytest
from django.conf import settings
from django.core.signals import request_started
from django.db import close_old_connections
from django.test import Client, RequestFactory

from home.cache import middleware, purge, remembered
from home.cache.memory import MemoryStore
from home.cache.middleware import PARAMETERS
from news.models import Attachment, LegalDocumentPage, NewsPage
from site_kpu.errors import MESSAGES
from site_kpu.wsgi import application
from tests.conftest import section
from tests.news.pages import TYPES, document, put
from workflows.gate.publishing import permitted

pytestmark = [pytest.mark.django_db, pytest.mark.production]

HOST = "serang.localhost"
SOUND = {200, 301, 302, 304, 400, 404, 405, 413, 414, 421}
SEED = 20260214
MANY = 2000
"""Requests the table must come to, as promised."""

METHODS = "GET HEAD POST PUT PATCH DELETE OPTIONS TRACE CONNECT PROPFIND LIHAT".split()
READING = ("GET", "HEAD")

VALUES = (
    *("", "0", "-1", "1", "abc", "1e9", "1.5", "+1", "%2B1", "NaN", "Infinity", "0x10", "١٢٣٤", "２０２４", "²⁰²⁴"),
    *("9" * 22, "-" + "9" * 22, "9" * 5000, "2147483648", "9223372036854775808", "65536"),
    *("%00", "a%00b", "%FF", "%FF%FE", "%C3", "%ED%A0%80", "%ED%BF%BF", "%F4%90%80%80", "%C0%AF", "%u0041", "%", "%G1"),
    *("'", "''", '"', "';--", "' OR '1'='1", "1);SELECT pg_sleep(0)--", "%25", "_", "%5C", "%27%22%5C", "\\x00", "$$"),
    *("a & b", "a & ", "!a", "!!", "a:*", ":*", "(a", "a)", "<->", "a<->", "a <2> b", "((((((", "| |", "'a':ABCD"),
    *(
        '"a',
        "a*",
        "*",
        "^a",
        "a NEAR b",
        "NEAR(a b, 5)",
        "AND",
        "OR",
        "NOT",
        "a NOT",
        "- a",
        "title:a",
        "{a b}:c",
        "a+b",
    ),
    *("аula", "Κ", "ﬁ", "İ", "ß", "ſ", "q̣̇" * 40, "‮desrever", "⁦⁩", "﻿", "​", " ", "🗳️", "👩‍👩‍👧", "𝔞", "﷽" * 50),
    *("<script>alert(1)</script>", "{{7*7}}", "{%25 load x %25}", "${jndi:ldap://x}", "../../etc/passwd", "%0d%0aX: y"),
    *("2022-02-08.1", "2022-02-30.1", "0000-01-01.1", "9999-12-31.999999999999", "0001-01-01.0", "2022-02-08.1%00"),
    *("2022-02-08.-1", "awal", "AWAL", "dicabut", "berlaku", "keputusan", "berkala", "a" * 8000, "%41" * 2700),
)
"""What may stand behind "=" in an address; not encoded any further, for strangers don't."""
NAMES = (*sorted(PARAMETERS), "q", "hal", "kantor", "persis", "format", "next", "_", "tidak-dikenal", "%00", "%FF", "")
QUERIES = (
    *("", "?", "&", "&&&", "=", "==", "=&=", ";", "tahun", "tahun=2022;status=dicabut", "tahun[]=2022", "tahun.x=1"),
    *("tahun=2022&tahun=abc&tahun=2021", "page=1&page=-1&page=%00", "sebelum=2022-01-01.1&sesudah=2022-01-01.1"),
    *("sebelum=awal&sesudah=awal", "&".join(f"p{number}=x" for number in range(900)), "&".join(["q=a"] * 900)),
    *("&" * 20_000, "&".join(["tahun=2022"] * 10_001)),
    *("a=" * 3000, "\xff\xfe", "q=\xe9", "subjek=\xc3\xa9", "utm_source=x&fbclid=y", "preview=1&mode_name=x", "rev=1"),
)
HEADERS = (
    *({"HTTP_ACCEPT_ENCODING": value} for value in ("", "*", "br;q=0", "gzip;q=abc", ",,,;;;", "\xff", "x" * 9000)),
    *({"HTTP_IF_NONE_MATCH": value} for value in ("*", '"', '""', "W/", 'W/"x"', ",", "\xff", '"a",' * 2000, "None")),
    *({"HTTP_IF_MODIFIED_SINCE": value} for value in ("", "kemarin", "0", "Thu, 99 Foo 99999 99:99:99 GMT", "\xff")),
    *({"HTTP_IF_UNMODIFIED_SINCE": value} for value in ("", "Thu, 01 Jan 1970 00:00:00 GMT", "x")),
    *({"HTTP_IF_MATCH": value} for value in ("*", '"x"', "\xff")),
    *({"HTTP_RANGE": value} for value in ("bytes=0-0", "bytes=-1", "bytes=9-1", "baris=1", "bytes=" + "0-1," * 999)),
    *({"HTTP_X_FORWARDED_HOST": value} for value in ("jahat.example", "a b", "\xff", "x" * 5000)),
    *({"HTTP_X_FORWARDED_PROTO": value} for value in ("https", "gopher", "https,http", "")),
    *({"HTTP_X_FORWARDED_FOR": value} for value in ("127.0.0.1", "::1", "' OR 1=1", "1," * 3000)),
    *({"HTTP_X_FORWARDED_PORT": value} for value in ("0", "99999999999", "abc")),
    *({"HTTP_X_HTTP_METHOD_OVERRIDE": value} for value in ("DELETE", "POST")),
    *({"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}, {"HTTP_ORIGIN": "null"}, {"HTTP_REFERER": "\xff" * 99}),
    *({"HTTP_ACCEPT": value} for value in ("", "application/json", "*/*;q=x", "text/html;level=" + "1" * 3000)),
    *({"HTTP_ACCEPT_LANGUAGE": value} for value in ("en", "xx-yy;q=z", "../../etc", "a" * 5000, "\xff")),
    *({"HTTP_USER_AGENT": value} for value in ("", "\x01\x02", "x" * 9000)),
    *({"HTTP_COOKIE": value} for value in ("", "=", ";;;", "a", "sessionid=", "sessionid=x", "sessionid=\xff" * 3)),
    *(
        {"HTTP_COOKIE": value}
        for value in ('sessionid="\\000aaaaaaaa"', "messages=x", "csrftoken=\xff", "a=" + "b" * 9000)
    ),
    *(
        {"HTTP_COOKIE": "; ".join(f"k{number}={'v' * 200}" for number in range(200))},
        {"HTTP_COOKIE": "sessionid=" * 500},
    ),
    *({"HTTP_CONNECTION": "close, X"}, {"HTTP_TRANSFER_ENCODING": "chunked"}, {"HTTP_EXPECT": "200-maybe"}),
    *(
        {"CONTENT_TYPE": f"text/html; charset={name}"}
        for name in ("utf-16-le", "utf-8-sig", "koi8-r", "big5", "shift_jis")
    ),
    *({"CONTENT_TYPE": f"text/html; charset={name}"} for name in ("utf-16", "utf-7", "cp037", "utf-32", "tidak-ada")),
    *(
        {"CONTENT_TYPE": value}
        for value in ("", ";", "multipart/form-data", "application/json", "\xff", "a/b; charset=")
    ),
    *({"CONTENT_LENGTH": value} for value in ("", "-1", "abc", "0")),
)
"""Header lines; no page of the public site reads more of them than its host."""
WRONG_HOSTS = (
    *("a b", "serang.localhost/", "serang.localhost@jahat.example", "serang.localhost:abc", "serang.localhost:80:80"),
    *(
        "<script>",
        "../..",
        "[::1",
        "::1",
        "\xff",
        "serang_localhost",
        "serang.localhost\x00",
        "a" * 300 + "_",
        "?",
        "#",
    ),
    *("serang.localhost, jahat.example", "serang.localhost:-1", "http://serang.localhost", "%00", "'"),
)
ODD_HOSTS = (
    *("SERANG.LOCALHOST", "serang.localhost.", "serang.localhost:80", "serang.localhost:0", "serang.localhost:65536"),
    *("serang.localhost:" + "9" * 30, "tidak-ada.example", "tidak-ada.example:" + "9" * 30, "[::1]", "127.0.0.1:8000"),
    *("x" * 250, "xn--e1afmkfd.example", "banten.localhost", "."),
)
PATHS = (
    *(
        "//",
        "///",
        "////evil.example/",
        "//evil.example/%2e%2e",
        "/%2f%2fevil.example/",
        "/\\evil.example/",
        "/.",
        "/..",
    ),
    *(
        "/../",
        "/../../etc/passwd",
        "/%2e%2e/",
        "/%2e%2e%2f%2e%2e%2fetc/passwd",
        "/berita/../",
        "/berita/%2e%2e/",
        "/./",
    ),
    *("/%00", "/berita/%00/", "/berita%00", "/%00/rss/", "/tagar/%00/", "/p/1%00/", "/cari/%00", "/sop/%00"),
    *(
        "/" + "a" * 255 + "/",
        "/" + "a" * 8000,
        "/" + "a/" * 2000,
        "/tagar/" + "a" * 256 + "/",
        "/" + "%41" * 2500 + "/",
    ),
    *(
        "/BERITA/",
        "/Berita/",
        "/berita",
        "/berita//",
        "/berita/%20/",
        "/berita/ ",
        "/ berita/",
        "/berita;a=b/",
        "/berita/;",
    ),
    *(
        "/tagar/",
        "/tagar/tidak-ada/",
        "/tagar/tidak-ada/rss/",
        "/tagar/%F0%9F%97%B3/",
        "/tagar/%D0%B0/",
        "/tagar/a%2Fb/",
    ),
    *("/p/0/", "/p/-1/", "/p/01/", "/p/2147483648/", "/p/9999999999/", "/p/99999999999/", "/p/abc/", "/p/1", "/p//"),
    *("/p/%D9%A1/", "/bagikan/0.png", "/bagikan/2147483648.png", "/bagikan/9999999999.png", "/bagikan/abc.png"),
    *(
        "/bagikan/1.jpg",
        "/bagikan/%D9%A1.png",
        "/sitemap-berita-0000.xml",
        "/sitemap-berita-9999.xml",
        "/sitemap-x-2022.xml",
    ),
    *("/sitemap-berita-10000.xml", "/sitemap-berita-%D9%A2%D9%A0%D9%A2%D9%A2.xml", "/sitemap-.xml", "/sitemap.xml/"),
    *(
        "/daftar-informasi-publik.xls",
        "/daftar-informasi-publik.csv/",
        "/daftar-informasi-publik",
        "/feed/",
        "/feed/x.json",
    ),
    *(
        "/%FF/",
        "/%FF%FE",
        "/%C3/",
        "/%ED%A0%80/",
        "/%F4%90%80%80/",
        "/%C0%AE%C0%AE/",
        "/%E2%80%AE/",
        "/%EF%BB%BF/",
        "/%",
    ),
    *("/%25", "/%2525/", "/%0d%0aX-A:%20b/", "/%0a", "/[", "//[", "//[/", "/]", "/http://[", "/{{7*7}}/", "/<script>/"),
    *(
        "/'/",
        '/"/',
        "/%27%20OR%201=1/",
        "/*",
        "/?",
        "/#",
        "/:",
        "/@",
        "/~",
        "/$",
        "/|",
        "/^",
        "/`",
        "/.git/config",
        "/.env",
    ),
    *(
        "/wp-login.php",
        "/index.php",
        "/admin",
        "/static/../../settings.py",
        "/media/../db.sqlite3",
        "/robots.txt/",
        "*",
        "",
    ),
    *(
        "/documents/1/",
        "/documents/1/x",
        "/documents/99999999999999999999/x.pdf",
        "/documents/1/%00.pdf",
        "/documents/",
    ),
    *(
        "/berita/rss",
        "/berita/rss/rss/",
        "/tidak-ada/rss/",
        "/rss/rss/",
        "/cari/rss/",
        "/cari/x/",
        "/%2frss/",
        "/rss/%00",
    ),
    *(
        "/%E1%BA%9E/",
        "/%C4%B0/",
        "/\u202e/",
        "/\U0001f5f3/",
        "/%5b/%5d/",
        "/static/",
        "/media/",
        "/static/%00",
        "/media/%00",
    ),
)
"""Addresses as they are typed; some mean the front page, most mean nothing."""


def as_sent(query):
    """A query in the bytes a web server hands on, as WSGI wants them: read as Latin-1."""
    return query if query.isascii() else query.encode("utf-8", "surrogatepass").decode("latin-1")


def sent(environ):
    """Status and body of the application's own answer."""
    statuses = []
    environ = RequestFactory()._base_environ(**{"HTTP_HOST": HOST, **environ})
    request_started.disconnect(close_old_connections)  # the test's own connection stays open, as with the test client
    try:
        answer = application(environ, lambda status, headers: statuses.append(int(status[:3])))
    finally:
        request_started.connect(close_old_connections)
    return statuses[-1], b"".join(answer)


class Visitor:
    """Sends what no browser would, and keeps what went wrong."""

    def __init__(self):
        self._client = Client(raise_request_exception=False)
        self.asked, self.faults = 0, []

    def ask(self, method="GET", path="/", query="", **meta):
        """One request, its path percent-decoded as a web server does, checked against the promises."""
        raw = unquote_to_bytes(path.encode()).decode("latin-1")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": raw,
            "QUERY_STRING": as_sent(query),
            "HTTP_HOST": HOST,
            **meta,
        }
        response = self._client.request(**environ | meta)
        self._client.cookies.clear()
        self.asked += 1
        if fault := self._fault(method, response):
            self.faults.append(f"{fault}: {method} {path[:80]!r} ?{query[:80]!r} {str(meta)[:120]}")
        return response

    def _fault(self, method, response):
        if response.status_code not in SOUND:
            kind, error = (getattr(response, "exc_info", None) or (None, ""))[:2]
            return f"status {response.status_code} {kind and kind.__name__} {str(error)[:100]}"
        body = b"" if response.streaming else response.content
        if method == "HEAD" and body:
            return "HEAD with a body"
        if response.status_code == 405 and not response.headers.get("Allow"):
            return "405 without Allow"
        if response.headers.get("Content-Encoding") == "gzip" and body:
            body = gzip.decompress(body)
        if response.status_code >= 400 and method != "HEAD":
            return self._is_no_help(response.status_code, body.decode())
        if response.status_code in (301, 302) and response["Location"].startswith("//"):
            return f"leads away to {response['Location'][:60]}"
        return ""

    @staticmethod
    def _is_no_help(status, html):
        if status == 421:
            return "" if "http://serang.localhost" in html else "no list of offices for a host of nobody"
        if status not in MESSAGES:
            return f"no words for status {status}"
        title, text = MESSAGES[status]
        told = ('lang="id"' in html, title in html, text in html, '<a href="/">' in html)
        return "" if all(told) else f"no help in a page of status {status}: {html[:60]!r}"


@pytest.fixture
def visitor(record_property):
    found = Visitor()
    yield found
    record_property("requests", found.asked)
    assert not found.faults, "\n".join(found.faults[:40])


@pytest.fixture
def addresses():
    """Every kind of public address of a site that has one page of each type."""
    pages = [put(model, title=f"Halaman {model.__name__}") for model in TYPES]
    file = document()
    tagged = put(NewsPage, title="Dengan tagar", attachments=[Attachment(document=file, title="Berkas")])
    tagged.tags.add("pleno")
    with permitted(None):
        tagged.save()
    names = ("berita", "pengumuman", "produk-hukum", "publikasi", "sosialisasi", "profil", "ppid")
    fixed = """
        / /rss/ /atom/ /berita/rss/ /produk-hukum/atom/ /tagar/pleno/ /tagar/pleno/rss/ /tagar/pleno/atom/ /robots.txt
        /sitemap.xml /sitemap-halaman.xml /sitemap-berita.xml /sitemap-berita-2022.xml /feed/document.json /sop/
        /daftar-informasi-publik/ /daftar-informasi-publik.csv /daftar-informasi-publik.xlsx /cari/
    """.split()
    return [
        *fixed,
        *(f"/{name}/" for name in names),
        *(page.get_url_parts()[2] for page in pages),
        *(f"/bagikan/{pages[0].pk}.png", f"/p/{pages[0].pk}/", "/tidak-ada/"),
    ]


# --- the table --------------------------------------------------------------------------------------


def test_every_address_answers_every_method(visitor, addresses):
    for address, method in product(addresses, METHODS):
        response = visitor.ask(method, address)
        if method not in READING and address != "/tidak-ada/":
            assert response.status_code == 405, (method, address)
            assert "GET" in response.headers["Allow"]
    assert visitor.asked == len(addresses) * len(METHODS)


def test_every_parameter_takes_every_value(visitor, addresses, everything):
    """Lists read parameters and the search does: those take every value; every other address some."""
    chance = random.Random(SEED)
    reading = ("/produk-hukum/", "/cari/")
    for value in VALUES:
        for address in reading:
            names = ("q",) if address == "/cari/" else ("tahun", "subjek", "sebelum", "sesudah")
            for name in names if everything else chance.sample(names, 1):
                visitor.ask(path=address, query=f"{name}={value}")
        for name in chance.sample(NAMES, 4 if everything else 1):
            visitor.ask(path=chance.choice(addresses), query=f"{name}={value}")
    for query in QUERIES:
        for address in (*reading, *chance.sample(addresses, 3 if everything else 1)):
            visitor.ask(path=address, query=query)


def test_every_address_takes_any_query(visitor, addresses, everything):
    chance = random.Random(SEED + 1)
    for address in addresses:
        for _ in range(8 if everything else 2):
            pairs = [f"{chance.choice(NAMES)}={chance.choice(VALUES)}" for _ in range(chance.randint(1, 6))]
            visitor.ask(chance.choice(READING), address, "&".join(pairs))


def test_headers_that_make_no_sense_change_nothing(visitor, addresses, everything):
    chance = random.Random(SEED + 2)
    for headers in HEADERS:
        for address in ("/", *chance.sample(addresses, 2 if everything else 0)):
            response = visitor.ask(path=address, query="tahun=2022&q=aula", **headers)
            assert response.status_code in (200, 302, 304, 404), (headers, address)
    for _ in range(80 if everything else 20):
        headers = {name: value for some in chance.sample(HEADERS, 5) for name, value in some.items()}
        visitor.ask(chance.choice(METHODS), chance.choice(addresses), "tahun=2022", **headers)


def test_a_host_that_is_none_is_refused(visitor):
    for host, address in product(WRONG_HOSTS, ("/", "/rss/", "/cari/", "/tidak-ada/")):
        assert visitor.ask(path=address, HTTP_HOST=host).status_code == 400, host


def test_an_odd_host_gets_a_page_or_none(visitor, addresses):
    for host, address in product(ODD_HOSTS, ("/", "/berita/", "/rss/", "/sitemap.xml", "/cari/", "/p/1/", "/x/")):
        visitor.ask(path=address, HTTP_HOST=host)


def test_addresses_that_mean_nothing_are_not_found(visitor):
    for path in PATHS:
        for method in ("GET", "HEAD", "POST"):
            if path == "/admin" or (method == "POST" and path.startswith("/documents/")):
                continue
            visitor.ask(method, path)
        visitor.ask("GET", path, "x=%00&tahun=2022")


def test_misspelt_addresses_lead_somewhere_or_nowhere(visitor, addresses):
    for address in addresses:
        bare = address.strip("/")
        for path in (
            *(f"//{bare}/", f"/{bare}", f"/{bare}//", f"/{bare.upper()}/", f"/{bare}/../", f"/x/../{bare}/"),
            *(f"/{quote(bare, safe='')}/", f"/{bare}%00", f"/{bare}%20/", f"/{bare}.html", f"/{bare}/{bare}/"),
            *(f"/%2e/{bare}/", f"/{bare};x=y/", f"/{bare}%2F", f"\\{bare}"),
        ):
            visitor.ask("GET", path)


def test_bodies_that_nobody_asked_for_are_not_read(visitor, addresses):
    from django.test.client import FakePayload

    for address in addresses:
        body = FakePayload(b"\x00\xff" * 200)
        for kind in ("multipart/form-data; boundary=x", "application/x-www-form-urlencoded; charset=utf-16"):
            visitor.ask("POST", address, **{"CONTENT_TYPE": kind, "CONTENT_LENGTH": "400", "wsgi.input": body})


def test_the_table_is_as_long_as_promised():
    asked = 31 * len(METHODS) + len(VALUES) * 9 + len(QUERIES) * 5 + len(HEADERS) * 3 + len(PATHS) * 4
    assert asked >= MANY


def test_the_application_itself_takes_it_all(kept):
    """As a web server calls it: kept pages are looked for before Django has a say."""
    chance, asked, faults = random.Random(SEED + 3), 0, []
    for _ in range(700):
        meta = {name: value for some in chance.sample(HEADERS, 2) for name, value in some.items()}
        meta["HTTP_HOST"] = chance.choice((HOST, HOST, HOST, *ODD_HOSTS, *WRONG_HOSTS))
        if "charset" in meta.get("CONTENT_TYPE", ""):
            del meta["CONTENT_TYPE"]  # see ``test_a_claimed_charset_is_no_fault``
        query = chance.choice((*QUERIES, *(f"{name}={value}" for name in ("tahun", "subjek", "q") for value in VALUES)))
        raw = unquote_to_bytes(chance.choice(("/", "/berita/", "/rss/", *PATHS)).encode()).decode("latin-1")
        if raw == "/admin":
            continue  # the login page
        method = chance.choice(READING if raw.startswith("/documents/") else (*READING, *READING, "POST"))
        environ = {**meta, "REQUEST_METHOD": method, "PATH_INFO": raw, "QUERY_STRING": as_sent(query)}
        for _ in range(2):  # the second time a page may be a kept one
            status, body = sent(environ)
            asked += 1
            if status not in SOUND or (status in (304, 405) and method == "HEAD" and body):
                faults.append(f"{status}: {environ}")
    assert asked > 1000
    assert not faults, "\n".join(faults[:20])


def test_more_parameters_than_anyone_has_are_refused(kept):
    for _ in range(2):
        assert sent({"QUERY_STRING": "tahun=2022&" * 10_001, "PATH_INFO": "/berita/"})[0] == 400


# --- kept pages -------------------------------------------------------------------------------------


@pytest.fixture
def kept(tmp_path, monkeypatch):
    store = MemoryStore(str(tmp_path / "moments"), 10_000_000)
    for module in (middleware, purge, remembered):
        monkeypatch.setattr(module, "the_store", lambda: store)
    return store


def page_at(address, query="", **meta):
    """What a visitor with a plain browser is sent."""
    client = Client(raise_request_exception=False)
    return client.request(PATH_INFO=address, QUERY_STRING=query, **{"HTTP_HOST": HOST, **meta})


def fresh(address, query="", **meta):
    """The same made anew: whoever has a session is never sent a kept page."""
    return page_at(address, query, **{"HTTP_COOKIE": f"{settings.SESSION_COOKIE_NAME}=x", **meta})


@pytest.mark.parametrize("address", ["/", "/produk-hukum/", "/rss/", "/sitemap.xml", "/robots.txt", "/sop/"])
def test_no_header_of_one_visitor_is_seen_by_the_next(kept, address):
    put(LegalDocumentPage)
    for headers in (
        *(
            {"HTTP_X_FORWARDED_HOST": "jahat.example"},
            {"HTTP_X_FORWARDED_PROTO": "https"},
            {"HTTP_FORWARDED": "host=x"},
        ),
        *({"HTTP_X_FORWARDED_PORT": "1"}, {"HTTP_X_ORIGINAL_URL": "/cari/"}, {"HTTP_X_REWRITE_URL": "/cari/"}),
        *({"HTTP_ACCEPT_LANGUAGE": "en"}, {"HTTP_ACCEPT": "application/json"}, {"HTTP_X_FORWARDED_PREFIX": "/jahat"}),
        *({"HTTP_RANGE": "bytes=0-9"}, {"HTTP_COOKIE": "messages=x; csrftoken=y"}, {"HTTP_IF_NONE_MATCH": "*"}),
        *({"HTTP_ACCEPT_ENCODING": "gzip"}, {"REQUEST_METHOD": "HEAD"}, {"HTTP_X_HTTP_METHOD_OVERRIDE": "POST"}),
        *({"CONTENT_TYPE": "text/html; charset=utf-16"}, {"HTTP_REFERER": "http://jahat.example/"}),
    ):
        kept.purge(["everything"])
        truth = fresh(address).content
        page_at(address, **headers)
        after = page_at(address)
        assert (after.status_code, after.content) == (200, truth), headers
        assert "jahat" not in after.content.decode()


@pytest.fixture
def documents():
    """Legal documents of two years, so that a list shows which year it was narrowed to."""
    for year in (2021, 2024):
        put(LegalDocumentPage, title=f"Dari {year}", year=year, subject="tata naskah" if year == 2021 else "é")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("tahun=2024&tahun=2021", "tahun=2021&tahun=2024"),
        ("tahun=2021&tahun=2024", "tahun=2024"),
        ("tahun=2024&tahun=2021", "tahun=2024"),
        ("tahun=2021;tahun=2024", "tahun=2021"),
        ("utm_source=x;tahun=2024", ""),
        ("utm_source=x&tahun=2024", "tahun=2024"),
        ("tahun=2024&utm_source=tahun=2021", "tahun=2024"),
        ("Tahun=2024", "tahun=2024"),
        ("tahun%00=2024", "tahun=2024"),
        ("%74ahun=2024", "tahun=2024"),
        ("tahun=2024%20", "tahun=2024"),
        ("tahun=2024%00", "tahun=2024"),
        ("tahun=%FF", "tahun=%EF%BF%BD"),
        ("tahun=", ""),
        ("tahun", ""),
        ("?tahun=2024", ""),
        ("subjek=\xc3\xa9", "subjek=%C3%83%C2%A9"),
        ("subjek=%C3%A9", "subjek=\xc3\xa9"),
        ("subjek=\xe9", "subjek=%C3%A9"),
        ("subjek=tata&subjek=", "subjek=&subjek=tata"),
        ("subjek=a+b", "subjek=a%2Bb"),
        ("subjek=a%26tahun=2024", "subjek=a&tahun=2024"),
        ("sebelum=2023-01-01.1&sebelum=", "sebelum=&sebelum=2023-01-01.1"),
    ],
)
def test_no_way_to_write_a_query_shows_another_ones_page(kept, documents, first, second):
    for pair in ((first, second), (second, first)):
        kept.purge(["everything"])
        for query in pair:
            assert page_at("/produk-hukum/", query).content == fresh("/produk-hukum/", query).content, (query, pair)


@pytest.mark.parametrize("charset", ["utf-16", "utf-32-be", "cp037", "utf-7", "latin-1", "koi8-r", "unicode_escape"])
def test_a_claimed_charset_does_not_change_what_a_query_says(kept, documents, charset):
    for query in ("tahun=2021", "subjek=%E9", "subjek=%C3%A9"):
        kept.purge(["everything"])
        truth = fresh("/produk-hukum/", query).content
        claimed = page_at("/produk-hukum/", query, CONTENT_TYPE=f"text/html; charset={charset}")
        assert (claimed.status_code, claimed.content) == (200, truth)
        assert page_at("/produk-hukum/", query).content == truth


@pytest.mark.parametrize("charset", ["base64", "hex", "zlib", "rot13", "undefined", "idna", "punycode"])
def test_a_claimed_charset_is_no_fault(charset):
    """Some are none for text. To the application itself: the test client's handler is another one."""
    asked = {"PATH_INFO": "/", "QUERY_STRING": "q=%C3%A9", "CONTENT_TYPE": f"text/html; charset={charset}"}
    assert sent(asked)[0] == 200


def test_a_claimed_charset_with_too_many_parameters_is_no_fault():
    asked = {"PATH_INFO": "/berita/", "QUERY_STRING": "&" * 10_001, "CONTENT_TYPE": "text/html; charset=utf-8"}
    assert sent(asked)[0] == 400


@pytest.mark.parametrize("other", ["banten.localhost", "banten.localhost:80", "BANTEN.localhost", "tidak-ada.example"])
def test_hosts_keep_apart(kept, other):
    put(NewsPage, title="Hanya di Serang")
    truth = fresh("/berita/", HTTP_HOST=other).content
    for host in (HOST, HOST.upper(), f"{HOST}:80", f"{HOST}:9999"):
        page_at("/berita/", HTTP_HOST=host)
        assert page_at("/berita/", HTTP_HOST=other).content == truth
        assert page_at("/berita/", HTTP_HOST=HOST).content == fresh("/berita/").content


@pytest.mark.parametrize("host", [HOST.upper(), f"{HOST}:80", f"{HOST}:9999", f"{HOST}."])
def test_ways_to_write_the_host_show_no_trace_of_themselves(kept, host):
    for address in ("/", "/rss/", "/sitemap.xml"):
        page_at(address, HTTP_HOST=host)
        assert page_at(address).content == fresh(address).content


def test_the_search_is_never_kept(kept):
    put(NewsPage, title="Pleno terbuka")
    for query in ("", "q=pleno", "q=pleno&tahun=2022", "tahun=2022"):
        for _ in range(2):
            assert "ETag" not in page_at("/cari/", query).headers
    assert all(key.startswith(("home:", "site roots")) for key in kept._pages), "only the skeleton of the site"


def test_nothing_but_a_page_that_was_found_is_kept(kept, visitor):
    for path in PATHS:
        response = visitor.ask("GET", path)
        assert "ETag" not in response.headers or response.status_code == 200
    assert visitor.ask("GET", "/berita").status_code == 301


@pytest.mark.parametrize(
    ("accepted", "sent"),
    [
        *(("br", "br"), ("gzip", "gzip"), ("gzip, deflate, br, zstd", "br"), ("gzip;q=1.0, br;q=0.5", "br")),
        *(("", ""), ("identity", ""), ("br;q=0", ""), ("br;q=0, gzip", "gzip"), ("gzip;q=0", ""), ("br;q=0.0", "")),
        *(("brotli", ""), ("x-vibrate", ""), ("xgzipx", ""), ("BR", "br"), (" GZIP ; q=0.1", "gzip")),
    ],
)
def test_a_page_is_sent_in_no_encoding_that_was_refused(kept, accepted, sent):
    for _ in range(2):
        assert page_at("/", HTTP_ACCEPT_ENCODING=accepted).headers.get("Content-Encoding", "") == sent


def test_sections_exist_for_the_addresses_above():
    assert all(section("serang", name).live for name, _ in TYPES.values())
