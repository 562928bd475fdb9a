from django.db import migrations

from workflows.gate.approved_files import note_old_drafts


def forwards(apps, schema_editor):
    if apps.get_model("wagtailcore", "Page").objects.filter(depth__gt=2).exists():
        note_old_drafts.enqueue()


class Migration(migrations.Migration):
    """Which files a draft names was noted when it was saved, not for drafts of before: the worker notes theirs."""

    dependencies = [
        ("workflows", "0016_reached_by_the_public"),
        ("wagtailcore", "0098_apitoken"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop, elidable=True)]
