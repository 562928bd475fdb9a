from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import migrations, models
from django.db.models import OuterRef, Subquery

MODELS = ("ppidpage", "standardpage",)


def fill(apps, schema_editor):
    """A page stands in lists at the moment it first went live; what has none, at the start of its day."""
    page = apps.get_model("wagtailcore", "Page")
    moments = page.objects.filter(pk=OuterRef("pk")).values("first_published_at")[:1]
    for name in MODELS:
        rows = apps.get_model("home", name).objects
        rows.update(listed_at=Subquery(moments))
        without = rows.filter(listed_at=None, listed_on__isnull=False)
        for day in without.order_by("listed_on").values_list("listed_on", flat=True).distinct():
            midnight = datetime.combine(day, time.min, tzinfo=ZoneInfo(settings.TIME_ZONE))
            rows.filter(listed_at=None, listed_on=day).update(listed_at=midnight)


class Migration(migrations.Migration):
    """Lists are ordered by when a text went live, not by what was typed."""

    dependencies = [("home", "0006_section_address_reason")]

    operations = [
        migrations.AddField(
            model_name="ppidpage",
            name="listed_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="saat tayang dalam daftar"),
        ),
        migrations.AddField(
            model_name="standardpage",
            name="listed_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="saat tayang dalam daftar"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RemoveIndex(model_name="ppidpage", name="ppidpage_newest_first"),
        migrations.RemoveIndex(model_name="standardpage", name="standardpage_newest_first"),
        migrations.RemoveField(model_name="ppidpage", name="listed_on"),
        migrations.RemoveField(model_name="standardpage", name="listed_on"),
        migrations.AddIndex(
            model_name="ppidpage",
            index=models.Index(fields=["home", "-listed_at", "-page_ptr"], name="ppidpage_by_moment"),
        ),
        migrations.AddIndex(
            model_name="standardpage",
            index=models.Index(fields=["home", "-listed_at", "-page_ptr"], name="standardpage_by_moment"),
        ),
    ]
