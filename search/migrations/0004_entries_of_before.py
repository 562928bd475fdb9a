from django.db import migrations

from search.rebuilding import enter_anew


def forwards(apps, schema_editor):
    if apps.get_model("wagtailcore", "Page").objects.filter(depth__gt=2).exists():
        enter_anew.enqueue()


class Migration(migrations.Migration):
    """Pages that are there already are entered by the worker: nobody need know that they must be."""

    dependencies = [
        ("search", "0003_pages_in_the_index"),
        ("wagtailcore", "0098_apitoken"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop, elidable=True)]
