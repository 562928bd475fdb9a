"""What Django's schema can't say: GIN indexes on PostgreSQL, the FTS5 table on SQLite."""

from django.db import migrations

# fastupdate off: publishing is rare, and a pending list would be read by every search.
# MAIN keeps vectors beside their row: walking the newest rows for a frequent word then fetches no second page.
POSTGRESQL = [
    "CREATE INDEX search_vector ON search_searchentry USING gin (vector) WITH (fastupdate = off)",
    "CREATE INDEX search_title_vector ON search_searchentry USING gin (title_vector) WITH (fastupdate = off)",
    "ALTER TABLE search_searchentry ALTER COLUMN vector SET STORAGE MAIN, "
    "ALTER COLUMN title_vector SET STORAGE MAIN, ALTER COLUMN title_tokens SET STORAGE MAIN",
]
SQLITE = [
    "CREATE VIRTUAL TABLE search_fts USING fts5(title, summary, body, files, tokenize = 'unicode61 remove_diacritics 0')",
    """CREATE TRIGGER search_fts_follows AFTER DELETE ON search_searchentry
       BEGIN DELETE FROM search_fts WHERE rowid = old.page_id; END""",
]
SQLITE_BACK = ["DROP TRIGGER search_fts_follows", "DROP TABLE search_fts"]
POSTGRESQL_BACK = ["DROP INDEX search_vector", "DROP INDEX search_title_vector"]


def _run(statements):
    def run(apps, schema_editor):
        for statement in statements.get(schema_editor.connection.vendor, ()):
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("search", "0001_search_entries")]

    operations = [
        migrations.RunPython(
            _run({"postgresql": POSTGRESQL, "sqlite": SQLITE}),
            _run({"postgresql": POSTGRESQL_BACK, "sqlite": SQLITE_BACK}),
        )
    ]
