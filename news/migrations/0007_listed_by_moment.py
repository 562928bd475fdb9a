from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import migrations, models
from django.db.models import OuterRef, Subquery

MODELS = ("announcementpage", "legaldocumentpage", "newspage", "publicationpage",)


def fill(apps, schema_editor):
    """A page stands in lists at the moment it first went live; what has none, at the start of its day."""
    page = apps.get_model("wagtailcore", "Page")
    moments = page.objects.filter(pk=OuterRef("pk")).values("first_published_at")[:1]
    for name in MODELS:
        rows = apps.get_model("news", name).objects
        rows.update(listed_at=Subquery(moments))
        without = rows.filter(listed_at=None, listed_on__isnull=False)
        for day in without.order_by("listed_on").values_list("listed_on", flat=True).distinct():
            midnight = datetime.combine(day, time.min, tzinfo=ZoneInfo(settings.TIME_ZONE))
            rows.filter(listed_at=None, listed_on=day).update(listed_at=midnight)


class Migration(migrations.Migration):
    """Lists are ordered by when a text went live, not by what was typed."""

    dependencies = [("news", "0006_preview_in_public_storage")]

    operations = [
        migrations.AddField(
            model_name="announcementpage",
            name="listed_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="saat tayang dalam daftar"),
        ),
        migrations.AddField(
            model_name="legaldocumentpage",
            name="listed_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="saat tayang dalam daftar"),
        ),
        migrations.AddField(
            model_name="newspage",
            name="listed_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="saat tayang dalam daftar"),
        ),
        migrations.AddField(
            model_name="publicationpage",
            name="listed_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="saat tayang dalam daftar"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RemoveIndex(model_name="announcementpage", name="announcementpage_newest_first"),
        migrations.RemoveIndex(model_name="legaldocumentpage", name="legaldocumentpage_newest_first"),
        migrations.RemoveIndex(model_name="newspage", name="newspage_newest_first"),
        migrations.RemoveIndex(model_name="publicationpage", name="publicationpage_newest_first"),
        migrations.RemoveIndex(model_name="legaldocumentpage", name="legaldocumentpage_by_year"),
        migrations.RemoveField(model_name="announcementpage", name="listed_on"),
        migrations.RemoveField(model_name="legaldocumentpage", name="listed_on"),
        migrations.RemoveField(model_name="newspage", name="listed_on"),
        migrations.RemoveField(model_name="publicationpage", name="listed_on"),
        migrations.AddIndex(
            model_name="announcementpage",
            index=models.Index(fields=["home", "-listed_at", "-page_ptr"], name="announcementpage_by_moment"),
        ),
        migrations.AddIndex(
            model_name="legaldocumentpage",
            index=models.Index(fields=["home", "-listed_at", "-page_ptr"], name="legaldocumentpage_by_moment"),
        ),
        migrations.AddIndex(
            model_name="newspage",
            index=models.Index(fields=["home", "-listed_at", "-page_ptr"], name="newspage_by_moment"),
        ),
        migrations.AddIndex(
            model_name="publicationpage",
            index=models.Index(fields=["home", "-listed_at", "-page_ptr"], name="publicationpage_by_moment"),
        ),
        migrations.AddIndex(
            model_name="legaldocumentpage",
            index=models.Index(
                fields=["home", "year", "-listed_at", "-page_ptr"], name="legaldocumentpage_year_moment"
            ),
        ),
    ]
