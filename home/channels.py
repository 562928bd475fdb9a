"""What may be followed on a site: the whole, a section, a tag; and the list of a tag as a page.

A channel has the order of the lists: when a text first went live. It looks at the newest twenty of each type's list:
the same few rows however many pages there are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from taggit.models import Tag
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.query import PageQuerySet

from engine import wagtail_internals
from home.cache.dependencies import front_tag, list_tag, shows, site_tag, text_tag
from home.listing import published, shows_slice, slice_of
from home.models import LISTED, PpidPage, SectionPage, StandardPage
from home.sharing import OfficeSite, office_site
from news.models import ContentPage, NewsPage, NewsTag, TextPage
from news.pictures import FALLBACK, SHOWN_SIZES
from text.tags import spellings

NEWEST = 20
FOLLOWED = tuple(dict.fromkeys(LISTED.values()))
"""The page types whose publication is news."""


@dataclass(frozen=True)
class Channel:
    """What one feed draws from: pages of some types at or below a page (``where``), perhaps with a tag."""

    site: OfficeSite
    title: str
    description: str
    link: str
    models: tuple[type[TextPage], ...]
    where: Page
    tag: Tag | None = None

    def pages(self, model: type[TextPage]) -> PageQuerySet:
        pages = published(model, self.where)
        return pages.filter(_tagged(self.tag)) if self.tag else pages

    def shows(self) -> None:
        """Tell the page cache what a feed of this channel shows."""
        home = self.site.home.pk
        # A section's introduction stands on the front page too, so the home page's tag covers both.
        shows(site_tag(home), front_tag(home), *(list_tag(model, home) for model in self.models))
        if self.tag:  # which articles have it is part of their texts
            shows(text_tag(NewsPage, home))


@dataclass(frozen=True)
class Entry:
    page: TextPage
    site: OfficeSite
    tags: tuple[str, ...] = ()

    @property
    def published(self) -> datetime:
        return published_at(self.page, self.site.zone)


def published_at(page: TextPage, zone: ZoneInfo) -> datetime:
    """When the page first appeared, where the office is."""
    return (page.listed_at or timezone.now()).astimezone(zone)


def site_channel(request: HttpRequest) -> Channel:
    site = office_site(request)
    description = site.home.intro or f"Berita, pengumuman, produk hukum, dan publikasi {site.home.title}."
    return Channel(site, site.home.title, description, site.address_of(site.home), FOLLOWED, site.home)


def section_channel(request: HttpRequest, slug: str) -> Channel:
    """Raises ``Http404`` where the site has no such section."""
    site = office_site(request)
    section = published(SectionPage, site.home).filter(slug=slug).first()
    if section is None:
        raise Http404("No such section.")
    wagtail_internals.note_parent(section, site.home)
    listed = LISTED.get(section.section_kind)
    models = (listed,) if listed else (StandardPage, PpidPage)
    title = f"{section.title} – {site.home.title}"
    return Channel(site, title, section.intro or title, site.address_of(section), models, section)


def tag_channel(request: HttpRequest, slug: str) -> Channel:
    """Raises ``Http404`` where nobody uses such a tag."""
    site, tag = office_site(request), _tag(slug)
    title = f"Tagar {tag.name} – {site.home.title}"
    return Channel(site, title, title, site.absolute(f"/tagar/{tag.slug}/"), (NewsPage,), site.home, tag)


def _tag(slug: str) -> Tag:
    tag = Tag.objects.filter(slug=slug).first()
    if tag is None:
        raise Http404("No such tag.")
    return tag


def _tagged(tag: Tag) -> Q:
    """However it is spelt in a text."""
    return Q(pk__in=NewsTag.objects.filter(tag__in=spellings(tag)).values("content_object_id"))


def newest(channel: Channel) -> list[Entry]:
    """The newest pages of a channel, with pictures and tags: as many queries for one entry as for twenty.

    Raises ``Http404`` for a tag that no page of the site has: another office's tags are not told here.
    """
    found = [page for model in channel.models for page in _with_picture(model, channel.pages(model))[:NEWEST]]
    if channel.tag and not found:
        raise Http404("Nothing of this site has the tag.")
    zone = channel.site.zone
    found.sort(key=lambda page: (published_at(page, zone), page.pk), reverse=True)
    shown = found[:NEWEST]
    tags = _tags_of(page.pk for page in shown if isinstance(page, NewsPage))
    return [Entry(page, channel.site, tuple(tags.get(page.pk, ()))) for page in shown]


def _with_picture(model: type[TextPage], pages: PageQuerySet) -> PageQuerySet:
    if not issubclass(model, ContentPage):
        return pages.defer("body")
    # The one format and size every feed reader shows; a visitor's request makes none.
    stored = get_image_model().get_rendition_model().objects.filter(SHOWN_SIZES, filter_spec=FALLBACK)
    return pages.defer("body").select_related("image").prefetch_related(Prefetch("image__renditions", stored))


def _tags_of(pks: Iterable[int]) -> dict[int, list[str]]:
    names: dict[int, list[str]] = {}
    if wanted := list(pks):
        for item in NewsTag.objects.filter(content_object__in=wanted).select_related("tag").order_by("pk"):
            names.setdefault(item.content_object_id, []).append(item.tag.name)
    return names


@require_safe
def tag_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The articles of a tag in slices. Raises ``Http404`` for a tag this site doesn't use."""
    site, tag = office_site(request), _tag(slug)
    articles = published(NewsPage, site.home).filter(_tagged(tag)).defer("body")
    shown = slice_of(articles, request.GET)
    if not shown.entries:
        raise Http404("Nothing of this site has the tag.")
    shows(site_tag(site.home.pk), text_tag(NewsPage, site.home.pk))
    shows_slice(NewsPage, site.home.pk, shown)
    return render(request, "home/tag.html", {"tag": tag, "entries": shown})
