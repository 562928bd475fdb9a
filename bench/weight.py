"""What a phone transfers for a page: its HTML, styles, scripts and the pictures it would choose, compressed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from bench import pages
from bench.report import Check, at_most, missing
from bench.target import Running

PHONE_PIXELS = 720
"""Width of the screen in its own pixels: 360 CSS pixels at two to one."""
CODE_LIMIT, ARTICLE_LIMIT, LIST_LIMIT = 25.0, 60.0, 120.0
"""kB (1,000 bytes)."""
MODERN = ("image/avif", "image/webp")


@dataclass
class Parts(HTMLParser):
    """The addresses an HTML page loads."""

    code: set[str] = field(default_factory=set)
    pictures: set[str] = field(default_factory=set)
    _source: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "link" and {"stylesheet", "icon", "preload"} & set(given.get("rel", "").split()):
            (self.pictures if given.get("as") == "image" else self.code).add(given.get("href", ""))
        elif tag == "script" and given.get("src"):
            self.code.add(given["src"])
        elif tag == "picture":
            self._source = ""
        elif tag == "source" and given.get("type", MODERN[0]) in MODERN and not self._source:
            self._source = _chosen(given.get("srcset", ""))
        elif tag == "img":
            self.pictures.add(self._source or _chosen(given.get("srcset", "")) or given.get("src", ""))
            self._source = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "picture":
            self._source = ""


def _chosen(srcset: str) -> str:
    """The candidate a phone takes when the picture fills its width: the smallest that is wide enough."""
    candidates = [(int(width), address) for address, width in re.findall(r"(\S+)\s+(\d+)w", srcset)]
    if not candidates:
        return srcset.split()[0] if srcset.split() else ""
    wide_enough = [candidate for candidate in candidates if candidate[0] >= PHONE_PIXELS]
    return min(wide_enough)[1] if wide_enough else max(candidates)[1]


@dataclass(frozen=True)
class Weight:
    """Bytes transferred of a page; ``coding`` is how its HTML was compressed."""

    html: int
    code: int
    pictures: int
    coding: str

    @property
    def whole(self) -> int:
        return self.html + self.code + self.pictures


def weigh(running: Running, address: str) -> Weight:
    """Ask for a page and everything it loads, as a browser that takes Brotli.

    Raises ``LookupError`` when something on the page isn't there.
    """
    page = running.client.get(address, Accept_Encoding="br, gzip")
    _expect(page.status, address)
    parts = Parts()
    parts.feed(running.client.get(address).body.decode())
    code = sum(_sizes(running, address, parts.code))
    pictures = sum(_sizes(running, address, parts.pictures))
    return Weight(len(page.body), code, pictures, page.headers.get("content-encoding", "not compressed"))


def _sizes(running: Running, page: str, addresses: set[str]) -> Iterator[int]:
    for address in sorted(filter(None, addresses)):
        if address.startswith("data:"):
            continue
        path = urlsplit(urljoin(page, address)).path
        answer = running.client.get(path, Accept_Encoding="br, gzip", Accept="image/avif,image/webp,*/*")
        _expect(answer.status, path)
        yield len(answer.body)


def _expect(status: int, address: str) -> None:
    if status != 200:
        raise LookupError(f"{address} answers {status}")


def checks(running: Running, size: int) -> list[Check]:
    """The promises about weight."""
    kinds = pages.by_name(size)
    try:
        article = weigh(running, kinds["article"].ours[0])
        listing = weigh(running, kinds["list"].ours[0])
    except LookupError as fault:
        return [missing("weight", str(fault))]
    form = "{:.1f} kB"
    return [
        at_most(
            f"article, HTML + CSS + JS (HTML: {article.coding})", (article.html + article.code) / 1e3, CODE_LIMIT, form
        ),
        at_most("article with its picture", article.whole / 1e3, ARTICLE_LIMIT, form),
        at_most("list", listing.whole / 1e3, LIST_LIMIT, form),
    ]
