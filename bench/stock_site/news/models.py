"""A plain news section, the way Wagtail's documentation builds one."""

from django.core.paginator import Paginator
from django.db import models
from django.db.models import Prefetch
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.search import index

THUMBNAIL = "fill-320x180"


class NewsPageTag(TaggedItemBase):
    content_object = ParentalKey("news.NewsPage", on_delete=models.CASCADE, related_name="tagged_items")


class NewsIndexPage(Page):
    """The list of a section, twenty to a page."""

    intro = models.TextField(blank=True)
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    subpage_types = ["news.NewsPage"]

    def get_context(self, request, *args, **kwargs):
        pictures = get_image_model().objects.prefetch_renditions(THUMBNAIL)
        pages = NewsPage.objects.child_of(self).live().public().order_by("-date")
        pages = pages.prefetch_related(Prefetch("hero_image", queryset=pictures))
        context = super().get_context(request, *args, **kwargs)
        context["news_pages"] = Paginator(pages, 20).get_page(request.GET.get("page"))
        return context


class NewsPage(Page):
    date = models.DateField("post date")
    intro = models.TextField(blank=True)
    body = RichTextField(blank=True)
    hero_image = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    tags = ClusterTaggableManager(through=NewsPageTag, blank=True)

    search_fields = [*Page.search_fields, index.SearchField("intro"), index.SearchField("body")]
    content_panels = [
        *Page.content_panels,
        FieldPanel("date"),
        FieldPanel("intro"),
        FieldPanel("hero_image"),
        FieldPanel("body"),
        FieldPanel("tags"),
    ]
    parent_page_types = ["news.NewsIndexPage"]
