"""The channels of a site as RSS and Atom, and the feed for JDIHN."""

import mimetypes
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed, SyndicationFeed
from django.views.decorators.http import require_safe
from wagtail.images.models import AbstractRendition

from home.cache.dependencies import list_tag, shows, site_tag, text_tag
from home.channels import Channel, Entry, newest
from home.listing import published
from home.sharing import office_site
from news.jdihn import records
from news.models import LegalDocumentPage
from text.outlets import xml_text

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""How old a site is that nobody published: its home page came with the installation."""


class _Dated(SyndicationFeed):
    """A feed without entries is as old as its site; Django's says now, another text at every second."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else self.feed["opened"]


class Rss(_Dated, Rss201rev2Feed):
    """RSS 2.0."""


class Atom(_Dated, Atom1Feed):
    """Atom 1.0 (RFC 4287)."""


class OfficeFeed(Feed):
    """A channel as RSS or Atom; addresses are full, dates in the office's time zone."""

    language = "id"
    item_guid_is_permalink = True

    def __init__(self, channel: Callable[..., Channel], feed_type: type[SyndicationFeed]) -> None:
        self._channel = channel
        self.feed_type = feed_type

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().__call__(request, *args, **kwargs)
        # The newest entry's date goes backwards when that entry is taken down: no measure of being current.
        del response["Last-Modified"]
        return response

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> tuple[Channel, str]:
        channel = self._channel(request, **kwargs)
        channel.shows()
        return channel, channel.site.absolute(request.path)

    def title(self, obj: tuple[Channel, str]) -> str:
        return xml_text(obj[0].title)

    def description(self, obj: tuple[Channel, str]) -> str:
        return xml_text(obj[0].description)

    subtitle = description

    def link(self, obj: tuple[Channel, str]) -> str:
        return obj[0].link

    def feed_url(self, obj: tuple[Channel, str]) -> str:
        return obj[1]

    def author_name(self, obj: tuple[Channel, str]) -> str:
        return xml_text(obj[0].site.home.title)

    def feed_extra_kwargs(self, obj: tuple[Channel, str]) -> dict[str, Any]:
        site = obj[0].site
        return {"opened": (site.home.first_published_at or EPOCH).astimezone(site.zone)}

    def items(self, obj: tuple[Channel, str]) -> list[Entry]:
        return newest(obj[0])

    def item_title(self, item: Entry) -> str:
        return xml_text(item.page.shown_title)

    def item_description(self, item: Entry) -> str:
        # Readers take a description for HTML.
        return escape(xml_text(item.page.summary), quote=False)

    def item_link(self, item: Entry) -> str:
        return item.site.address_of(item.page)

    def item_guid(self, item: Entry) -> str:
        return item.site.short_link(item.page)

    def item_author_name(self, item: Entry) -> str:
        return xml_text(getattr(item.page, "author_unit", "") or item.site.home.title)

    def item_pubdate(self, item: Entry) -> datetime:
        return item.published

    def item_updateddate(self, item: Entry) -> datetime:
        changed = item.page.last_published_at
        return changed.astimezone(item.site.zone) if changed else item.published

    def item_categories(self, item: Entry) -> list[str]:
        return [xml_text(name) for name in (item.page.content_kind.label, *item.tags)]

    def item_enclosures(self, item: Entry) -> list[Enclosure]:
        """The picture, if it is stored in the one form that every reader shows."""
        image = getattr(item.page, "image", None)
        stored = list(image.renditions.all())[:1] if image else []
        try:
            return [self._enclosure(item, rendition) for rendition in stored]
        except OSError:  # the row outlived its file
            return []

    @staticmethod
    def _enclosure(item: Entry, rendition: AbstractRendition) -> Enclosure:
        kind = mimetypes.guess_type(rendition.file.name)[0] or "image/jpeg"
        return Enclosure(item.site.absolute(rendition.url), str(rendition.file.size), kind)


@require_safe
def jdihn(request: HttpRequest) -> HttpResponse:
    """Every published legal document, as the JDIHN centre collects it (Perpres 33/2012 Pasal 10(2)b)."""
    site = office_site(request)
    shows(site_tag(site.home.pk), list_tag(LegalDocumentPage, site.home.pk), text_tag(LegalDocumentPage, site.home.pk))
    documents = published(LegalDocumentPage, site.home)
    rows = records(documents, agency=site.home.title, zone=site.zone, absolute=site.absolute, at=site.address_at)
    return JsonResponse(list(rows), safe=False, json_dumps_params={"ensure_ascii": False})
