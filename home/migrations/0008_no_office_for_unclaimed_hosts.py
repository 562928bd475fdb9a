"""The first office's site answered for every host that nobody had claimed; now none does."""

from django.db import migrations


def claim_nothing(apps, schema_editor):
    sites, homes = apps.get_model("wagtailcore", "Site"), apps.get_model("home", "HomePage")
    sites.objects.filter(is_default_site=True, root_page__in=homes.objects.values("pk")).update(is_default_site=False)


class Migration(migrations.Migration):

    dependencies = [
        ("home", "0007_listed_by_moment"),
        ("wagtailcore", "0001_squashed_0016_change_page_url_path_to_text_field"),
    ]

    operations = [migrations.RunPython(claim_nothing, migrations.RunPython.noop)]
