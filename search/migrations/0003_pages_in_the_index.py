"""The index of Wagtail's search names pages as text: so that a page is found from there without reading every page."""

from django.db import migrations

ADD = "CREATE INDEX search_page_as_text ON wagtailcore_page ((id::varchar(50)))"
DROP = "DROP INDEX search_page_as_text"


def _run(statement):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("search", "0002_full_text")]

    operations = [migrations.RunPython(_run(ADD), _run(DROP))]
