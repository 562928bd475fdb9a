from django.db.models import Prefetch
from wagtail.images import get_image_model
from wagtail.models import Page


class HomePage(Page):
    def get_context(self, request, *args, **kwargs):
        from news.models import THUMBNAIL, NewsPage

        pictures = get_image_model().objects.prefetch_renditions(THUMBNAIL)
        newest = NewsPage.objects.live().public().order_by("-date")[:5]
        context = super().get_context(request, *args, **kwargs)
        context["newest"] = newest.prefetch_related(Prefetch("hero_image", queryset=pictures))
        return context
