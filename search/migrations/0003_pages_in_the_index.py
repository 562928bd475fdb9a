"""Wagtail's index names pages as text: with these, each finds the other without reading every page there is."""

from django.db import migrations

POSTGRESQL = [
    "CREATE INDEX search_page_as_text ON wagtailcore_page ((id::varchar(50)))",
    "CREATE INDEX search_entry_object ON wagtailsearch_indexentry (object_id)",
]
POSTGRESQL_BACK = ["DROP INDEX search_page_as_text", "DROP INDEX search_entry_object"]


def _run(statements):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements:
                schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("search", "0002_full_text"), ("wagtailsearch", "0010_add_text_fields")]

    operations = [migrations.RunPython(_run(POSTGRESQL), _run(POSTGRESQL_BACK))]
