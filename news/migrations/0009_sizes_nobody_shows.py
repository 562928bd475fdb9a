from django.db import migrations

from news.files.withdrawal import withdraw

AT_ONCE = 100


def forwards(apps, schema_editor):
    pictures = list(apps.get_model("wagtailimages", "Image").objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pictures), AT_ONCE):
        withdraw.enqueue(pictures[start : start + AT_ONCE], [])


class Migration(migrations.Migration):
    """Sizes of pictures lay among the public files, whether or not a live page shows them: the worker sorts them."""

    dependencies = [
        ("news", "0008_full_titles_and_dates"),
        ("wagtailimages", "0027_image_description"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop, elidable=True)]
