from django.db import migrations


class Migration(migrations.Migration):
    """The children of a page by index: else every page of a site costs a walk through all that is below its home."""

    dependencies = [
        ("home", "0004_people_block"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX IF NOT EXISTS home_page_depth_path ON wagtailcore_page (depth, path)",
            "DROP INDEX IF EXISTS home_page_depth_path",
        ),
    ]
