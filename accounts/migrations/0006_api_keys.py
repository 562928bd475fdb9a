"""Keys of the API, which were a table of ``workflows``."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def tables(*names: str) -> list[migrations.RunSQL]:
    """They were tables of ``workflows``; a row, an index and whatever points at it stay what they are."""
    return [
        migrations.RunSQL(
            f"ALTER TABLE workflows_{name} RENAME TO accounts_{name}",
            f"ALTER TABLE accounts_{name} RENAME TO workflows_{name}",
        )
        for name in names
    ]


class Migration(migrations.Migration):
    dependencies = [
        # After everything that read these tables by their old names.
        ("text", "0002_one_tag_however_spelt"),
        ("home", "0009_change_of_structure_explained"),
        ("news", "0009_sizes_nobody_shows"),
        ("search", "0004_entries_of_before"),
        ("accounts", "0005_one_name"),
        ("workflows", "0017_files_of_old_drafts"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=tables("apikey"),
            state_operations=[
                migrations.CreateModel(
                    name="ApiKey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "name",
                            models.CharField(
                                help_text="Untuk apa kunci ini, misalnya integrasi agenda.",
                                max_length=100,
                                verbose_name="nama",
                            ),
                        ),
                        ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="dibuat")),
                        ("expires_at", models.DateTimeField(verbose_name="berlaku sampai")),
                        ("last_used_at", models.DateTimeField(null=True, verbose_name="terakhir dipakai")),
                        ("revoked_at", models.DateTimeField(null=True, verbose_name="dicabut")),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="api_keys",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="milik",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "kunci API",
                        "verbose_name_plural": "kunci API",
                        "ordering": ["-created_at"],
                    },
                ),
            ],
        ),
    ]
