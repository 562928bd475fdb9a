from django.db import migrations

from text.merging import merge_tags


def forwards(apps, schema_editor):
    merge_tags(apps)


class Migration(migrations.Migration):
    """Tags that differ by case, spaces or signs were several; what was signed stays (text/merging.py)."""

    dependencies = [
        ("text", "0001_stored_texts_are_clean"),
        ("news", "0008_full_titles_and_dates"),
        ("home", "0008_no_office_for_unclaimed_hosts"),
        ("workflows", "0016_reached_by_the_public"),
    ]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop, elidable=True)]
