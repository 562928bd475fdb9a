"""The newest news as RSS."""

from django.contrib.syndication.views import Feed

from news.models import NewsPage


class NewsFeed(Feed):
    title = "Berita"
    link = "/berita/"
    description = "Berita terbaru"

    def items(self):
        return NewsPage.objects.live().public().order_by("-date")[:20]

    def item_title(self, item):
        return item.title

    def item_description(self, item):
        return item.intro

    def item_link(self, item):
        return item.url
