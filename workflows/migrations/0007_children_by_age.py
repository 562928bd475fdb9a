"""The explorer lists the newest children of a page: an index has them in that order (``desk.explorer``)."""

from django.db import migrations


def _create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX workflows_children_by_age ON wagtailcore_page "
            "(SUBSTRING(path, 1, LENGTH(path) - 4), latest_revision_created_at DESC NULLS LAST)"
        )


def _drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX workflows_children_by_age")


class Migration(migrations.Migration):
    dependencies = [("workflows", "0006_debt_signatures"), ("wagtailcore", "0098_apitoken")]

    operations = [migrations.RunPython(_create, _drop)]
