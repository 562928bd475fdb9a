"""The table of divisions has another name; what points at it stays."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0009_change_of_structure_explained"),
        ("offices", "0001_from_workflows"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="ppidpage",
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
                    model_name="standardpage",
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
