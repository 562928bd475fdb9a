from django.db import migrations, models
from django.utils import timezone


class Migration(migrations.Migration):
    """When an appointment was written down; of those that are there it is not known."""

    dependencies = [
        ("offices", "0001_from_workflows"),
        ("workflows", "0018_rooms_of_their_own"),
    ]

    operations = [
        migrations.AddField("membership", "recorded_at", models.DateTimeField("dicatat", null=True, editable=False)),
        migrations.AlterField(
            "membership",
            "recorded_at",
            models.DateTimeField("dicatat", null=True, default=timezone.now, editable=False),
        ),
    ]
