"""SOPs and their versions, which were tables of ``workflows``."""

import django.db.models.deletion
from django.db import migrations, models


def tables(*names: str) -> list[migrations.RunSQL]:
    """They were tables of ``workflows``; a row, an index and whatever points at it stay what they are."""
    return [
        migrations.RunSQL(
            f"ALTER TABLE workflows_{name} RENAME TO sops_{name}", f"ALTER TABLE sops_{name} RENAME TO workflows_{name}"
        )
        for name in names
    ]


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        # After everything that read these tables by their old names.
        ("text", "0002_one_tag_however_spelt"),
        ("home", "0009_change_of_structure_explained"),
        ("news", "0009_sizes_nobody_shows"),
        ("search", "0004_entries_of_before"),
        ("wagtailcore", "0098_apitoken"),
        ("workflows", "0017_files_of_old_drafts"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=tables("sop", "sopversion"),
            state_operations=[
                migrations.CreateModel(
                    name="Sop",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slug", models.SlugField(max_length=80, unique=True, verbose_name="kode")),
                        ("name", models.CharField(max_length=300, verbose_name="nama")),
                    ],
                    options={
                        "verbose_name": "SOP",
                        "verbose_name_plural": "SOP",
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="SopVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "sha256",
                            models.CharField(editable=False, max_length=64, unique=True, verbose_name="SHA-256"),
                        ),
                        ("content", models.TextField(editable=False, verbose_name="isi (JSON kanonis)")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("draft", "Konsep"),
                                    ("signed", "Disahkan"),
                                    ("governing", "Berlaku"),
                                    ("superseded", "Digantikan"),
                                    ("void", "Batal"),
                                ],
                                default="draft",
                                max_length=12,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "signed_number",
                            models.CharField(
                                blank=True, db_default="", max_length=120, verbose_name="nomor pengesahan"
                            ),
                        ),
                        ("signed_on", models.DateField(blank=True, null=True, verbose_name="tanggal pengesahan")),
                        ("effective_on", models.DateField(blank=True, null=True, verbose_name="berlaku mulai")),
                        ("signatory", models.CharField(blank=True, max_length=250, verbose_name="pengesah")),
                        ("loaded_at", models.DateTimeField(auto_now_add=True, verbose_name="dimuat")),
                        (
                            "sop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="sops.sop",
                                verbose_name="SOP",
                            ),
                        ),
                        (
                            "workflow",
                            models.OneToOneField(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sop_version",
                                to="wagtailcore.workflow",
                                verbose_name="alur Wagtail",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "versi SOP",
                        "verbose_name_plural": "versi SOP",
                        "ordering": ["sop", "-loaded_at"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("status", "governing")),
                                fields=("sop",),
                                name="one_governing_version_per_sop",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
