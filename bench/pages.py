"""The pages under measure, and where each is on our site and on the stock one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin

from bench import data

SAMPLE = 12
"""Articles asked for in turn, the newest; they have gone through an SOP, which takes a second or two each."""
LIST_PAGE = 20


@dataclass(frozen=True)
class Kind:
    """One kind of page; no ``stock`` address: the stock site has nothing like it."""

    name: str
    ours: Sequence[str]
    stock: Sequence[str] = ()
    status: int = 200


OLDEST = re.compile(r'<a[^>]*href="([^"]*)"[^>]*>\s*Terlama\s*</a>')
"""The link of a list to its last page."""


def last_list_page(list_html: str, size: int) -> str:
    """Where the list's own link to its end leads; else the page of that number."""
    link = OLDEST.search(list_html)
    return urljoin("/berita/", unescape(link.group(1))) if link else f"/berita/?page={-(-size // LIST_PAGE)}"


def kinds(size: int, *, list_html: str = "") -> list[Kind]:
    """Every kind of page at a site with so many articles; our list tells where it ends."""
    articles = [f"/berita/{article.slug}/" for article in data.news(size, first=SAMPLE)]
    last, stock_last = last_list_page(list_html, size), last_list_page("", size)
    missing = [f"/berita/tidak-ada-{number}/" for number in range(SAMPLE)]
    return [
        Kind("home", ["/"], ["/"]),
        Kind("list", ["/berita/"], ["/berita/"]),
        Kind("article", articles, articles),
        Kind("last list page", [last], [stock_last]),
        Kind("RSS", ["/rss/"], ["/rss/"]),
        Kind("sitemap", ["/sitemap.xml"]),
        Kind("404", missing, missing, status=404),
        Kind("legal filter", ["/produk-hukum/?jenis=keputusan&status=berlaku"]),  # fills its page at every size
        Kind("search, common word", ["/cari/?q=pemilih"], ["/search/?query=pemilih"]),
        Kind("search, rare word", ["/cari/?q=braille"], ["/search/?query=braille"]),
    ]


def by_name(size: int, *, list_html: str = "") -> dict[str, Kind]:
    return {kind.name: kind for kind in kinds(size, list_html=list_html)}
