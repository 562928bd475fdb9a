"""The table of divisions has another name; what points at it stays."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0009_sizes_nobody_shows"),
        ("offices", "0001_from_workflows"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="announcementpage",
                    name="division",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="Menentukan Kordiv atau Kasubag mana yang memeriksa.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="offices.division",
                        verbose_name="divisi terkait",
                    ),
                ),
                migrations.AlterField(
                    model_name="legaldocumentpage",
                    name="division",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="Menentukan Kordiv atau Kasubag mana yang memeriksa.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="offices.division",
                        verbose_name="divisi terkait",
                    ),
                ),
                migrations.AlterField(
                    model_name="newspage",
                    name="division",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="Menentukan Kordiv atau Kasubag mana yang memeriksa.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="offices.division",
                        verbose_name="divisi terkait",
                    ),
                ),
                migrations.AlterField(
                    model_name="publicationpage",
                    name="division",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="Menentukan Kordiv atau Kasubag mana yang memeriksa.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="offices.division",
                        verbose_name="divisi terkait",
                    ),
                ),
            ]
        ),
    ]
