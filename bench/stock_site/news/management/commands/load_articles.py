"""Fill the empty site with the bench's articles."""

from collections import defaultdict
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from django.contrib.contenttypes.models import ContentType
from django.core.files import File
from django.core.management.base import BaseCommand
from wagtail.images.models import Image
from wagtail.models import Page, Site

from bench import data
from bench.bulk import add_children, add_tags
from news.models import NewsIndexPage, NewsPage, NewsPageTag


class Command(BaseCommand):
    def add_arguments(self, parser):
        parser.add_argument("count", type=int)
        parser.add_argument("pictures", type=Path)

    def handle(self, *args, count, pictures, **options):
        images = []
        for path in sorted(pictures.glob("*.jpg")):
            with path.open("rb") as file:
                images.append(Image.objects.create(title=path.stem, file=File(file, name=path.name)))
        home = Site.objects.get(is_default_site=True).root_page
        Page.objects.filter(pk=home.pk).update(title="KPU Kabupaten")
        content_type = ContentType.objects.get_for_model(NewsPage)
        for slug, title, articles in (
            ("berita", "Berita", data.news(count)),
            ("pengumuman", "Pengumuman", data.announcements()),
            ("produk-hukum", "Produk Hukum", data.legal_documents(data.legal_count(count))),
            ("profil", "Profil", []),
            ("ppid", "PPID", []),
            ("publikasi", "Publikasi", []),
        ):
            index = home.add_child(instance=NewsIndexPage(title=title, slug=slug, show_in_menus=True))
            add_children(index, (self.page(article, content_type, images) for article in articles))
        tags = {article.slug: article.tags for article in data.news(count)}
        add_tags(NewsPageTag, defaultdict(tuple, tags))

    @staticmethod
    def page(article, content_type, images):
        published = datetime.combine(article.day, time(9), tzinfo=ZoneInfo("Asia/Jakarta"))
        return NewsPage(
            content_type=content_type,
            title=article.title,
            slug=article.slug,
            date=article.day,
            intro=article.summary,
            body=article.html,
            hero_image=None if article.picture is None else images[article.picture],
            live=True,
            first_published_at=published,
            last_published_at=published,
            latest_revision_created_at=published,
        )
