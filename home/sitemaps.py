"""The sitemap index, its parts per type and year, the news sitemap and robots.txt (sitemaps.org 0.9).

The index reads the first and the last date of each type's list and nothing between; a part reads three columns
of its year.
"""

from collections.abc import Iterable
from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta
from xml.sax.saxutils import escape

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.query import PageQuerySet

from home.cache.dependencies import cache_day, ends, front_tag, list_tag, shows, site_tag, text_tag
from home.channels import FOLLOWED
from home.listing import published
from home.models import PpidPage, SectionPage, StandardPage
from home.sharing import OfficeSite, office_site
from news.models import NewsPage, TextPage
from offices import office_time
from text.outlets import xml_text

PARTS: dict[str, type[TextPage]] = {model.section_kinds[0]: model for model in FOLLOWED}
"""Page types with a date, by the name of their parts."""
MOST_ADDRESSES = 50_000
"""Per file, sitemaps.org 0.9."""
STAYING = (StandardPage, PpidPage)
"""Texts whose date says little: one part holds them all, with the home page and the sections."""
NEWS_DAYS = 2
MOST_NEWS = 1000
"""Age and number of articles a news sitemap may hold (Google News)."""
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS_NAMESPACE = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Which parts there are."""
    site = office_site(request)
    shows(site_tag(site.home.pk), *(list_tag(model, site.home.pk) for model in PARTS.values()))
    parts = ["/sitemap-halaman.xml"]
    for name, model in PARTS.items():
        parts += [f"/sitemap-{name}-{year}.xml" for year in reversed(_years(site, model))]
    entries = [f"<sitemap><loc>{escape(site.absolute(part))}</loc></sitemap>" for part in parts]
    return _xml("sitemapindex", NAMESPACE, entries)


@require_safe
def part(request: HttpRequest, name: str, year: str) -> HttpResponse:
    """The pages of one type that went live in a year (UTC). Raises ``Http404`` for a year outside the site's."""
    site, model, number = office_site(request), PARTS[name], int(year)
    if not MINYEAR <= number <= MAXYEAR:
        raise Http404("No such year.")
    # An address or a date of change may change without the list changing: hence any text of the type.
    shows(site_tag(site.home.pk), list_tag(model, site.home.pk, number), text_tag(model, site.home.pk))
    # Not ``__year``: a range is what the index understands.
    span = datetime(number, 1, 1, tzinfo=UTC), datetime(number, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
    pages = published(model, site.home).filter(listed_at__range=span)
    entries = list(_addresses(site, pages))
    if not entries and number not in _years(site, model):
        raise Http404("Nothing of that year is published.")
    return _xml("urlset", NAMESPACE, entries)


@require_safe
def staying(request: HttpRequest) -> HttpResponse:
    """Home, sections, the SOPs, the register of information, and the pages of profile and PPID."""
    site = office_site(request)
    tags = [tag for model in STAYING for tag in (list_tag(model, site.home.pk), text_tag(model, site.home.pk))]
    shows(site_tag(site.home.pk), front_tag(site.home.pk), *tags)
    entries = [_entry(site, site.home.url_path, None)]
    entries += [f"<url><loc>{site.absolute(reverse(name))}</loc></url>" for name in ("sops", "information_register")]
    for model in (SectionPage, *STAYING):
        entries += _addresses(site, published(model, site.home))
    return _xml("urlset", NAMESPACE, entries)


@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """News of the last two days."""
    site = office_site(request)
    shows(site_tag(site.home.pk), list_tag(NewsPage, site.home.pk), text_tag(NewsPage, site.home.pk))
    since = office_time.now(site.zone.key) - timedelta(days=NEWS_DAYS)
    pages = published(NewsPage, site.home).filter(listed_at__gte=since)
    columns = ("url_path", "listed_at", "title")
    publication = (
        f"<news:publication><news:name>{escape(xml_text(site.home.title))}</news:name>"
        "<news:language>id</news:language></news:publication>"
    )
    entries = [
        f"<url><loc>{escape(site.address_at(url_path))}</loc><news:news>{publication}"
        f"<news:publication_date>{_moment(site, moment)}</news:publication_date>"
        f"<news:title>{escape(xml_text(title))}</news:title></news:news></url>"
        for url_path, moment, title in pages.values_list(*columns)[:MOST_NEWS]
    ]
    return _xml("urlset", f"{NAMESPACE} {NEWS_NAMESPACE}", entries)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers of this host are asked, and where its sitemaps are."""
    site = office_site(request)
    shows(site_tag(site.home.pk))
    return render(request, "robots.txt", {"address": site.address}, content_type="text/plain; charset=utf-8")


def _years(site: OfficeSite, model: type[TextPage]) -> range:
    """From the first year to the newest; a year between may be empty."""
    days = published(model, site.home).filter(listed_at__isnull=False).values_list("listed_at", "expire_at")
    first, last = days.order_by("listed_at", "pk").first(), days.first()
    if first is None or last is None:
        return range(0)
    for _, moment in (first, last):
        ends(moment)
    return range(cache_day(first[0]).year, cache_day(last[0]).year + 1)


def _addresses(site: OfficeSite, pages: PageQuerySet) -> Iterable[str]:
    rows = pages.values_list("url_path", "last_published_at", "first_published_at", "expire_at")[:MOST_ADDRESSES]
    for url_path, last, first, moment in rows.iterator():
        ends(moment)
        yield _entry(site, url_path, last or first)


def _entry(site: OfficeSite, url_path: str, changed: datetime | None) -> str:
    lastmod = f"<lastmod>{_moment(site, changed)}</lastmod>" if changed else ""
    return f"<url><loc>{escape(site.address_at(url_path))}</loc>{lastmod}</url>"


def _moment(site: OfficeSite, moment: datetime) -> str:
    return moment.astimezone(site.zone).isoformat(timespec="seconds")


def _xml(root: str, namespaces: str, entries: Iterable[str]) -> HttpResponse:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<{root} {namespaces}>", *entries, f"</{root}>", ""]
    return HttpResponse("\n".join(lines), content_type="application/xml; charset=utf-8")
